// The Sequence scene forward by its smallest steps, its loop opened half-way, and its first state typed.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { focusStage, launch, open, place, press, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const small = 'task=adding&hiddenSize=3&seqLen=6&animate=false';
const scene = (pairs, options) => open(browser, `${server.url}#scene=sequence&${pairs}`, options);

test('a unit at a time: what is next is told, and its number is there after the step', async () => {
  const { page, complaints, close } = await scene(`${small}&fold=1`);
  await press(page, 'step', [0.15, 0.5]);
  let now = await until(page, '(s) => s.forward.step === "unit"');
  assert.equal(now.forward.count, 6 * 4);
  assert.equal(now.forward.done, 0);
  for (const index of [0, 1, 2]) {
    assert.deepEqual([now.forward.next.kind, now.forward.next.t, now.forward.next.index], ['hidden', 0, index]);
    assert.equal(now.forward.next.value, now.h[index]);
    await press(page, 'stepForward');
    now = await until(page, `(s) => s.forward.done === ${index + 1}`);
  }
  assert.equal(now.forward.next.kind, 'output');
  assert.ok(now.layout.texts.some((t) => t.text.includes('Next')), 'the inspector tells it');
  await page.waitForFunction(() => location.hash.includes('step=unit') && location.hash.includes('t=3'));
  await focusStage(page);
  await page.keyboard.press('ArrowRight');
  now = await until(page, '(s) => s.forward.done === 4');
  assert.equal(now.t, 1);
  await press(page, 'step', [0.85, 0.5]);
  await until(page, '(s) => s.forward.step === "time" && s.t === 1');
  assert.deepEqual(complaints, []);
  await close();
});

test('an LSTM goes gate by gate, a layer at a time where that is chosen', async () => {
  const { page, complaints, close } = await scene('task=adding&cell=lstm&hiddenSize=2&layers=2&seqLen=4&animate=false&step=unit&t=25&inside=1');
  let now = await until(page, '(s) => s.forward.done === 25');
  const kinds = [];
  for (let i = 0; i < 6; ++i) {
    kinds.push(now.forward.next.symbol.replace(/[^a-z].*/, ''));
    await press(page, 'stepForward');
    now = await until(page, `(s) => s.forward.done === ${26 + i}`);
  }
  assert.deepEqual(kinds, ['i', 'f', 'g', 'c', 'o', 'h']);
  await press(page, 'step', [0.5, 0.5]);
  now = await until(page, '(s) => s.forward.step === "layer" && s.forward.done === 25');
  await press(page, 'stepForward');
  now = await until(page, '(s) => s.forward.done === 37');
  assert.equal(now.forward.next.layer, 1);
  assert.deepEqual(complaints, []);
  await close();
});

test('the loop is opened half-way by its grip, with mouse and keys, and the link keeps it', async () => {
  const { page, complaints, close } = await scene(`${small}&t=2`);
  const grip = await place(page, 'fold');
  await page.mouse.move(...grip.center);
  await page.mouse.down();
  for (const by of [30, 60, 90]) {
    await page.mouse.move(grip.center[0] + by, grip.center[1]);
    await settle(page);
  }
  await page.mouse.up();
  const half = await until(page, '(s) => s.fold > 0.1 && s.fold < 0.9');
  await page.waitForFunction(() => /fold=0\.\d/.test(location.hash));
  await focusStage(page);
  await tabTo(page, 'fold');
  await page.keyboard.press('ArrowRight');
  await until(page, `(s) => s.fold > ${half.fold}`);
  await page.keyboard.press('End');
  await until(page, '(s) => s.fold === 1 && s.unfolded');
  await page.keyboard.press('Home');
  await until(page, '(s) => s.fold === 0 && !s.unfolded');
  assert.deepEqual(complaints, []);
  await close();
});

test('a chain folds half-way by its grip, and its first state is dragged where it stands', async () => {
  const { page, complaints, close } = await scene('task=adding&cell=lstm&hiddenSize=2&seqLen=6&animate=false&t=2');
  const drag = async ([x, y], ways) => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (const [dx, dy] of ways) {
      await page.mouse.move(x + dx, y + dy);
      await settle(page);
    }
    await page.mouse.up();
  };
  const open = await until(page, '(s) => s.fold === 1 && s.columns.length === 6');
  await drag((await place(page, 'fold')).center, [[-30, 0], [-60, 0], [-120, 0]]);
  const half = await until(page, '(s) => s.fold > 0.1 && s.fold < 0.9');
  assert.ok(half.columns[0] > open.columns[0] && half.columns[5] < open.columns[5]);
  await page.waitForFunction(() => /fold=0\.\d/.test(location.hash));
  await focusStage(page);
  await tabTo(page, 'fold');
  await page.keyboard.press('Home');
  await until(page, '(s) => s.fold === 0 && !s.unfolded');
  await page.waitForFunction(() => /fold=0(&|$)/.test(location.hash));
  await page.keyboard.press('End');
  await until(page, '(s) => s.fold === 1');
  const before = await place(page, 'before');
  await drag([before.center[0], before.y + before.h * 0.1], [[0, -20], [0, -50]]);  // h_−1[0]
  await until(page, '(s) => /start=0.5,0/.test(s.experiment)');
  assert.deepEqual(complaints, []);
  await close();
});

test('the state before the first step is typed and dragged', async () => {
  const { page, complaints, close } = await scene(small);
  const before = await state(page);
  await focusStage(page);
  await tabTo(page, 'start');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('0.5,-1');
  await page.keyboard.press('Enter');
  const given = await until(page, '(s) => s.hBefore[0] === 0.5 && s.hBefore[1] === -1 && s.hBefore[2] === 0');
  assert.notDeepEqual(given.h, before.h);
  assert.equal(given.weights_hash, before.weights_hash);
  await page.waitForFunction(() => location.hash.includes('start=0.5,-1'));
  assert.deepEqual(complaints, []);
  await close();
});
