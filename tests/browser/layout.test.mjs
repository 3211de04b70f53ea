// At three sizes, in both languages, at two pixel densities: nothing clipped, nothing overlapping, no word missing.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { launch, open, press, sceneNames, serve, settle, sizes, state, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

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

for (const lang of ['en', 'de'])
  for (const size of Object.keys(sizes))
    for (const scene of sceneNames)
      test(`${scene}, ${size}, ${lang}`, async () => {
        const { page, complaints, close } = await open(browser, `${server.url}#scene=${scene}&lang=${lang}&animate=false`, { size });
        await settle(page);
        const problems = [];
        const look = async (where) => {
          const now = await state(page);
          assert.equal(now.size, size);
          assert.deepEqual(now.missingText, []);
          problems.push(...faults(now).map((fault) => `${where}: ${fault}`));
        };
        await look('as opened');
        if (scene === 'sequence') {
          await press(page, 'unfolded', [0.5, 0.5]);
          await look('unfolded');
          for (const closer of ['carpet', 'eigenvalues', 'plane']) {
            await page.evaluate((link) => window.unroll.load(link), `scene=sequence&task=adding&hiddenSize=2&seqLen=6&fold=1&t=3&look=${closer}&lang=${lang}&animate=false`);
            await until(page, '(s) => s.closer.ready');
            await settle(page);
            await look(closer);
          }
        }
        if (size === 'phone')
          for (const tab of ['story', 'controls', 'inspector']) {
            await press(page, `tab-${tab}`);
            await look(tab);
          }
        assert.deepEqual(problems, []);
        assert.deepEqual(complaints, []);
        await close();
      });

// Sizes between and beyond the three: a laptop, a tablet, a phone on its side, a small phone, a projector, big text.
for (const [size, more] of [[[1366, 650], ''], [[1024, 768], ''], [[844, 390], ''], [[360, 640], ''], [[1920, 1080], ''], [[1280, 800], '&scale=200'], [[1280, 800], '&scale=150']])
  for (const scene of sceneNames)
    test(`${scene} at ${size.join('×')}${more}`, async () => {
      const { page, close } = await open(browser, `${server.url}#scene=${scene}&lang=de&animate=false${more}`, { size });
      await settle(page);
      assert.deepEqual(faults(await state(page)), []);
      await close();
    });

test('everything that is folded away fits when it is opened', async () => {
  for (const scene of sceneNames) {
    const { page, close } = await open(browser, `${server.url}#scene=${scene}&lang=de&animate=false`);
    const sections = (await state(page)).layout.controls.filter((c) => c.role === 'section').map((c) => c.name);
    for (const section of sections) await press(page, section, [0.1, 0.5]);
    assert.deepEqual(faults(await state(page)), [], scene);
    await close();
  }
});

test('medium: the story is a line that opens, the inspector an overlay at the pointer', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=sequence&task=adding&hiddenSize=3&seqLen=6&animate=false`, { size: 'medium' });
  const before = (await state(page)).layout;
  await press(page, 'story');
  const opened = (await state(page)).layout;
  assert.ok(opened.texts.filter((t) => t.layer > 0).length > 3, 'the story is above the page');
  await press(page, 'story');
  assert.equal((await state(page)).layout.texts.filter((t) => t.layer > 0).length, before.texts.filter((t) => t.layer > 0).length);
  const { places } = await state(page);
  await page.mouse.click(...places['h[1]']);
  await settle(page);
  const overlay = (await state(page)).layout.texts.filter((t) => t.layer > 0);
  assert.ok(overlay.some((t) => /tanh/.test(t.text)), 'the equation is shown');
  await close();
});

test('German is what a German browser gets, and a link can say otherwise', async () => {
  const german = await open(browser, server.url, { locale: 'de-DE' });
  const now = await state(german.page);
  assert.equal(now.lang, 'de');
  assert.ok(now.layout.texts.some((t) => t.text.includes('Sequenz')));
  await german.close();
  const english = await open(browser, `${server.url}#lang=en`, { locale: 'de-DE' });
  assert.equal((await state(english.page)).lang, 'en');
  await english.close();
});

test('dark is what a dark system gets', async () => {
  const { page, close } = await open(browser, server.url, { colorScheme: 'dark' });
  assert.equal((await state(page)).theme, 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForFunction(() => window.unroll.state().theme === 'light');
  await close();
});

test('follows the window and the pixel density', async () => {
  const { page, close } = await open(browser, server.url, { pixelRatio: 2 });
  assert.equal((await state(page)).pixelsPerUnit, 2);
  assert.deepEqual(await page.evaluate(() => [document.getElementById('canvas').width, document.getElementById('canvas').height]), [2560, 1600]);
  await page.setViewportSize({ width: 768, height: 464 });
  await page.waitForFunction(() => window.unroll.state().size === 'medium');
  assert.deepEqual(await page.evaluate(() => [document.getElementById('canvas').width, document.getElementById('canvas').height]), [1536, 928]);
  // On a projector everything grows with the window.
  await page.setViewportSize({ width: 1920, height: 1200 });
  await page.waitForFunction(() => window.unroll.state().pixelsPerUnit === 3);
  await close();
});
