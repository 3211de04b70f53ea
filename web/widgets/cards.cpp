// Cards and the blocks of text in them.
#include "widgets/controls.h"

namespace unroll::ui {

namespace {

void drawCard(Ui& ui, Rect r, CardStyle style) {
  const Palette& c = ui.color();
  switch (style) {
    case CardStyle::outlined:
      ui.rounded(r, c.card);
      ui.outline(r, c.lines, Theme::corner, 1.2f);
      break;
    case CardStyle::soft: ui.rounded(r, c.soft); break;
    case CardStyle::stage: ui.rounded(r, c.stage); break;
    case CardStyle::tip: ui.rounded(r, c.tip); break;
  }
}

void block(Ui& ui, Column& column, std::string_view markup, Type type, Color color) {
  const TextSize size = ui.measureRich(markup, type, column.width());
  const Rect r = column.take(size.h);
  ui.richText(r.min(), markup, type, color, r.w);
}

}  // namespace

Rect card(Ui& ui, Rect r, CardStyle style, float padding) {
  drawCard(ui, r, style);
  return r.inset(padding, padding * 0.75f);
}

void card(Ui& ui, Column& column, CardStyle style, const std::function<void(Column&)>& content, float padding) {
  const Rect whole{column.x(), column.y(), column.width(), 100000};
  Column inside(whole.inset(padding, padding * 0.75f), 6);
  ImDrawListSplitter splitter;
  splitter.Split(&ui.draw(), 2);
  splitter.SetCurrentChannel(&ui.draw(), 1);
  const std::size_t firstText = ui.textCount();
  content(inside);
  if (style == CardStyle::tip) ui.tellSince(firstText);
  const Rect r = column.take(inside.used() + 1.5f * padding);
  splitter.SetCurrentChannel(&ui.draw(), 0);
  drawCard(ui, r, style);
  splitter.Merge(&ui.draw());
}

Rect cardHeading(Ui& ui, Rect inside, std::string_view title, std::string_view note) {
  const Rect row = inside.cutTop(ui.lineHeight(Type::heading), 6);
  const float noteWidth = note.empty() ? 0 : std::min(ui.measure(note, Type::text).w, row.w * 0.6f), gap = 12;
  const bool bothFit = !note.empty() && ui.measure(title, Type::heading).w <= row.w - noteWidth - gap;  // else the title says more
  ui.textIn({row.x, row.y, bothFit ? row.w - noteWidth - gap : row.w, row.h}, title, Type::heading, ui.color().ink);
  if (bothFit) ui.textIn({row.right() - noteWidth, row.y, noteWidth, row.h}, note, Type::text, ui.color().muted, Align::right);
  return inside;
}

void heading(Ui& ui, Column& column, std::string_view markup) { block(ui, column, markup, Type::heading, ui.color().ink); }
void paragraph(Ui& ui, Column& column, std::string_view markup) { block(ui, column, markup, Type::text, ui.color().ink); }
void caption(Ui& ui, Column& column, std::string_view markup) { block(ui, column, markup, Type::small, ui.color().muted); }

void task(Ui& ui, Column& column, std::string_view markup, bool done) {
  constexpr float kMark = 26;
  const TextSize size = ui.measureRich(markup, Type::text, column.width() - kMark);
  const Rect r = column.take(std::max(size.h, 22.f));
  const ImVec2 center{r.x + 9, r.y + ui.lineHeight(Type::text) / 2};
  if (done) {
    ui.draw().AddCircleFilled(center, 9, ui.color().good, 32);
    icon(ui, Icon::check, center, 11, ui.color().onControl);
  } else {
    ui.draw().AddCircle(center, 8, ui.color().good, 32, 2);
  }
  ui.richText({r.x + kMark, r.y}, markup, Type::text, ui.color().ink, r.w - kMark);
}

void progressBar(Ui& ui, Rect r, double share, Color color) {
  ui.rounded(r, ui.color().lines, r.h / 2);
  const float w = r.w * static_cast<float>(std::clamp(share, 0.0, 1.0));
  if (w > 0) ui.rounded({r.x, r.y, std::max(w, r.h), r.h}, color, r.h / 2);
}

}  // namespace unroll::ui
