// Images that are kept, under the names of their classes, until there are enough to be learned from.
#include <algorithm>
#include <cmath>

#include "scenes/training/maker.h"
#include "scenes/training/stage.h"
#include "tasks/drawn_image.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

constexpr float kButton = 36, kGap = 8, kPicture = 26, kPictureGap = 4;
constexpr float kLow = 330;  // of the maker's area: below it the pictures have no room, only their number

void drawSmall(Ui& ui, Rect r, const OwnImages::Image& image) {
  const float pixel = r.w / OwnImages::side;
  for (int row = 0; row < OwnImages::side; ++row)
    for (int column = 0; column < OwnImages::side; ++column) {
      const float ink = image.ink[static_cast<std::size_t>(row * OwnImages::side + column)];
      const ImVec2 at{r.x + pixel * static_cast<float>(column), r.y + pixel * static_cast<float>(row)};
      ui.draw().AddRectFilled(at, {at.x + pixel, at.y + pixel}, mixColors(ui.color().soft, ui.color().ink, ink));
    }
  if (image.fresh) ui.outline(r.inset(-1), ui.color().good, 2, 1.5f);
}

// Which of a class are fresh data, as the file's reader will say.
void markFresh(std::vector<OwnImages::Image>& images) {
  std::size_t counts[OwnImages::classes] = {};
  for (OwnImages::Image& image : images) image.fresh = ++counts[image.kind] % OwnImages::freshShare == 0;
}

// The last ones, as many as fit. A press takes one away.
void drawPictures(const SceneContext& context, Rect row, ImageSet& set, std::size_t kind, const std::string& name) {
  Ui& ui = context.ui;
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < set.images.size(); ++i)
    if (set.images[i].kind == kind) all.push_back(i);
  const std::string label = name + " " + std::to_string(all.size());
  const float width = std::min(row.w * 0.3f, ui.measure(label, Type::smallStrong).w + 10);
  ui.textIn(row.cutLeft(width), label, Type::smallStrong, kind == 0 ? ui.color().why : ui.color().muted);
  const std::size_t fit = static_cast<std::size_t>(std::max(0.f, (row.w + kPictureGap) / (kPicture + kPictureGap)));
  std::size_t gone = set.images.size();
  for (std::size_t n = all.size() > fit ? all.size() - fit : 0; n < all.size(); ++n) {
    const Rect r = Rect{row.x, row.y + (row.h - kPicture) / 2, kPicture, kPicture};
    row.cutLeft(kPicture, kPictureGap);
    const std::string control = "kept" + std::to_string(kind) + "-" + std::to_string(n);
    const Id id = ui.id(control);
    const bool focused =
        ui.control(id, control, "button", context.tr("training.make.image.drop", {{"n", std::to_string(n + 1)}, {"name", name}}), "", r);
    const Touch touch = ui.touchPress(id, r);
    drawSmall(ui, r, set.images[all[n]]);
    if (touch.hovered) {
      ui.cursor(ImGuiMouseCursor_Hand);
      ui.outline(r.inset(-1), ui.color().control, 2, 2);
    }
    if (focused) ui.focusRing(r, 2);
    if (touch.clicked || std::exchange(ui.keys(id).activate, false)) gone = all[n];
  }
  if (gone == set.images.size()) return;
  set.images.erase(set.images.begin() + static_cast<std::ptrdiff_t>(gone));
  set.from.clear();
  markFresh(set.images);
}

}  // namespace

void ImageSet::follow(const Snapshot& s) {
  if (s.names.size() != OwnImages::classes) return;
  if (images.empty() || !from.empty()) {
    if (from == s.own.hash && !names.empty()) return;
    images.clear();
    names = s.names;
    from = s.own.hash;
    if (const OwnImages* own = from.empty() ? nullptr : ownImages(s.current)) images = own->images;
  }
}

std::size_t ImageSet::countOf(std::size_t kind) const {
  return static_cast<std::size_t>(
      std::count_if(images.begin(), images.end(), [&](const OwnImages::Image& image) { return image.kind == kind; }));
}

float ImageSet::height(const Ui& ui, Rect area) {
  if (area.h < kLow) return kButton;
  return kButton + kGap + 2 * (kPicture + kPictureGap) + ui.lineHeight(Type::small) + 2;
}

bool drawImageSet(const SceneContext& context, Rect area, Maker& maker, const Table& image, bool isDrawn) {
  Ui& ui = context.ui;
  ImageSet& set = maker.set;
  if (set.names.size() != OwnImages::classes) return false;
  std::string names[OwnImages::classes];
  for (std::size_t k = 0; k < OwnImages::classes; ++k) {
    const std::string key = "choice.task.rows.class." + set.names[k];
    names[k] = ui.words().has(key) ? context.tr(key) : set.names[k];
  }
  const bool low = area.h <= kButton;
  Rect row = area.cutTop(kButton, kGap);
  const std::string& learn = context.tr("training.make.image.learn");
  const auto labelOf = [&](std::size_t k) { return "+ " + names[k] + (low ? " (" + std::to_string(set.countOf(k)) + ")" : ""); };
  float wanted = ui::buttonWidth(ui, learn) + 2 * kGap;
  for (std::size_t k = 0; k < OwnImages::classes; ++k) wanted += ui::buttonWidth(ui, labelOf(k));
  const float narrower = std::min(1.f, row.w / wanted);
  const auto slot = [&](const std::string& label) {
    return row.cutLeft(std::floor(ui::buttonWidth(ui, label) * narrower), kGap * narrower);
  };
  bool kept = false;
  for (std::size_t k = 0; k < OwnImages::classes; ++k) {
    const std::string label = labelOf(k);
    if (!ui::button(ui, slot(label), "keep" + std::to_string(k), label, ui::ButtonStyle::secondary, isDrawn)) continue;
    OwnImages::Image one{.kind = k};
    std::copy_n(image.values.begin(), one.ink.size(), one.ink.begin());
    set.images.push_back(one);
    set.from.clear();
    markFresh(set.images);
    kept = true;
  }
  if (ui::button(ui, slot(learn), "takeImages", learn, ui::ButtonStyle::primary, set.enough() && set.from.empty()))
    takeOver(context, maker, imagesCsv(set.names, set.images));
  if (low) return kept;
  for (std::size_t k = 0; k < OwnImages::classes; ++k) drawPictures(context, area.cutTop(kPicture, kPictureGap), set, k, names[k]);
  const std::size_t fresh =
      static_cast<std::size_t>(std::count_if(set.images.begin(), set.images.end(), [](const auto& each) { return each.fresh; }));
  const std::string words =
      !set.enough()
          ? context.tr("training.make.image.few", {{"n", std::to_string(OwnImages::freshShare)}})
          : context.tr("training.make.image.parts", {{"cut", std::to_string(set.images.size() - fresh)}, {"fresh", std::to_string(fresh)}});
  ui.textIn(area, words, Type::small, ui.color().muted);
  return kept;
}

}  // namespace unroll
