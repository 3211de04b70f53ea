// Setting of text: plain lines on the pixel grid, and rich text with subscripts, superscripts, colours and line breaks.
#include <cmath>

#include "base/contrast.h"
#include "widgets/ui.h"

namespace unroll {

namespace {

constexpr float kLineHeight = 1.45f;
constexpr float kCapHeight = 0.727f;  // Inter, of the em
constexpr float kSubscript = 0.74f;   // size of sub- and superscripts
constexpr float kSubscriptDrop = 0.20f, kSuperscriptRise = 0.36f;
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

unsigned nextCharacter(std::string_view s, std::size_t& at) {
  const auto c = static_cast<unsigned char>(s[at++]);
  int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;
  unsigned point = more == 3 ? c & 0x07u : more == 2 ? c & 0x0Fu : more == 1 ? c & 0x1Fu : c;
  while (more-- > 0 && at < s.size()) point = (point << 6) | (static_cast<unsigned char>(s[at++]) & 0x3Fu);
  return point;
}

// Advance of one character in units, at `size` units.
float advance(const Face& face, unsigned character, float size) {
  const ImFontGlyph* glyph = face.font->FindGlyph(static_cast<ImWchar>(character));
  return glyph ? glyph->AdvanceX * size * face.unitsPerPixel / face.size : 0;
}

float widthOf(const Face& face, std::string_view s, float size) {
  float w = 0;
  for (std::size_t at = 0; at < s.size();) w += advance(face, nextCharacter(s, at), size);
  return w;
}

// Draws with the base line at y; x is put on the pixel grid.
void drawGlyphs(ImDrawList& list, const Theme& theme, const Face& face, float x, float baseline, std::string_view s, float size,
                Color color) {
  const float ppu = theme.pixelsPerUnit;
  color = asText(theme, color);
  x = std::round(x * ppu) / ppu;
  const float top = std::round(baseline * ppu) / ppu - face.ascent * size;
  const float scale = size * face.unitsPerPixel / face.size;
  for (std::size_t at = 0; at < s.size();) {
    const ImFontGlyph* glyph = face.font->FindGlyph(static_cast<ImWchar>(nextCharacter(s, at)));
    if (!glyph) continue;
    if (glyph->Visible) {
      list.PrimReserve(6, 4);
      list.PrimRectUV({x + glyph->X0 * scale, top + glyph->Y0 * scale}, {x + glyph->X1 * scale, top + glyph->Y1 * scale},
                      {glyph->U0, glyph->V0}, {glyph->U1, glyph->V1}, color);
    }
    x += glyph->AdvanceX * scale;
  }
}

float baselineIn(float top, float lineHeight, float size) { return top + (lineHeight + kCapHeight * size) / 2; }

// ── Rich text ────────────────────────────────────────────────────────────────────────────────────────────────────────

struct Run {
  std::string text;
  Type type = Type::text;
  Color color = 0;
  float size = 15;
  float shift = 0;  // of the base line, downwards
  bool newLine = false;
  bool breakBefore = false;  // a line may end before this run (its text starts after a space)
  float width = 0;
};

bool isScriptCharacter(unsigned char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

struct Style {
  Type type;
  Color color;
};

constexpr int kLongestWord = 34;  // of any language; what somebody typed may be longer, and may break

// Splits markup into runs at style changes, scripts and spaces (a space ends the run that it belongs to).
class Runs {
 public:
  Runs(const Theme& theme, Type type, Color color) : theme_(theme), base_(type), styles_{{type, color}} {}

  std::vector<Run> split(std::string_view markup) {
    for (std::size_t at = 0; at < markup.size();) {
      const char c = markup[at];
      if (c == '<' && tag(markup, at)) continue;
      if ((c == '_' || c == '^') && script(markup, at)) continue;
      if (c == '\n') {
        flush();
        runs_.push_back({});
        runs_.back().newLine = true;
        ++at;
        continue;
      }
      const bool begins = (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;  // a character
      if (begins && ++unbroken_ > kLongestWord) {
        flush();
        breakNext_ = true;
        unbroken_ = 1;
      }
      pending_ += c;
      ++at;
      if (pending_.ends_with("\u00A0")) unbroken_ = 0;  // a space, though no line ends there
      if (c == ' ') {
        flush();
        breakNext_ = true;
        unbroken_ = 0;
      }
    }
    flush();
    return std::move(runs_);
  }

 private:
  void push(std::string text, float size, float shift) {
    Run run;
    run.text = std::move(text);
    run.type = styles_.back().type;
    run.color = styles_.back().color;
    run.size = size;
    run.shift = shift;
    run.breakBefore = breakNext_;
    run.width = widthOf(theme_.face(run.type), run.text, size);
    breakNext_ = false;
    runs_.push_back(std::move(run));
  }

  void flush() {
    if (pending_.empty()) return;
    push(std::move(pending_), theme_.face(base_).size, 0);
    pending_.clear();
  }

  bool tag(std::string_view s, std::size_t& at) {
    const std::size_t close = s.find('>', at);
    if (close == std::string_view::npos || close - at > 9) return false;
    const std::string_view name = s.substr(at + 1, close - at - 1);
    Style style = styles_.back();
    const Palette& p = theme_.color;
    if (name == "/") {
      flush();
      if (styles_.size() > 1) styles_.pop_back();
      at = close + 1;
      return true;
    }
    if (name == "xh")
      style.color = p.wxh;
    else if (name == "hh")
      style.color = p.whh;
    else if (name == "hy")
      style.color = p.why;
    else if (name == "grad")
      style.color = p.gradientText;
    else if (name == "muted")
      style.color = p.muted;
    else if (name == "control")
      style.color = p.control;
    else if (name == "b")
      style.type = base_ == Type::small ? Type::smallStrong : base_ == Type::text ? Type::strong : base_;
    else if (name == "i")
      style.type = Type::formula;
    else
      return false;
    flush();
    styles_.push_back(style);
    at = close + 1;
    return true;
  }

  bool script(std::string_view s, std::size_t& at) {
    if (s.substr(at + 1, 2) == "{}") {
      pending_ += s[at];
      ++unbroken_;
      at += 3;
      return true;
    }
    if (pending_.empty() && runs_.empty()) return false;
    std::string content;
    std::size_t end = at + 1;
    if (end < s.size() && s[end] == '{') {
      const std::size_t close = s.find('}', end);
      if (close == std::string_view::npos) return false;
      content = s.substr(end + 1, close - end - 1);
      end = close + 1;
    } else {
      while (end < s.size() && isScriptCharacter(static_cast<unsigned char>(s[end]))) ++end;
      content = s.substr(at + 1, end - at - 1);
    }
    if (content.empty()) return false;
    const float size = theme_.face(base_).size;
    const bool sub = s[at] == '_';
    flush();
    push(std::move(content), size * kSubscript, sub ? size * kSubscriptDrop : -size * kSuperscriptRise);
    at = end;
    return true;
  }

  const Theme& theme_;
  Type base_;
  std::vector<Style> styles_;
  std::vector<Run> runs_;
  std::string pending_;
  bool breakNext_ = false;
  int unbroken_ = 0;  // characters since the last space
};

struct Line {
  std::size_t first = 0, last = 0;  // runs [first, last)
  float width = 0;
};

float trailingSpace(const Theme& theme, const Run& run) {
  return !run.text.empty() && run.text.back() == ' ' ? widthOf(theme.face(run.type), " ", run.size) : 0;
}

// A line may end only before a run that follows a space; what belongs together (W and its subscript) stays together.
std::vector<Line> breakLines(const Theme& theme, const std::vector<Run>& runs, float width) {
  std::vector<Line> lines(1);
  std::size_t i = 0;
  while (i < runs.size()) {
    if (runs[i].newLine) {
      lines.back().last = i;
      ++i;
      lines.push_back({i, i, 0});
      continue;
    }
    std::size_t end = i + 1;
    float wordWidth = runs[i].width;
    while (end < runs.size() && !runs[end].newLine && !runs[end].breakBefore) wordWidth += runs[end++].width;
    const float visible = wordWidth - trailingSpace(theme, runs[end - 1]);
    if (width > 0 && lines.back().width > 0 && lines.back().width + visible > width) lines.push_back({i, i, 0});
    lines.back().width += wordWidth;
    lines.back().last = end;
    i = end;
  }
  for (Line& line : lines)
    if (line.last > line.first) line.width -= trailingSpace(theme, runs[line.last - 1]);
  return lines;
}

TextSize extent(const std::vector<Line>& lines, float lineHeight) {
  TextSize size{0, lineHeight * static_cast<float>(lines.size())};
  for (const Line& line : lines) size.w = std::max(size.w, line.width);
  return size;
}

// Words with the decimal marks of the language; most have none and stay where they are.
class Written {
 public:
  Written(const Text& text, std::string_view words) : view_(words) {
    if (words.find(decimalMark) == std::string_view::npos) return;
    copy_ = text.written(words);
    view_ = copy_;
  }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;
  std::string_view view() const { return view_; }

 private:
  std::string copy_;
  std::string_view view_;
};

float shiftFor(Align align, float width) { return align == Align::center ? -width / 2 : align == Align::right ? -width : 0; }

}  // namespace

float Ui::lineHeight(Type type) const { return theme_->face(type).size * kLineHeight; }

TextSize Ui::measure(std::string_view s, Type type) const {
  const Written words(*words_, s);
  s = words.view();
  return {widthOf(theme_->face(type), s, theme_->face(type).size), lineHeight(type)};
}

TextSize Ui::text(ImVec2 pos, std::string_view s, Type type, Color color, Align align) {
  const Written words(*words_, s);
  s = words.view();
  const Face& face = theme_->face(type);
  const TextSize size = measure(s, type);
  pos.x += shiftFor(align, size.w);
  drawGlyphs(*draw_, *theme_, face, pos.x, baselineIn(pos.y, size.h, face.size), s, face.size, color);
  note({pos.x, pos.y, size.w, size.h}, s);
  return size;
}

TextSize Ui::textIn(Rect r, std::string_view s, Type type, Color color, Align align) {
  const Face& face = theme_->face(type);
  std::string shown(Written(*words_, s).view());
  float w = widthOf(face, shown, face.size);
  bool shortened = false;
  while (w > r.w + 0.5f && !shown.empty()) {
    if (shortened) shown.erase(shown.size() - kEllipsis.size());
    do shown.pop_back();
    while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xC0u) == 0x80u);
    if (!shown.empty() && static_cast<unsigned char>(shown.back()) >= 0xC0u) shown.pop_back();
    shown += kEllipsis;
    shortened = true;
    w = widthOf(face, shown, face.size);
    if (shown == kEllipsis) break;
  }
  const float x = align == Align::center ? r.x + (r.w - w) / 2 : align == Align::right ? r.right() - w : r.x;
  const float h = lineHeight(type);
  const float y = r.y + (r.h - h) / 2;
  drawGlyphs(*draw_, *theme_, face, x, baselineIn(y, h, face.size), shown, face.size, color);
  note({x, y, w, h}, shown, shortened);
  return {w, h};
}

TextSize Ui::measureRich(std::string_view markup, Type type, float width) const {
  return extent(breakLines(*theme_, Runs(*theme_, type, 0).split(Written(*words_, markup).view()), width), lineHeight(type));
}

TextSize Ui::richText(ImVec2 pos, std::string_view markup, Type type, Color color, float width, Align align) {
  const std::vector<Run> runs = Runs(*theme_, type, color).split(Written(*words_, markup).view());
  const std::vector<Line> lines = breakLines(*theme_, runs, width);
  const float height = lineHeight(type);
  const float size = theme_->face(type).size;
  const TextSize all = extent(lines, height);
  float y = pos.y;
  for (const Line& line : lines) {
    float x = pos.x + shiftFor(align, line.width);
    std::string words;
    const float left = x;
    for (std::size_t i = line.first; i < line.last; ++i) {
      const Run& run = runs[i];
      drawGlyphs(*draw_, *theme_, theme_->face(run.type), x, baselineIn(y, height, size) + run.shift, run.text, run.size, run.color);
      x += run.width;
      words += run.text;
    }
    note({left, y, line.width, height}, words);
    y += height;
  }
  return all;
}

}  // namespace unroll
