// The Sequence scene: its terms are dragged and turned, a finger drags a weight, and what the net is for is said wherever it is looked at.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { focusStage, launch, open, place, press, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const small = 'task=adding&hiddenSize=3&seqLen=6&animate=false';
const scene = (pairs, options) => open(browser, `${server.url}#scene=sequence&${pairs}`, options);
const texts = (now) => now.layout.texts.map((t) => t.text).join('\n');

for (const size of ['wide', 'medium'])
  test(`${size}: a term is dragged, which changes its weight, and nothing jumps when it is pressed`, async () => {
    const { page, complaints, close } = await scene(`${small}&t=3`, { size });
    const before = await state(page);
    await page.mouse.click(...before.places['h[1]']);
    await settle(page);
    const line = await place(page, 'term1');
    await page.mouse.click(line.x + 40, line.center[1]);
    const pressed = await until(page, '(s) => s.selected && s.selected.kind === "weight"');
    const after = await place(page, 'term1');
    assert.deepEqual([after.x, after.y], [line.x, line.y]);
    assert.equal(pressed.weights_hash, before.weights_hash, 'pressing changes nothing');
    const value = pressed.selected.value;

    await page.mouse.move(line.x + 40, line.center[1]);
    await page.mouse.down();
    for (const by of [20, 40, 60]) {
      await page.mouse.move(line.x + 40 + by, line.center[1]);
      await settle(page);
    }
    await page.mouse.up();
    const dragged = await until(page, `(s) => Math.abs(s.selected.value - ${value} - 0.6) < 0.0051`);
    assert.equal(dragged.selected.name, pressed.selected.name);
    await page.keyboard.press('Control+z');
    await until(page, `(s) => s.weights_hash === "${before.weights_hash}"`);
    assert.deepEqual(complaints, []);
    await close();
  });

test('a term is turned with the arrows', async () => {
  const { page, close } = await scene(`${small}&t=3`);
  await focusStage(page);
  await tabTo(page, 'term2');
  await page.keyboard.press('ArrowRight');
  await until(page, '(s) => s.selected && s.selected.col === 1');  // not that of the term which was walked past
  await settle(page);
  const once = await state(page);
  assert.equal(once.focus, 'term2');
  await page.keyboard.press('ArrowRight');
  await until(page, `(s) => Math.abs(s.selected.value - ${once.selected.value} - 0.05) < 0.0051`);
  await page.keyboard.press('Shift+ArrowLeft');
  await until(page, `(s) => Math.abs(s.selected.value - ${once.selected.value} - 0.04) < 0.0051`);
  await close();
});

test('a finger drags a weight at its first touch, and goes through time where it moves to the side', async () => {
  const { page, complaints, close } = await scene(`${small}&t=3`, { size: 'phone', touch: true });
  const before = await state(page);
  const [x, y] = before.places['W_hh[0][2]'];
  const touch = await page.context().newCDPSession(page);
  const at = (type, dx, dy) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: x + dx, y: y + dy }] });
  const drag = async (dx, dy) => {
    await at('touchStart', 0, 0);
    for (const share of [0.25, 0.5, 0.75, 1]) {
      await at('touchMove', dx * share, dy * share);
      await settle(page);
    }
    await at('touchEnd');
    await settle(page);
  };
  await drag(-120, 2);
  const walked = await until(page, '(s) => s.t < 3');
  assert.equal(walked.weights_hash, before.weights_hash);
  await drag(120, 2);
  await until(page, '(s) => s.t > 0');
  await drag(0, -60);
  const dragged = await until(page, '(s) => s.selected && s.selected.kind === "weight"');
  assert.notEqual(dragged.weights_hash, before.weights_hash);
  assert.deepEqual(complaints, []);
  await close();
});

test('what goes in and what should come out is said, on the stage, in a low window and to a screen reader', async () => {
  const words = { en: [/Untrained/, /sum of the two marked/, /target/i], de: [/Untrainiert/, /Summe der beiden markierten/, /Ziel/] };
  for (const lang of ['en', 'de'])
    for (const size of [[1280, 800], [768, 464]])
      for (const fold of ['', '&fold=1']) {
        const { page, close } = await scene(`${small}&lang=${lang}&t=5${fold}`, { size });
        const now = await state(page);
        const [untrained, task, target] = words[lang];
        assert.match(now.words, untrained);
        assert.match(now.words, task);
        assert.match(now.words, target);
        const shown = texts(now).replace(/\s+/g, ' ');
        assert.match(shown, task, `${size}${fold}`);
        const wanted = now.words.match(new RegExp(`${target.source}[^:]*: ([+−]\\d[.,]\\d\\d)`, 'i'))[1];
        assert.ok(shown.includes(wanted), `the target ${wanted} at ${size}${fold}`);
        await close();
      }
  const trained = await scene('task=adding&hiddenSize=3&seqLen=6&updates=20');
  assert.match((await state(trained.page)).words, /Trained, 20 updates/);
  await trained.close();
});

test('a net of too many units is said to be one, and a press opens a small one', async () => {
  const { page, close } = await scene('task=adding&hiddenSize=32&seqLen=30&animate=false');
  assert.match(texts(await state(page)), /32 hidden units/);
  await press(page, 'netOffer.small');
  await until(page, '(s) => /hiddenSize=3&/.test(s.experiment + "&") && s.steps === 6');
  await close();
});
