#include "scenes/sequence/chain_layout.h"

namespace unroll {

namespace {

constexpr float leastPitch = 46, leastPitchHundreds = 60, mostPitch = 130;  // of the columns, which have their t below
constexpr float leastPitchBesideStarts = 42, leastPitchZoomed = 9;
constexpr float labelWidth = 46;

}  // namespace

const Gate* cellState(const Snapshot& s, int layer) {
  for (const Gate& gate : statesOf(s, layer).gates)
    if (gate.name == "c") return &gate;
  return nullptr;
}

std::vector<ChainRow> chainRows(const Snapshot& s) {
  std::vector<ChainRow> rows;
  const int hidden = s.current.hiddenSize, directions = s.current.bidirectional ? 2 : 1, layers = s.current.layers;
  rows.push_back({ChainRow::Kind::output, "<hy>y</>", &s.probe.y, 0, s.probe.y.cols, 0, 0, 0.45f, {}});
  for (int layer = layers - 1; layer >= 0; --layer) {
    const Table& table = layer == layers - 1 ? s.probe.h : s.probe.lower[static_cast<std::size_t>(layer)];
    const std::string name = layers > 1 ? "h^{(" + std::to_string(layer) + ")}" : "h";
    for (int d = directions - 1; d >= 0; --d)
      rows.push_back({ChainRow::Kind::hidden,
                      "<hh>" + name + (directions > 1 ? d == 0 ? " →" : " ←" : "") + "</>",
                      &table,
                      d * hidden,
                      hidden,
                      layer,
                      d,
                      1,
                      {}});
    if (const Gate* c = layer == layers - 1 && directions == 1 ? cellState(s, layer) : nullptr)
      rows.push_back({ChainRow::Kind::carried, "c", &c->values, 0, hidden, layer, 0, 1, {}});
  }
  rows.push_back({ChainRow::Kind::input, "<xh>x</>", &s.probe.x, 0, s.probe.x.cols, 0, 0, 0.45f, {}});
  for (ChainRow& row : rows) {
    const bool output = row.kind == ChainRow::Kind::output, carried = row.kind == ChainRow::Kind::carried;
    const LayerStates& states = statesOf(s, output ? layers - 1 : row.layer);
    const std::vector<float>& first = output ? states.fed0 : carried ? states.c0 : states.h0;
    if (!s.memory || row.kind == ChainRow::Kind::input || output == states.fed0.empty() ||
        static_cast<int>(first.size()) != row.count * (output ? 1 : directions))
      continue;
    row.start = first.data() + row.from;
    row.startSymbol = output ? "y" : carried ? "c" : "h";
    if (!output && layers > 1) row.startSymbol += "^{(" + std::to_string(row.layer) + ")}";
    row.startSymbol += "_{" + (row.direction == 1 ? std::to_string(s.probe.h.rows) : std::string("−1")) + "}";
  }
  return rows;
}

void addGradients(const Snapshot& s, std::vector<ChainRow>& rows) {
  for (ChainRow& row : rows) switch (row.kind) {
      case ChainRow::Kind::output: row.back = &s.back.dy; break;
      case ChainRow::Kind::hidden: row.back = &s.back.dh[static_cast<std::size_t>(row.layer)]; break;
      case ChainRow::Kind::carried: row.back = s.back.dc.empty() ? nullptr : &s.back.dc; break;
      case ChainRow::Kind::input: break;
    }
}

void addUnheld(const Snapshot& s, std::vector<ChainRow>& rows) {
  const UnheldPassage& free = s.unheld;
  if (free.h.rows != s.probe.h.rows || free.lower.size() != s.probe.lower.size() || free.gates.size() != s.probe.gates.size()) return;
  for (ChainRow& row : rows) switch (row.kind) {
      case ChainRow::Kind::output: row.free = &free.y; break;
      case ChainRow::Kind::hidden:
        row.free = row.layer == s.current.layers - 1 ? &free.h : &free.lower[static_cast<std::size_t>(row.layer)];
        break;
      case ChainRow::Kind::carried:  // of the layer on top alone
        if (row.layer == s.current.layers - 1)
          row.free = &free.gates[static_cast<std::size_t>(cellState(s, row.layer) - statesOf(s, row.layer).gates.data())].values;
        break;
      case ChainRow::Kind::input: break;
    }
}

ChainLayout placeChain(Rect area, std::vector<ChainRow>& rows, const SequenceView& view, float fold, bool starts, bool both) {
  ChainLayout layout;
  layout.area = area;
  Rect columns{area.x + labelWidth, area.y, area.w - labelWidth, area.h - 22};
  layout.labelY = columns.bottom() + 2;
  layout.fold = fold;
  layout.middle = columns.center().x;
  const float usual = view.steps > 100 ? leastPitchHundreds : leastPitch,
              least = std::max(leastPitchZoomed, usual * std::min(1.f, view.zoom.level));
  const auto fitting = [&] {
    const float usually = columns.w / usual;  // zoomed into, there are still columns beside the present one
    return std::clamp(
        static_cast<int>(view.zoom.level > 1 ? std::max(std::min(3.f, usually), usually / view.zoom.level) : columns.w / least), 1,
        diagram::NetworkLayout::mostColumns);
  };
  if (view.zoom.level > 1)
    for (ChainRow& row : rows) {
      if (!row.isState()) continue;
      const int all = row.count;
      row.count = std::clamp(static_cast<int>(std::lround(static_cast<float>(all) / view.zoom.level)), std::min(4, all), all);
      row.above = std::clamp(view.zoom.first, 0, all - row.count);
      row.from += row.above;
      if (row.start) row.start += row.above;
    }
  const float slot = std::clamp(columns.w * 0.08f, 26.f, 44.f), beside = both ? 2 * slot : slot;
  if (starts && view.zoom.level >= 1 &&
      (view.steps > fitting() || columns.w - beside >= leastPitchBesideStarts * static_cast<float>(view.steps))) {
    layout.starts = slot;
    columns = {columns.x + slot, columns.y, columns.w - beside, columns.h};
  }
  const bool all = view.zoom.level <= 1 && layout.starts > 0 && columns.w >= leastPitchBesideStarts * static_cast<float>(view.steps);
  const int shown = all ? view.steps : std::min(view.steps, fitting());
  layout.pitch = std::min(mostPitch, columns.w / static_cast<float>(shown));
  layout.left = columns.x + (columns.w - layout.pitch * static_cast<float>(shown)) / 2;
  layout.cellWidth = std::min(76.f, layout.pitch * 0.62f);
  layout.first = std::clamp(view.present - shown / 2, 0, view.steps - shown);
  layout.last = layout.first + shown - 1;
  float weights = 0;
  for (const ChainRow& row : rows) weights += row.weight;
  const float gap = std::clamp(columns.h * 0.05f, 10.f, 30.f), room = columns.h - gap * static_cast<float>(rows.size() - 1) - 12;
  float y = columns.y + 6;
  for (ChainRow& row : rows) {
    const float each = std::max(8.f, room * row.weight / weights), height = std::min(each, 34.f * static_cast<float>(row.count));
    row.band = {columns.x, y + (each - height) / 2, columns.w, height};
    y += each + gap;
  }
  return layout;
}

}  // namespace unroll
