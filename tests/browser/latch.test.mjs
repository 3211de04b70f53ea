// The Latch scene, driven with the mouse, a finger and the keyboard; its numbers are held against the native program's and plain arithmetic.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cli, focusStage, launch, open, place, press, ready, serve, settle, sizes, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs = '', options) => open(browser, `${server.url}#scene=latch${pairs && '&'}${pairs}`, options);
const natively = (pairs) => JSON.parse(execFileSync(cli, ['latch', ...pairs.split('&').filter(Boolean)], { encoding: 'utf8' }));

async function type(page, name, value) {
  await focusStage(page);
  await tabTo(page, name);
  await page.keyboard.press('Enter');
  await page.keyboard.type(String(value));
  await page.keyboard.press('Enter');
  await settle(page);
}

test('the numbers are those of the equation, to the bit those of the native program', async () => {
  for (const pairs of ['', 'w=1.25&u=-0.05&start=-0.35&steps=60&disturbance=0.7&disturbanceAt=30', 'w=-3&start=0.2', 'w=5&steps=200']) {
    const { page, complaints, close } = await scene(pairs);
    const now = await state(page), there = natively(pairs);
    assert.equal(now.weights_hash, there.hash);
    assert.equal(now.end, there.end);
    assert.deepEqual(now.fixedPoints, there.fixedPoints.map((each) => each.at));
    assert.deepEqual(now.fixedSlopes, there.fixedPoints.map((each) => each.slope));
    assert.deepEqual([now.gradient, now.constantLimit, now.singleLimit], [there.gradient, there.constantLimit, there.singleLimit]);
    for (let t = 1; t < now.a.length; ++t) {
      const d = t === now.disturbanceAt ? now.disturbance : 0;
      assert.ok(Math.abs(now.a[t] - Math.tanh(now.w * now.a[t - 1] + now.u + d)) < 2e-6, `a_${t}`);
    }
    assert.deepEqual([now.messages, now.missingText, complaints], [[], [], []]);
    await close();
  }
});

test('walks with keys, buttons and play; t is in the link and comes back', async () => {
  const { page, close } = await scene('w=2&start=0.1');
  await focusStage(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await until(page, '(s) => s.t === 2');
  await press(page, 'stepForward');
  await until(page, '(s) => s.t === 3');
  await page.waitForFunction(() => location.hash.includes('t=3'));
  await page.reload();
  await ready(page);
  await until(page, '(s) => s.t === 3 && s.w === 2');
  await press(page, 'play');
  await until(page, '(s) => s.t > 4 && s.playing');
  await focusStage(page);
  await page.keyboard.press('End');
  await until(page, '(s) => s.t === 20 && !s.playing');
  await close();
});

test('the start is dragged by mouse, moved by keys, and undone', async () => {
  const { page, close } = await scene('w=2');
  const frame = await place(page, 'cobweb'), handle = await place(page, 'startHandle');
  const x = (a) => frame.x + frame.w * (0.5 + a / 2.24);
  assert.ok(Math.abs(handle.center[0] - x(0.9)) < 1.5, 'the handle stands at a_0');
  await page.mouse.move(...handle.center);
  await page.mouse.down();
  for (const a of [0.5, 0, -0.3, -0.6]) await page.mouse.move(x(a), handle.center[1] - 40, { steps: 3 });
  await settle(page);
  await page.mouse.up();
  const dragged = await until(page, '(s) => Math.abs(s.start + 0.6) < 0.011');
  assert.ok(dragged.remembers && dragged.end < -0.9);
  await page.waitForFunction(() => location.hash.includes('start=-0.'));
  await focusStage(page);
  await tabTo(page, 'startHandle');
  await page.keyboard.press('ArrowRight');
  await until(page, `(s) => Math.abs(s.start - ${dragged.start} - 0.05) < 1e-6`);
  await page.keyboard.press('Home');
  await until(page, '(s) => s.start === -1');
  await focusStage(page);
  for (let i = 0; i < 3 && (await state(page)).start !== 0.9; ++i) { await page.keyboard.press('Control+z'); await settle(page); }
  await until(page, '(s) => s.start === 0.9 && !s.canUndo');
  await close();
});

test('a finger moves the start', async () => {
  const { page, close } = await scene('w=2', { size: 'phone', touch: true });
  const frame = await place(page, 'cobweb'), handle = await place(page, 'startHandle');
  await page.touchscreen.tap(frame.x + frame.w * (0.5 - 0.5 / 2.24), handle.center[1]);
  await until(page, '(s) => Math.abs(s.start + 0.5) < 0.02 && s.end < -0.9');
  await close();
});

test('what is pointed at says what it is, by mouse and by keyboard', async () => {
  const { page, close } = await scene('w=2&t=5&start=0.2');
  const frame = await place(page, 'cobweb');
  const at = (a, b) => [frame.x + frame.w * (0.5 + a / 2.24), frame.y + frame.h * (0.5 - b / 2.24)];
  const now = await state(page);
  await page.mouse.move(...at(now.fixedPoints[2], now.fixedPoints[2]));
  await until(page, '(s) => s.pointedAt.kind === "fixedPoint" && s.pointedAt.index === 2');
  await page.mouse.move(...at(now.a[0], now.a[1]));
  await until(page, '(s) => s.pointedAt.kind === "step" && s.pointedAt.index === 1');
  await page.mouse.move(...at(-0.5, Math.tanh(-1)));
  await until(page, '(s) => s.pointedAt.kind === "curve"');
  await page.mouse.move(2, 2);
  await focusStage(page);
  await tabTo(page, 'cobweb');
  const first = await until(page, '(s) => s.pointedAt.kind === "fixedPoint" && s.pointedAt.index === 0');
  assert.match(first.layout.controls.find((each) => each.name === 'cobweb').value, /−0\.958/);
  await page.keyboard.press('End');
  await until(page, '(s) => s.pointedAt.kind === "step" && s.pointedAt.index === 5');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await until(page, '(s) => s.pointedAt.kind === "none"');
  await close();
});

test('a link that cannot be is mended with words; one with a step of the story keeps its own settings', async () => {
  const wrong = await scene('w=7&u=0.25&disturbance=much');
  const now = await state(wrong.page);
  assert.deepEqual([now.w, now.u, now.disturbance], [0.8, 0.25, 0]);
  assert.ok(now.messages.some((each) => each.includes('w=7')) && now.messages.some((each) => each.includes('disturbance=much')));
  await wrong.close();
  const linked = await scene('w=2&disturbance=-1.5&story=4');
  await settle(linked.page);
  const kept = await state(linked.page);
  assert.deepEqual([kept.w, kept.disturbance, kept.story.step], [2, -1.5, 4]);
  assert.equal(kept.weights_hash, natively('w=2&disturbance=-1.5').hash);
  await linked.close();
});

test('the story: no task is fulfilled when its step begins, each can be, and the last step has a door', async () => {
  const { page, complaints, close } = await scene();
  const begins = async (step, tasks) => {
    await settle(page);
    const now = await until(page, `(s) => s.story.step === ${step}`);
    assert.deepEqual(now.story.done, Array(tasks).fill(false), `step ${step}`);
    return now;
  };
  const done = (...which) => until(page, `(s) => ${JSON.stringify(which)}.every((i) => s.story.done[i])`);
  const next = () => press(page, 'storyNext');

  await begins(1, 2);
  await focusStage(page);
  await page.keyboard.press('End');
  await done(0);
  await tabTo(page, 'startHandle');
  await page.keyboard.press('Home');
  await done(0, 1);
  await next();

  await begins(2, 3);
  await type(page, 'w', 1.5);
  assert.deepEqual((await done(0, 1)).story.done, [true, true, false]);
  await tabTo(page, 'startHandle');
  await page.keyboard.press('End');
  await done(0, 1, 2);
  await next();

  let now = await begins(3, 2);
  await type(page, 'disturbance', 1.5 * -Math.sign(now.start));
  await done(0);
  await type(page, 'w', 2.5);
  await done(0, 1);
  await next();

  now = await begins(4, 2);
  assert.equal(now.disturbance, 0);
  await type(page, 'w', 1.1);
  await done(0);
  await type(page, 'disturbance', -Math.sign(now.start));
  assert.deepEqual((await state(page)).story.done, [true, false]);
  await type(page, 'w', 2);
  assert.ok((await done(0, 1)).gradient < 1e-6);
  await next();

  now = await begins(5, 2);
  await type(page, 'steps', 2 * now.steps);
  await done(0);
  await type(page, 'disturbance', 0);
  await type(page, 'w', 1.03);
  assert.ok((await done(0, 1)).constantLimit < 0.01);
  await next();
  await until(page, '(s) => s.scene === "theorem"');
  assert.deepEqual(complaints, []);
  await close();
});

test('undo goes back over scenes with other models', async () => {
  const { page, close } = await scene('w=2');
  await type(page, 'u', 0.25);
  await focusStage(page);
  await tabTo(page, 'scenes');
  await page.keyboard.press('ArrowLeft');
  await until(page, '(s) => s.scene === "sequence" && s.model === "recurrent"');
  await focusStage(page);
  await page.keyboard.press('Control+z');
  await until(page, '(s) => s.scene === "latch" && s.u === 0 && s.w === 2');
  await page.keyboard.press('Control+Shift+Z');
  await until(page, '(s) => s.scene === "latch" && s.u === 0.25');
  await close();
});

for (const size of Object.keys(sizes))
  for (const locale of ['en-US', 'de-DE']) {
    test(`${size}, ${locale}: nothing is cut off or missing`, async () => {
      const { page, complaints, close } = await scene('w=1.25&disturbance=-1&t=12', { size, locale });
      const now = await state(page);
      assert.deepEqual(now.missingText, []);
      assert.deepEqual(now.layout.texts.filter((each) => each.shortened).map((each) => each.text), []);
      assert.ok(now.words.length > 60);
      assert.deepEqual(complaints, []);
      await close();
    });
  }
