// What is wrong with a page's layout: texts and controls that are cut off, shortened or lie over each other.
const tolerance = 1.5;
const right = (r) => r[0] + r[2];
const bottom = (r) => r[1] + r[3];
const overlap = (a, b) => Math.min(Math.min(right(a), right(b)) - Math.max(a[0], b[0]), Math.min(bottom(a), bottom(b)) - Math.max(a[1], b[1]));
const within = (a, b) => a[0] >= b[0] - tolerance && a[1] >= b[1] - tolerance && right(a) <= right(b) + tolerance && bottom(a) <= bottom(b) + tolerance;
const seen = ({ rect, clip }) => {
  const [x, y] = [Math.max(rect[0], clip[0]), Math.max(rect[1], clip[1])];
  return [x, y, Math.min(right(rect), right(clip)) - x, Math.min(bottom(rect), bottom(clip)) - y];
};
const visible = (item) => overlap(item.rect, item.clip) > 0;
const show = (item) => `“${item.name ?? item.text}” at ${item.rect.map(Math.round)}`;

// What is wrong with one state's layout, as sentences.
export function faults({ layout, stage }) {
  const list = [];
  const base = (items) => items.filter((item) => item.layer === 0 && item.rect[2] > 0 && visible(item));
  const controls = base(layout.controls);
  const texts = base(layout.texts).filter((t) => t.text.trim() !== '');
  for (const item of [...controls, ...texts]) {
    if (!within(seen(item), layout.window)) list.push(`${show(item)} is outside of the window`);
    // A column that scrolls may cut at its ends, never at its sides; the stage doesn't scroll.
    if (item.rect[0] < item.clip[0] - tolerance || right(item.rect) > right(item.clip) + tolerance) list.push(`${show(item)} is cut off at a side`);
    const fixed = [layout.window, stage].some((area) => within(item.clip, area.map((v, i) => (i < 2 ? v - 5 : v + 10))) && item.clip[3] > area[3] - 10);
    if (fixed && (item.rect[1] < item.clip[1] - tolerance || bottom(item.rect) > bottom(item.clip) + tolerance)) list.push(`${show(item)} is cut off`);
  }
  for (const text of texts) if (text.shortened) list.push(`${show(text)} is shortened`);
  const pictures = new Set(['picture', 'table']);
  for (let i = 0; i < controls.length; ++i)
    for (let j = i + 1; j < controls.length; ++j) {
      if (pictures.has(controls[i].role) || pictures.has(controls[j].role)) continue;
      if (overlap(seen(controls[i]), seen(controls[j])) > tolerance) list.push(`${show(controls[i])} overlaps ${show(controls[j])}`);
    }
  // A line box is higher than its letters: compare what the letters take.
  const letters = (t) => [t.rect[0], t.rect[1] + t.rect[3] * 0.22, t.rect[2], t.rect[3] * 0.56];
  for (let i = 0; i < texts.length; ++i)
    for (let j = i + 1; j < texts.length; ++j)
      if (overlap(letters(texts[i]), letters(texts[j])) > tolerance) list.push(`${show(texts[i])} overlaps ${show(texts[j])}`);
  for (const text of texts)
    for (const control of controls) {
      if (pictures.has(control.role)) continue;
      // Of what a scrolling column cuts off at its end, only the part that is seen counts.
      const [word, place] = [seen({ rect: letters(text), clip: text.clip }), seen(control)];
      if (overlap(word, place) > tolerance && !within(word, place)) list.push(`${show(text)} runs over the edge of ${show(control)}`);
    }
  return list;
}
