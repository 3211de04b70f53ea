// The panel: what can be shared, a preview of what is copied, and to copy or save it.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "share/code.h"
#include "share/share.h"
#include "share/snippets.h"
#include "share/svg.h"
#include "widgets/controls.h"
#include "widgets/scroll.h"

namespace unroll {

namespace {

using Form = Share::Form;
using Act = Share::Act;
using Contents = Share::Contents;

constexpr std::array kForms{"link", "frame", "element", "code", "png", "svg", "film"};
constexpr float kWidth = 600, kHeight = 560, kMargin = 8, kPadding = 18;
constexpr std::size_t kMostShown = 1200;  // characters of a text

const char* nameOf(Form form) { return kForms[static_cast<std::size_t>(form)]; }
bool isText(Form form) { return form == Form::link || form == Form::frame || form == Form::element; }
bool isPicture(Form form) { return form == Form::png || form == Form::svg; }

class Panel final : public Share {
 public:
  Wish draw(const Frame& frame, const Contents& contents) override;
  void open() override { opening_ = true; }

  std::string text(Form form, const Contents& contents) const override {
    return form == Form::link ? linkOf(contents) : form == Form::frame ? frameOf(contents) : elementOf(contents);
  }
  std::string codeAsPng(const Contents& contents) const override {
    const std::optional<QrCode> code = QrCode::of(linkOf(contents));
    return code ? asPng(code->pixels()) : std::string();
  }
  std::string codeAsSvg(const Contents& contents) const override {
    const std::optional<QrCode> code = QrCode::of(linkOf(contents));
    return code ? code->svg() : std::string();
  }
  std::string png(const gpu::Gpu::Pixels& pixels) const override { return asPng(pixels); }
  std::string svg(const Picture& picture, gpu::Gpu& gpu) const override { return drawnAsSvg(picture, gpu); }

 private:
  void content(Ui& ui, Rect inside, const Contents& contents);
  void heading(Ui& ui, Rect& inside);
  void choice(Ui& ui, Rect& inside, const Contents& contents);
  void buttons(Ui& ui, Rect row, const Contents& contents);
  void textPreview(Ui& ui, Rect r, const std::string& text) const;
  void codePreview(Ui& ui, Rect r, const Contents& contents);
  void picturePreview(Ui& ui, Rect r, const Contents& contents) const;
  bool canCopy(const Contents& contents) const {
    return form_ != Form::film && (form_ != Form::code || code_.has_value()) && !contents.hash.empty();
  }

  Form form_ = Form::link;
  Wish wish_;
  bool opening_ = false, hadFocus_ = false;
  std::string coded_, lookedAt_;  // the link whose QR code, or whose preview, this is
  std::optional<QrCode> code_;
};

Share::Wish Panel::draw(const Frame& frame, const Contents& contents) {
  Ui& ui = frame.ui;
  if (contents.program.empty() && (form_ == Form::frame || form_ == Form::element || form_ == Form::code || form_ == Form::film))
    form_ = Form::link;
  if (const std::string link = linkOf(contents); link != coded_) {
    code_ = QrCode::of(link);
    coded_ = link;
  }
  Wish wish = std::exchange(wish_, {});
  wish.form = form_;
  if (isPicture(form_) && wish.act == Act::none && lookedAt_ != contents.hash) {
    lookedAt_ = contents.hash;
    wish.act = Act::look;
  }
  const Rect page = ui.window();
  const float w = std::min(kWidth, page.w - 2 * kMargin), h = std::min(kHeight, page.h - 2 * kMargin);
  const Rect r{std::round(page.center().x - w / 2), std::round(page.center().y - h / 2), std::round(w), std::round(h)};
  if (!opening_ && ui.pressedAnywhere() && !r.contains(ui.pointer())) wish.act = Act::close;
  // Escape gives the keyboard to the stage; from here that is to close.
  if (std::exchange(hadFocus_, false) && ui.stageHasFocus() && ui.showsFocus()) wish.act = Act::close;
  ui.overlay(
      r,
      [this, r, contents](Ui& above) {
        above.shadow(r);
        above.rounded(r, above.color().card);
        above.outline(r, above.color().lines, Theme::corner, 1.2f);
        above.pushScope("share");
        above.pushClip(r);
        const std::size_t first = above.controlCount();
        content(above, r.inset(kPadding, kPadding * 0.75f), contents);
        hadFocus_ = above.focusedSince(first) != nullptr;
        above.popClip();
        above.popScope();
      },
      Ui::Of::page);
  return wish;
}

void Panel::content(Ui& ui, Rect inside, const Contents& contents) {
  heading(ui, inside);
  choice(ui, inside, contents);
  const Text& words = ui.words();
  std::string help = ui.tr("share.help." + std::string(nameOf(form_)));
  if (form_ == Form::code && !code_)
    help = ui.tr("share.tooLong", {{"n", words.integer(static_cast<std::int64_t>(linkOf(contents).size()))},
                                   {"most", words.integer(static_cast<std::int64_t>(QrCode::mostBytes))}});
  else if (form_ == Form::film && !contents.noFilm.empty())
    help = ui.tr(contents.noFilm);
  buttons(ui, inside.cutBottom(Theme::touch + 4, 10), contents);
  const float height = ui.measureRich(help, Type::small, inside.w).h;
  const Rect below = inside.cutBottom(height, 8);
  ui.richText(below.min(), help, Type::small, ui.color().muted, inside.w);
  if (isText(form_)) textPreview(ui, inside, text(form_, contents));
  if (form_ == Form::code && code_) codePreview(ui, inside, contents);
  if (isPicture(form_) || form_ == Form::film) picturePreview(ui, inside, contents);
}

void Panel::heading(Ui& ui, Rect& inside) {
  Rect row = inside.cutTop(Theme::touch, 6);
  const Rect close = row.cutRight(Theme::touch);
  ui.textIn(row, ui.tr("app.share"), Type::heading, ui.color().ink);
  if (ui::iconButton(ui, close, "closeShare", ui::Icon::close, ui.tr("app.close"))) wish_.act = Act::close;
}

void Panel::choice(Ui& ui, Rect& inside, const Contents& contents) {
  std::vector<std::string> options;
  std::vector<Form> forms;
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    const auto form = static_cast<Form>(i);
    if (contents.program.empty() && form != Form::link && !isPicture(form)) continue;
    forms.push_back(form);
    options.push_back(ui.tr(std::string("share.form.") + kForms[i]));
  }
  int chosen = static_cast<int>(std::find(forms.begin(), forms.end(), form_) - forms.begin());
  Column column(inside, 0);
  if (std::exchange(opening_, false) && ui.showsFocus()) ui.setFocus(ui.id("shareForm"));
  if (ui::chips(ui, column, "shareForm", ui.tr("share.forms"), options, chosen)) {
    form_ = forms[static_cast<std::size_t>(chosen)];
    lookedAt_.clear();
    ui.keepDrawing();
  }
  (void)inside.cutTop(column.used(), 12);
}

void Panel::buttons(Ui& ui, Rect row, const Contents& contents) {
  const auto button = [&](const char* name, const std::string& label, ui::ButtonStyle style, bool enabled, Act act) {
    const Rect place = row.cutLeft(std::min(row.w, ui::buttonWidth(ui, label) + 16), 10);
    if (!ui::button(ui, place, name, label, style, enabled)) return;
    wish_.act = act;
    ui.keepDrawing();
  };
  if (form_ == Form::film) {
    button("saveShare", ui.tr("share.record"), ui::ButtonStyle::primary, contents.noFilm.empty(), Act::save);
    return;
  }
  button("copyShare", ui.tr("share.copy"), ui::ButtonStyle::primary, canCopy(contents), Act::copy);
  if (!isText(form_)) button("saveShare", ui.tr("share.save"), ui::ButtonStyle::secondary, canCopy(contents), Act::save);
}

// Broken where a line is full: an address has no spaces.
void Panel::textPreview(Ui& ui, Rect r, const std::string& text) const {
  ui.rounded(r, ui.color().soft, Theme::cornerSmall);
  ui::scrolled(ui, "shareText", r.inset(14, 10), 0, [&](Column& column) {
    const float width = column.width(), line = ui.lineHeight(Type::text);
    const std::string shown = text.substr(0, kMostShown);
    for (std::size_t from = 0; from < shown.size();) {
      std::size_t end = from, step = 64;
      while (step > 0) {  // as far as it fits
        const std::size_t next = std::min(shown.size(), end + step);
        const std::string piece = shown.substr(from, next - from);
        if (piece.find('\n') == std::string::npos && ui.measure(piece, Type::text).w <= width && next > end)
          end = next;
        else
          step /= 2;
      }
      while (end < shown.size() && (static_cast<unsigned char>(shown[end]) & 0xC0u) == 0x80u) --end;  // a character stays whole
      end = std::max(end, from + 1);
      const bool broken = end < shown.size() && shown[end] == '\n';
      ui.textIn(column.take(line), std::string_view(shown).substr(from, end - from), Type::text, ui.color().ink);
      from = end + (broken ? 1 : 0);
    }
    if (text.size() > shown.size())
      ui::caption(ui, column, ui.tr("share.more", {{"n", ui.words().integer(static_cast<std::int64_t>(text.size() - shown.size()))}}));
  });
}

// Black on white in every theme, its modules on whole pixels.
void Panel::codePreview(Ui& ui, Rect r, const Contents& contents) {
  const float pixel = 1 / ui.theme().pixelsPerUnit;
  const auto modules = static_cast<float>(code_->size + 2 * QrCode::margin);
  const float module = std::max(1.f, std::floor(std::min(r.w, r.h) / modules / pixel)) * pixel, side = module * modules;
  const auto snapped = [&](float v) { return std::round(v / pixel) * pixel; };
  const Rect whole{snapped(r.center().x - side / 2), snapped(r.center().y - side / 2), side, side};
  ui.draw().AddRectFilled(whole.min(), whole.max(), rgb(0xFFFFFF));
  for (int y = 0; y < code_->size; ++y)
    for (int x = 0; x < code_->size; ++x) {
      if (!code_->at(x, y)) continue;
      int end = x;
      while (end < code_->size && code_->at(end, y)) ++end;
      const ImVec2 at{whole.x + module * static_cast<float>(x + QrCode::margin), whole.y + module * static_cast<float>(y + QrCode::margin)};
      ui.draw().AddRectFilled(at, {at.x + module * static_cast<float>(end - x), at.y + module}, rgb(0x000000));
      x = end;
    }
  ui.note(whole, linkOf(contents));
}

void Panel::picturePreview(Ui& ui, Rect r, const Contents& contents) const {
  ui.rounded(r, ui.color().soft, Theme::cornerSmall);
  if (!contents.stage || contents.stageWidth <= 0) return;
  const Rect inside = r.inset(10);
  const float scale = std::min(inside.w / contents.stageWidth, inside.h / contents.stageHeight);
  const ImVec2 half{contents.stageWidth * scale / 2, contents.stageHeight * scale / 2}, center = inside.center();
  ui.draw().AddImage(contents.stage, {center.x - half.x, center.y - half.y}, {center.x + half.x, center.y + half.y});
  ui.draw().AddRect({center.x - half.x, center.y - half.y}, {center.x + half.x, center.y + half.y}, ui.color().lines);
}

}  // namespace

std::unique_ptr<Share> makeShare() { return std::make_unique<Panel>(); }

}  // namespace unroll
