// The stories of the Sequence scene, each played to its end with the mouse, with keys alone and by touch on a phone: nothing is done before
// it is done, and all can be.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { focusStage, launch, open, place, press, serve, settle, state, tabTo, until } from './page.mjs';
import { device, means, player, testBy } from './player.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const net = 'task=adding&hiddenSize=3&seqLen=6&animate=false', last = 5;
const scene = (pairs, by) => open(browser, `${server.url}#scene=sequence&${net}${pairs}`, device(by));

// The weight W_hh[row][col] grows by what is dragged or turned, until it is enough.
async function changeWeight(page, play, row, col, sign, enough) {
  if (play.keys) {
    await focusStage(page);
    const press = async (key) => {
      await page.keyboard.press(key);
      await settle(page);
      return (await state(page)).selected;
    };
    // Among the units the one it goes to, wherever the walk was left, and from there among its weights.
    await tabTo(page, 'units');
    const isUnit = (now) => now?.layer === 'h' && now.index === row;
    const isWeight = (now) => now?.name?.startsWith('rnn.weight_hh_l0') && now.row === row && now.col === col;
    let now = (await state(page)).selected;
    for (const [key, most] of [['ArrowUp', 8], ['ArrowDown', 8]]) for (let i = 0; i < most && !isUnit(now); ++i) now = await press(key);
    assert.ok(isUnit(now), JSON.stringify(now));
    now = await press('Enter');
    for (let i = 0; i < 12 && !isWeight(now); ++i) now = await press('ArrowDown');
    assert.ok(isWeight(now), JSON.stringify(now));
  }
  for (let i = 0; i < 20 && !enough(await state(page)); ++i) {
    if (play.keys) {
      await page.keyboard.press(sign > 0 ? 'PageUp' : 'PageDown');
      await settle(page);
    } else {
      const now = await state(page);
      await play.drag(now.places[`W_hh[${row}][${col}]`], [0, -sign * 140], enough, 10);
    }
  }
}

const all = (...which) => (s) => which.every((i) => s.story.done[i]);

// What both stories begin with: three steps on.
async function firstSteps(play) {
  await play.begins(1, 1);
  await play.walk(2);
  await play.still(false);
  await play.walk(1);
  await play.done(0);
  await play.next();
}

// From the loss back to the first step, which are the tasks of steps of both stories.
async function riverBack(page, play, view = 'unfolded') {
  await play.choose(view, 2, 3);
  await until(page, '(s) => s.back === 0');
  await play.done(0);
  await play.walk(last);
  await play.still(true, false);
  await play.walk(1);
  await play.done(1);
}

for (const by of means)
  testBy(by, 'mouse')(`a simple net, ten steps, by ${by}`, async () => {
    const { page, complaints, close } = await scene('', by);
    const play = await player(page, by);

    await firstSteps(play);

    await play.begins(2, 2);
    if (play.keys) {
      await tabTo(page, 'fold');
      await page.keyboard.press('End');
    } else if (play.touch) {
      await play.drag((await place(page, 'fold')).center, [200, 0], undefined, 4);
      await until(page, '(s) => s.fold === 1');
    } else {
      await play.choose('unfolded', 1, 3);
    }
    await play.done(0);
    await play.walk(last - 1);
    await play.still(true, false);
    await play.walk(1);
    const { h, hBefore } = await play.done(1);
    await play.next();

    await play.begins(3, 1);
    const unit = Math.max(0, h.findIndex((v) => v > 0)), goal = h[unit] < 0 ? 1 : -1;
    const sizes = hBefore.map(Math.abs), heard = sizes.indexOf(Math.max(...sizes));
    await changeWeight(page, play, unit, heard, goal * Math.sign(hBefore[heard]), all(0));
    await play.done(0);
    assert.equal(Math.sign((await state(page)).h[unit]), goal);
    await play.next();

    await play.begins(4, 2);
    await changeWeight(page, play, 0, 0, 1, all(0));
    await play.done(0);
    await play.still(true, false);
    await play.walk(-1);
    await play.still(true, false);
    await play.walk(1);
    await play.done(1);
    await play.next();

    await play.begins(5, 2);
    await riverBack(page, play);
    await play.next();

    await play.begins(6, 2);
    const dry = await until(page, '(s) => s.back === 5 && s.gradient?.contributions.length === 6');
    assert.ok(dry.gradient.norms[0] < 0.1 * Math.max(...dry.gradient.norms), 'the river runs dry');
    await play.still(false, false);
    await play.open('inspector');
    await play.use('piece0', [0.2, 0.5]);
    await play.done(0);
    await play.open('');
    await play.still(true, false);
    await changeWeight(page, play, 0, 0, 1, all(1));
    await play.done(1);
    const through = await state(page);
    assert.ok(through.gradient.norms[0] >= 0.1 * Math.max(...through.gradient.norms));
    await play.next();

    await play.begins(7, 2);
    await play.open('controls');
    await play.select('look', 1, 'Carpet');
    await play.open('');
    await until(page, '(s) => s.closer.what === "carpet"');
    await play.still(false, false);
    await play.choose('carpetOf', 1, 3);
    await play.done(0);
    await play.still(true, false);
    if (!(await state(page)).places) await play.use('closeLook');  // it stands in the net's place
    await settle(page);
    await changeWeight(page, play, 0, 0, 1, all(1));
    await play.done(1);
    await play.next();

    const many = await play.begins(8, 2);
    assert.match(many.experiment, /lossAt=last/);
    await riverBack(page, play);
    await play.next();

    await play.begins(9, 2);
    await play.open('controls');
    await play.pick('lossAt', 1, 'every step');
    await play.done(0);
    await play.open('');
    await play.still(true, false);
    await riverBack(page, play);
    await play.next();

    await play.begins(10, 2);
    await play.open('controls');
    if (play.keys) {
      await tabTo(page, 'tying');
      await page.keyboard.press(' ');
    } else {
      await play.use('tying');
    }
    await play.done(0);
    await play.open('');
    await play.still(true, false);
    await play.walk(-2);
    const one = await state(page);
    await changeWeight(page, play, 1, 1, 1, all(1));
    const end = await play.done(1);
    assert.notEqual(end.weights_hash, one.weights_hash);
    assert.equal(end.story.steps, 10);
    assert.deepEqual(complaints, []);
    await close();
  });

for (const by of means)
  testBy(by, 'touch')(`an LSTM, seven steps, by ${by}`, async () => {
    const { page, complaints, close } = await scene('&cell=lstm', by);
    const play = await player(page, by);

    await firstSteps(play);

    await play.begins(2, 2);
    if (play.keys) {
      await focusStage(page);
      await page.keyboard.press('Enter');
    } else if (play.touch) {
      await play.drag((await place(page, 'fold')).center, [200, 0], undefined, 4);
    } else {
      await play.choose('inside', 0, 3);
    }
    await play.done(0);
    await play.still(true, false);
    await play.walk(last);
    await play.done(1);
    await play.next();

    await play.begins(3, 1);
    await play.open('controls');
    await play.pick('step', 0, 'unit');
    await until(page, '(s) => s.forward.step === "unit"');
    await play.open('');
    await play.walk(5);
    await play.still(false);
    await play.walk(1);
    await play.done(0);
    await play.next();

    await play.begins(4, 2);
    await play.open('controls');
    await play.pick('step', 2, 'time step');
    await play.open('');
    const end = await until(page, `(s) => s.t === ${last}`);
    await play.still(false, false);
    await play.choose('inside', 1, 3);
    await play.done(0);
    await play.still(true, false);
    const keeps = end.gates.f, unit = keeps.indexOf(Math.min(...keeps));
    if (play.keys) {
      await tabTo(page, 'cell-f');
      await page.keyboard.press('Enter');
      for (let i = (await state(page)).inside.unit; i !== unit; i += Math.sign(unit - i)) await page.keyboard.press(i < unit ? 'ArrowDown' : 'ArrowUp');
    } else {
      await play.use('cell-f', [0.5, 0.4 + (0.6 * (unit + 0.5)) / keeps.length]);
    }
    await until(page, `(s) => s.inside.part === "f" && s.inside.unit === ${unit}`);
    await play.open('inspector', 'term0');
    await play.turn('term0', 200, all(1));
    await play.open('');
    assert.ok((await play.done(1)).gates.f[unit] >= 0.9);
    await play.next();

    await play.begins(5, 1);
    await play.open('controls');
    await play.type('start', '0.5,-1,0.25');
    await play.done(0);
    await play.open('');
    await play.next();

    await play.begins(6, 2);
    await riverBack(page, play, 'inside');
    await play.next();

    await play.begins(7, 2);
    await play.open('controls');
    await play.pick('lossAt', 1, 'every step');
    await play.done(0);
    await play.open('');
    await play.still(true, false);
    await riverBack(page, play, 'inside');
    assert.equal((await state(page)).story.steps, 7);
    assert.deepEqual(complaints, []);
    await close();
  });

test('space carries the view to where a step begins, and back to the step before', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=sequence&task=adding&hiddenSize=3&seqLen=6&story=2`, { size: [1100, 640] });
  const watch = () => page.evaluate(() => new Promise((done) => {
    const seen = [];
    const look = () => {
      const { story, fold, t } = window.unroll.state();
      if (seen.length === 0 || seen.at(-1).time !== story.time) seen.push({ time: story.time, fold, t });
      if (seen.length > 1 && Number.isInteger(story.time)) done(seen); else requestAnimationFrame(look);
    };
    look();
  }));
  await press(page, 'storyNext');
  let now = await until(page, '(s) => s.story.waits');
  assert.deepEqual([now.story.step, now.story.time, now.fold], [3, 2, 0]);
  await focusStage(page);
  const moving = watch();
  await page.keyboard.press('Space');
  const seen = await moving;
  assert.ok(seen.length > 4, JSON.stringify(seen));
  for (const { time, fold, t } of seen) {
    const share = time - 2, eased = share * share * (3 - 2 * share);
    assert.ok(Math.abs(fold - eased) <= 0.0051 && t === Math.round(5 * eased), JSON.stringify({ time, fold, t }));
  }
  assert.deepEqual(seen.at(-1), { time: 3, fold: 1, t: 5 });
  await press(page, 'storyBack');
  await until(page, '(s) => s.story.step === 2 && s.story.waits');
  await press(page, 'storyNext');
  now = await until(page, '(s) => s.story.time === 2');
  assert.deepEqual([now.fold, now.t], [0, 0]);
  await close();
});
