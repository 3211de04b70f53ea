// The Theorem scene: the twin in its order of evaluation for every net, one copy broken as the command line breaks it, a gradient as the sum
// of its copies', and the story played with the mouse, with keys alone and by touch.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cli, focusStage, launch, names, nextStep, open, place, press, reach, serve, settle, sizes, state, tabTo, until } from './page.mjs';
import { device, player } from './player.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const small = 'task=adding&hiddenSize=3&seqLen=5&animate=false';
const scene = (pairs, options) => open(browser, `${server.url}#scene=theorem&${pairs}`, options);
const unfold = (...pairs) => JSON.parse(execFileSync(cli, ['unfold', ...pairs], { encoding: 'utf8' }));
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

test('a weight is pressed and changed in one copy: the numbers are those of the command line, the net stays as it is, mended all is equal', async () => {
  const { page, complaints, close } = await scene(`${small}&t=3`);
  const whole = await state(page);
  assert.equal(whole.first_difference, null);
  assert.equal(whole.broken, null);
  assert.equal(whole.rows, 7);
  assert.equal(whole.climbsOneRow, true);
  const spot = whole.places['rnn.weight_hh_l0[2][1]'];
  assert.ok(spot, 'where to press');
  await page.mouse.click(spot[0] * whole.pixelsPerUnit, spot[1] * whole.pixelsPerUnit);
  const { weight } = await until(page, '(s) => s.picked === 1');
  await reach(page, 'breakBy');
  await tabTo(page, 'breakBy');
  for (let i = 0; i < 8; ++i) await page.keyboard.press('ArrowRight');
  const broken = await until(page, '(s) => s.broken?.by > 0.75');
  assert.equal(broken.broken.weight, weight);
  assert.equal(broken.broken.step, 3);
  assert.equal(broken.weights_hash, whole.weights_hash);
  assert.equal(broken.experiment, whole.experiment);
  const native = unfold('task=adding', 'hiddenSize=3', 'seqLen=5', 'length=5', 'break=3', `breakBy=${broken.broken.by}`, `breakWeight=${weight}`);
  assert.equal(broken.first_difference, native.first_difference);
  assert.deepEqual(broken.rnnOutputs.slice(0, 5).map(Math.fround), native.rnn_outputs.slice(0, 5).map(Math.fround));
  assert.deepEqual(broken.feedforwardOutputs.map(Math.fround), native.feedforward_outputs.map(Math.fround));
  for (let t = 0; t < 3; ++t) assert.equal(broken.differencePerStep[t], 0, `t = ${t}`);
  assert.match(broken.words, /Copy 3 of the twin is changed/);
  // The link says it, and nothing else of the page is needed.
  const again = await scene(broken.link.replace(/^.*scene=theorem&/, ''));
  const there = await state(again.page);
  assert.deepEqual(there.feedforwardOutputs, broken.feedforwardOutputs);
  assert.equal(there.firstPlace, broken.firstPlace);
  await again.close();
  await press(page, 'mend');
  const mended = await until(page, '(s) => s.broken === null');
  assert.equal(mended.maxAbsDifference, 0);
  assert.doesNotMatch(mended.link, /break/);
  assert.deepEqual(complaints, []);
  await close();
});

for (const cell of names('cells'))
  test(`${cell}: its twin has an order of evaluation, a broken copy is told as the command line tells it`, async () => {
    for (const [layers, both] of [[1, false], [2, false], [1, true], [3, true]]) {
      const net = [`cell=${cell}`, `layers=${layers}`, `bidirectional=${both}`, 'hiddenSize=3', 'seqLen=5', 'task=adding'];
      const { page, complaints, close } = await scene(`${net.join('&')}&t=2&animate=false`);
      const whole = await state(page);
      assert.equal(whole.maxAbsDifference, 0);
      assert.equal(whole.layers, 5);
      assert.ok(whole.rows >= 5);
      assert.ok(whole.words.length > 20);
      assert.deepEqual(whole.missingText, []);
      const change = ['break=2', 'breakBy=0.5', 'breakWeight=rnn.weight_ih_l0[1][0]'];
      await page.evaluate((link) => window.unroll.load(link), `scene=theorem&${net.join('&')}&${change.join('&')}`);
      const broken = await until(page, '(s) => s.broken !== null');
      const native = unfold(...net, ...change, 'length=5');
      assert.equal(broken.first_difference, native.first_difference);
      assert.ok(Math.abs(broken.maxAbsDifference - native.max_abs_difference) <= 1e-9);
      assert.equal(broken.weights_hash, whole.weights_hash);
      assert.deepEqual(complaints, []);
      await close();
    }
  });

test('the gradient of the tied weight is the sum of those of its copies, in every cell', async () => {
  for (const cell of names('cells')) {
    const { page, close } = await scene(`cell=${cell}&task=adding&hiddenSize=3&seqLen=5&breakWeight=rnn.weight_ih_l0[0][0]`);
    const now = await until(page, '(s) => s.contributions.length === 5');
    assert.equal(now.weight, 'rnn.weight_ih_l0[0][0]');
    assert.ok(Math.abs(sum(now.contributions) - now.gradient) <= 1e-5 * Math.max(...now.contributions.map(Math.abs)) + 1e-9, `${cell}: ${sum(now.contributions)} and ${now.gradient}`);
    await close();
  }
});

for (const size of Object.keys(sizes))
  test(`${size}: many steps: rows follow the present one, those out of sight are counted`, async () => {
    const { page, complaints, close } = await scene('task=adding&hiddenSize=3&seqLen=40&t=20&animate=false', { size });
    const above = await place(page, 'rowsAbove');
    const count = Number(above.label.match(/\d+/)[0]);
    const below = Number((await place(page, 'rowsBelow')).label.match(/\d+/)[0]);
    assert.ok(count > 5 && below > 5 && count + below < 42);
    await press(page, 'rowsAbove');
    const on = await until(page, '(s) => s.step > 20');
    assert.ok(Number((await place(page, 'rowsAbove')).label.match(/\d+/)[0]) < count, `at ${on.step}`);
    assert.deepEqual(complaints, []);
    await close();
  });

test('the story: no task is fulfilled when its step begins, each can be, with the mouse and with keys alone', async () => {
  for (const keys of [false, true]) {
    const { page, complaints, close } = await scene(small);
    const done = (i) => until(page, `(s) => s.story.done[${i}]`);
    const begins = async (step) => {
      await settle(page);
      const now = await until(page, `(s) => s.story.step === ${step}`);
      assert.ok(now.story.done.every((each) => !each), `step ${step}`);
    };
    const next = async () => {
      if (!keys) return nextStep(page);
      const { story: { step } } = await state(page);
      await tabTo(page, 'storyNext');
      await page.keyboard.press('Enter');
      if (!(await until(page, `(s) => s.story.step !== ${step} && !s.story.begins`)).story.waits) return;
      await page.keyboard.press('Space');  // on the button that has the keyboard
      await until(page, '(s) => !s.story.waits && !s.story.moves');
    };
    const step = async (n) => {
      if (keys) await focusStage(page);
      for (let i = 0; i < Math.abs(n); ++i) {
        if (keys) await page.keyboard.press(n > 0 ? 'ArrowRight' : 'ArrowLeft');
        else await press(page, n > 0 ? 'stepForward' : 'stepBack');
      }
      await settle(page);
    };
    const walkTo = async (t) => step(t - (await state(page)).step);
    const turn = async (name, n) => {  // an arrow's steps of a slider
      if (!keys) await press(page, name, [0.5, 0.75]);
      await tabTo(page, name);
      for (let i = 0; i < Math.abs(n); ++i) await page.keyboard.press(n > 0 ? 'ArrowRight' : 'ArrowLeft');
      await settle(page);
    };

    const use = async (name) => {
      if (!keys) return press(page, name);
      await tabTo(page, name);
      await page.keyboard.press('Enter');
    };

    await begins(1);
    await walkTo(4);
    await done(0);
    await next();
    await begins(2);
    await walkTo(0);
    await done(0);
    assert.equal((await state(page)).story.done[1], false);
    await walkTo(4);
    await done(1);
    await next();
    await begins(3);
    await walkTo(5);
    await done(0);
    assert.equal((await state(page)).story.done[1], false);
    if (keys) {
      await tabTo(page, 'beyond');
      await page.keyboard.press('End');
    } else {
      await press(page, 'beyond', [0.97, 0.75]);
    }
    await done(1);
    const longer = await state(page);
    assert.ok(longer.length >= 10 && longer.layers === 5, `${longer.length} of ${longer.layers}`);
    assert.match(longer.link, new RegExp(`beyond=${longer.length - 5}`));
    await next();

    await begins(4);
    const before = await state(page);
    const goal = 3;
    // The readout's bias acts on one output alone.
    await tabTo(page, 'breakWeight');
    await page.keyboard.press('End');
    await until(page, '(s) => s.weight === "readout.bias[0]"');
    await turn('breakCopy', 1);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');  // of the last copy but one
    await turn('breakBy', 5);
    const broken = await done(0);
    assert.equal(broken.firstOutput, goal);
    assert.equal(broken.first_difference, goal);
    assert.equal(broken.weights_hash, before.weights_hash);
    assert.equal(broken.story.done[1], false);
    await use('mend');
    await done(1);
    await next();

    await begins(5);
    const hidden = await state(page);
    assert.ok(hidden.broken.step >= 1 && hidden.broken.step <= 3 && hidden.firstOutput === hidden.broken.step, JSON.stringify(hidden.broken));
    assert.ok(!hidden.layout.controls.some((each) => each.name === 'breakCopy'), 'no control names the copy');
    await walkTo(hidden.broken.step);
    await done(0);
    assert.equal((await state(page)).story.done[1], false);
    await use('mend');
    await done(1);
    await next();

    await begins(6);
    await use('foldBack');
    const folded = await done(0);
    assert.equal(folded.folded, true);
    assert.equal(folded.maxAbsDifference, 0);
    assert.deepEqual(folded.story.done.slice(1), [false, false]);
    await turn('breakBy', 5);
    const stuck = await done(1);
    assert.match(stuck.whyNot, /of copy 3 is .*, of copy 0 .* can’t be two numbers/);
    await use('makeEqual');
    await until(page, '(s) => s.story.done[2] && s.folded');
    await next();

    await begins(7);
    if (keys) {
      await tabTo(page, 'breakWeight');
      await page.keyboard.press('Home');
    } else {
      await walkTo(2);
      const now = await state(page);
      const [x, y] = now.places['rnn.weight_hh_l0[0][2]'];
      await page.mouse.click(x * now.pixelsPerUnit, y * now.pixelsPerUnit);
    }
    const picked = await done(0);
    const sizesOf = picked.contributions.map(Math.abs), largest = sizesOf.indexOf(Math.max(...sizesOf));
    await walkTo(largest === picked.step ? largest - 1 : largest);
    await walkTo(largest);
    await done(1);
    await next();

    await begins(8);
    if (keys) {
      await tabTo(page, 'tying');
      await page.keyboard.press(' ');
    } else {
      await press(page, 'tying');
    }
    await done(0);
    if (keys) {
      await tabTo(page, 'oneUpdate');
      await page.keyboard.press('Enter');
    } else {
      await press(page, 'oneUpdate');
    }
    const end = await done(1);
    assert.ok(end.maxAbsDifference > 0);
    assert.equal(end.losses.length, 2);
    await next();

    await begins(9);
    const began = Date.now();
    if (keys) {
      await tabTo(page, 'train');
      await page.keyboard.press('Enter');
    } else {
      await press(page, 'train');
    }
    await done(1);
    console.log(`position: learned at one step, asked at all, after ${((Date.now() - began) / 1000).toFixed(1)} s`);
    const learned = await done(0);
    // Over all steps: at a single one the twin may be right by chance.
    const right = (scores) => scores.reduce((sum, each) => sum + (each ?? 0), 0);
    assert.ok(right(learned.loopMetric) > right(learned.twinMetric), `${learned.loopMetric} ${learned.twinMetric}`);
    assert.ok(right(learned.loopMetric) > right(learned.windowMetric), `${learned.loopMetric} ${learned.windowMetric}`);
    assert.equal(learned.loopMetric.length, 7);
    assert.equal(learned.loopMetric[0], null);
    // Measured while it trains.
    assert.ok(learned.updateTimes.every((each) => each > 0) && learned.timedUpdates > 50, `${learned.updateTimes} ${learned.timedUpdates}`);
    assert.deepEqual(complaints, []);
    await close();
  }
});

test('the story by touch on a phone, to its end', async () => {
  const { page, complaints, close } = await scene(small, device('touch'));
  const play = await player(page, 'touch');
  const { open, use, done, next } = play;
  const walkTo = async (t) => play.walk(t - (await state(page)).step);
  const slide = async (name, share) => {
    await open('controls');
    await use(name, [share, 0.75]);
  };

  await play.begins(1, 1);
  await walkTo(4);
  await done(0);
  await next();
  await play.begins(2, 2);
  await walkTo(0);
  await done(0);
  await play.still(true, false);
  await walkTo(4);
  await done(1);
  await next();
  await play.begins(3, 2);
  await walkTo(5);
  await done(0);
  await play.still(true, false);
  await slide('beyond', 0.97);
  await done(1);
  await open('');
  await next();
  await play.begins(4, 2);
  await slide('breakWeight', 0.999);
  await until(page, '(s) => s.weight === "readout.bias[0]"');
  await slide('breakCopy', 0.75);
  await play.still(false, false);
  await slide('breakBy', 0.75);
  const broken = await done(0);
  assert.equal(broken.firstOutput, 3);
  await open('');
  await use('mend');
  await done(1);
  await next();
  await play.begins(5, 2);
  const hidden = await state(page);
  await walkTo(hidden.broken.step);
  await done(0);
  await play.still(true, false);
  await use('mend');
  await done(1);
  await next();
  await play.begins(6, 3);
  await open('controls');
  await use('foldBack', [0.9, 0.5]);
  await done(0);
  await play.still(true, false, false);
  await use('breakUnit', [0.9, 0.5]);
  const stuck = await done(1);
  assert.match(stuck.whyNot, /Layer 3 has 2 units, layer 0 has 3/);
  await open('');
  await use('makeEqual');
  await done(2);
  await next();
  await play.begins(7, 2);
  await use('net', [0.75, 0.5]);  // the twin
  await walkTo(2);
  const now = await state(page);
  await page.touchscreen.tap(...now.places['rnn.weight_hh_l0[0][2]'].map((v) => v * now.pixelsPerUnit));
  const picked = await done(0);
  const sizesOf = picked.contributions.map(Math.abs), largest = sizesOf.indexOf(Math.max(...sizesOf));
  await walkTo(largest > 0 ? largest - 1 : 1);
  await walkTo(largest);
  await done(1);
  await next();
  await play.begins(8, 2);
  await open('controls');
  await use('tying', [0.9, 0.5]);
  await done(0);
  await play.still(true, false);
  await open('');
  await use('train');
  const apart = await done(1);
  assert.ok(apart.maxAbsDifference > 0);
  await use('train');
  await next();
  await play.begins(9, 2);
  await use('train');
  await done(1);
  assert.deepEqual((await state(page)).story.done, [true, true]);
  assert.deepEqual(complaints, []);
  await close();
});

test('in both directions there is no step beyond the last: the step that asks for it turns one off', async () => {
  const { page, close } = await scene(`${small}&bidirectional=true&story=2`);
  await press(page, 'storyNext');
  await until(page, '(s) => s.story.step === 3 && !/bidirectional=true/.test(s.experiment)');
  await close();
});
