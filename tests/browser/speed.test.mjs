// How fast and how smooth, in headless Chromium with software rendering. The figures are printed.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { loadavg } from 'node:os';
import { launch, list, open, press, serve, settle, state, until } from './page.mjs';
import { longTest } from './player.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const load = () => loadavg()[0].toFixed(2);

test('the first interactive frame comes within 1.5 s', async () => {
  const warm = await open(browser, server.url);  // the browser itself has started
  await warm.close();
  const measured = async () => {
    const { page, close } = await open(browser, server.url);
    const { firstFrameMs } = (await state(page)).timing;
    await close();
    console.log(`# first interactive frame: ${Math.round(firstFrameMs)} ms (load ${load()})`);
    return firstFrameMs;
  };
  assert.ok(await measured() < 1500 || await measured() < 1500);  // a machine that is busy: once more, and both are told
});

const large = 'task=adding&hiddenSize=512&seqLen=200&batchSize=32&learningRate=0.0001';
const nets = { 'H=32': 'task=adding&hiddenSize=32', 'H=512, T=200, batch 32, Elman': large, 'H=512, T=200, batch 32, LSTM': `${large}&cell=lstm` };

// The state after at least `count` more callbacks.
async function watch(page, count) {
  const { frames } = (await state(page)).timing;
  await page.waitForFunction((n) => window.unroll.state().timing.frames >= n, frames + count, { timeout: 300000, polling: count > 100 ? 1000 : 100 });
  return state(page);
}

// The frame callbacks from here to end(), in processor time of the page's thread: what other programs do doesn't count in it.
async function traceFrames(page) {
  const session = await page.context().newCDPSession(page);
  const times = [];
  session.on('Tracing.dataCollected', ({ value }) => times.push(...value.filter(({ name, tdur }) => name === 'FireAnimationFrame' && tdur !== undefined).map(({ tdur }) => tdur / 1000)));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline'] } });
  return {
    async end() {
      const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
      await session.send('Tracing.end');
      await complete;
      await session.detach();
      times.sort((a, b) => a - b);
      return { count: times.length, p95: times[Math.floor(0.95 * (times.length - 1))], max: times.at(-1) };
    },
  };
}

// What is judged by the clock may be disturbed by other programs of the machine: once more, and both are told.
async function twice(name, measure, isGood) {
  const first = await measure();
  console.log(`# ${name}: ${first.words} (load ${load()})`);
  if (isGood(first)) return first;
  const second = await measure();
  console.log(`# ${name}, once more: ${second.words} (load ${load()})`);
  return { ...second, words: `first ${first.words}, then ${second.words} (load ${load()})` };
}

// A change by hand, a pause and an undo, all while it trains.
async function disturb(page) {
  const { learningRate } = await state(page);
  await press(page, 'learningRate', [0.8, 0.8]);
  await until(page, `(s) => s.learningRate !== ${learningRate} && s.training`);
  await watch(page, 20);
  await page.evaluate(() => window.unroll.pause());
  await until(page, (s) => !s.training);
  await new Promise((done) => setTimeout(done, 300));  // the metric and the picture of the pause are begun
  await page.evaluate(() => window.unroll.play());
  await watch(page, 20);
  await page.focus('#canvas');
  await page.keyboard.press('Control+z');
  await until(page, `(s) => s.learningRate === ${learningRate} && !s.training`);
  await page.evaluate(() => window.unroll.play());
  return watch(page, 20);
}

// The page remembers its last 300 callbacks: all of them count, the first ones of the training too. Left out are only those until the
// net is there, in which the program is compiled, fonts are baked and memory is taken. The heaviest net and look are measured each time.
for (const [name, link] of Object.entries(nets))
  (link.includes('lstm') ? test : longTest)(`smooth while a net with ${name} trains: 95 of 100 frame callbacks take at most 14 ms, and none more than 100, neither of a pause, a setting and an undo`, async () => {
    const { page, close } = await open(browser, `${server.url}#scene=training&${link}`);
    const result = await twice(name, async () => {
      const trace = await traceFrames(page);
      await page.evaluate(() => window.unroll.play());
      const { timing: { p95, max, draw, fps, trainingShare, frames }, updatesPerSecond } = await watch(page, 300);
      const { timing: disturbed } = await disturb(page);
      const processor = await trace.end();
      assert.ok(processor.count > 300, `${processor.count} callbacks in the trace`);
      assert.ok(processor.max <= 100, `${processor.max} ms of processor time in one callback`);
      const count = disturbed.frames - frames;
      assert.ok(count <= 300, `${count} callbacks: more than the page remembers`);
      return { p95, max: Math.max(max, disturbed.max), trainingShare, words: `${p95.toFixed(1)} ms in 95 of 100 callbacks, the greatest ${max.toFixed(1)}, of ${count} with a setting, a pause and an undo ${disturbed.max.toFixed(1)}; of processor time ${processor.p95.toFixed(1)} and ${processor.max.toFixed(1)}; ${draw.toFixed(1)} ms of drawing (median); ${fps.toFixed(0)} frames and ${updatesPerSecond.toPrecision(3)} updates a second; ${(100 * trainingShare).toFixed(1)} % of the time given to training inside updates` };
    }, ({ p95, max }) => p95 <= 14 && max <= 100);
    assert.ok(result.p95 <= 14, result.words);
    assert.ok(result.max <= 100, result.words);
    assert.ok(result.trainingShare >= 0.85, result.words);
    await close();
  });

const wide = 'scene=sequence&task=adding&hiddenSize=128&seqLen=200';
// While it is walked through; the carpet while it is computed anew, too.
const looks = {
  'the heatmap': { link: `${wide}&fold=1`, ready: '(s) => s.h?.length === 128' },
  'the river': { link: `${wide}&fold=2&t=200`, ready: '(s) => s.gradient?.norms?.length === 200' },
  'the carpet': { link: `${wide}&fold=1&look=carpet`, ready: '(s) => s.closer?.ready', again: true },
  'the carpet while it trains': { link: `scene=training&task=adding&hiddenSize=128&seqLen=200&batchSize=32&look=carpet`, ready: '(s) => s.carpet?.ready' },
};
for (const [name, { link, ready: isReady, again }] of Object.entries(looks))
  (link.includes('training') ? test : longTest)(`smooth with H=128, T=200 and ${name}: 95 of 100 frame callbacks take at most 14 ms, and none more than 100`, async () => {
    const { page, complaints, close } = await open(browser, `${server.url}#${link}`);
    await until(page, isReady);
    const result = await twice(`H=128, T=200, ${name}`, async () => {
      const trace = await traceFrames(page);
      await page.evaluate(() => window.unroll.play());
      if (again) await press(page, 'newSequence');
      const { timing: { p95, max, fps } } = await watch(page, 300);
      await page.evaluate(() => window.unroll.pause());
      const processor = await trace.end();
      if (again) await until(page, isReady);
      return { p95, max, processor, words: `${p95.toFixed(1)} ms in 95 of 100 callbacks, the longest ${max.toFixed(1)}; of processor time ${processor.p95.toFixed(1)} and ${processor.max.toFixed(1)}; ${fps.toFixed(0)} frames a second` };
    }, ({ p95, max }) => p95 <= 14 && max <= 100);
    // Judged by processor time: what other programs of a busy machine take is told, but is no fault of the page.
    assert.ok(result.processor.count > 100, `${result.processor.count} callbacks in the trace`);
    assert.ok(result.processor.p95 <= 14, result.words);
    assert.ok(result.processor.max <= 100, result.words);
    assert.deepEqual(complaints, []);
    await close();
  });

longTest('a net with H=512, T=200, batch 32, Elman makes at least 3 updates in 10 s', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&${large}`);
  const result = await twice('H=512, T=200, batch 32, Elman', async () => {
    await page.evaluate(() => window.unroll.play());
    const from = (await state(page)).update;
    await new Promise((done) => setTimeout(done, 10000));
    const updates = (await state(page)).update - from;
    return { updates, words: `${updates} updates in 10 s` };
  }, ({ updates }) => updates >= 3);
  assert.ok(result.updates >= 3, result.words);
  await close();
});

for (const { name: task, learned, learnedBy } of list('tasks'))
  test(`${task} is learned in the page in less than 5 s`, async () => {
    const { page, close } = await open(browser, `${server.url}#scene=training`);
    const [now, ms] = await page.evaluate(async (experiment) => {
      const began = performance.now();
      const state = await window.unroll.load(experiment);
      return [state, performance.now() - began];
    }, `scene=training&task=${task}&updates=${learnedBy}&stopAt=${learned}`);
    console.log(`# ${task}: learned after ${now.update} updates, ${Math.round(ms)} ms, metric ${now.metric.toPrecision(3)}`);
    assert.ok(now.learned);
    assert.ok(ms < 5000);
    await close();
  });

test('the page sleeps when nothing moves', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=sequence`);
  await settle(page);
  await new Promise((done) => setTimeout(done, 2500));
  const before = (await state(page)).timing.frames;
  await new Promise((done) => setTimeout(done, 2000));
  const after = (await state(page)).timing.frames;
  assert.ok(after - before <= 2, `${after - before} frames in 2 s`);
  await close();
});

longTest('the particles of the phase plane come to rest, and the page sleeps', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=sequence&task=adding&hiddenSize=2&seqLen=8&look=plane`);
  await until(page, '(s) => s.closer?.basinsReady');
  const count = async () => (await state(page)).timing.frames;
  const moving = await count();
  await new Promise((done) => setTimeout(done, 1000));
  assert.ok(await count() > moving + 2, 'they move');
  await new Promise((done) => setTimeout(done, 14000));
  const before = await count();
  await new Promise((done) => setTimeout(done, 2000));
  const after = await count();
  assert.ok(after - before <= 2, `${after - before} frames in 2 s`);
  await close();
});

test('Hopfield: sweeps of 1,024 units with the picture on, the landscape, capacity; seats: all seatings of 20 people', async () => {
  const sweeps = await twice('N=1024, random sweeps at full speed with the picture on', async () => {
    const { page, close } = await open(browser, `${server.url}#scene=hopfield&size=1024&patterns=50&temperature=1&sweeps=10000&start=random`);
    for (let k = 0; k < 2; ++k) await press(page, 'tempo');
    await press(page, 'play');
    const before = await watch(page, 5), begin = performance.now();
    await page.waitForTimeout(3000);
    const after = await state(page), seconds = (performance.now() - begin) / 1000;
    await close();
    const rate = (after.updates - before.updates) / 1024 / seconds, frames = (after.timing.frames - before.timing.frames) / seconds;
    return { rate, words: `${Math.round(rate)} a second at ${frames.toFixed(1)} frames a second` };
  }, ({ rate }) => rate >= 100);
  assert.ok(sweeps.rate >= 100, sweeps.words);

  const landscape = await twice('landscape, 256×256 descents, N=100', async () => {
    const { page, close } = await open(browser, `${server.url}#scene=hopfield&patterns=A,J,X`);
    const { landscape: drawn } = await until(page, '(s) => s.landscape?.done');
    await close();
    return { ms: drawn.milliseconds, words: `${Math.round(drawn.milliseconds)} ms of computing, in slices` };
  }, ({ ms }) => ms < 1000);
  assert.ok(landscape.ms < 1000, landscape.words);

  const capacity = await twice('capacity, N=100, Hebb, 25 loads, 20 repetitions', async () => {
    const { page, close } = await open(browser, `${server.url}#scene=hopfield&fold=2`);
    await press(page, 'measure');
    const done = await until(page, '(s) => s.capacity.length === 25 && s.capacity.at(-1).repetitions === 20');
    await close();
    return { ms: done.experimentMs, words: `${Math.round(done.experimentMs)} ms of computing` };
  }, ({ ms }) => ms < 1000);
  assert.ok(capacity.ms < 1000, capacity.words);

  const seatings = await twice('all 2¹⁹ seatings of 20 people', async () => {
    const { page, close } = await open(browser, `${server.url}#scene=seats&room=random&people=20`);
    const done = await until(page, '(s) => s.searched');
    await close();
    return { ms: done.searchMs, words: `${Math.round(done.searchMs)} ms of computing` };
  }, ({ ms }) => ms < 500);
  assert.ok(seatings.ms < 500, seatings.words);
});

// Eight seeds of LSTM(32) on adding T=100, with their curves on screen. Some 30 frames are drawn, by a page that shares the cores with as many
// workers: a callback of 3 ms takes up to twice and more of that. It is to end within a frame of 60 a second.
longTest('runs of a study go as fast as there are cores: two workers do at least 1.6 times what one does; the page stays smooth meanwhile', async () => {
  const frame = 1000 / 60;
  const runs = async (workers) => {
    const { page, close } = await open(browser, `${server.url}#scene=graph`);
    await page.evaluate((n) => unrollWorkers.limit(n), workers);
    await page.evaluate(() => window.unroll.load('scene=problems&problem=guarantee&cell=lstm&hiddenSize=32&seqLen=100&updates=400&seeds=8'));
    await press(page, 'play');
    const first = Date.now();
    await until(page, '(s) => s.metrics.length === 8 && s.running');
    await page.evaluate(() => new Promise((done) => {  // until the first worker has said something
      const ask = setInterval(() => { if (window.unroll.state().underWay > 0 || window.unroll.state().runsDone > 0) { clearInterval(ask); done(); } }, 20);
    }));
    const start = (Date.now() - first) / 1000;
    const now = await until(page, '(s) => s.runsDone === 8 && !s.running', 300000);
    const seconds = (Date.now() - first) / 1000 - start;
    await close();
    return { seconds, start, p95: now.timing.p95, max: now.timing.max, hashes: now.hashes };
  };
  const both = await twice('eight runs of a study', async () => {
    const one = await runs(1), two = await runs(16);
    assert.deepEqual(two.hashes, one.hashes);
    const ratio = one.seconds / two.seconds;
    return { ratio, start: two.start, p95: two.p95, words: `${one.seconds.toFixed(1)} s with one worker, ${two.seconds.toFixed(1)} s with one a core, ${ratio.toFixed(2)} times; first news after ${two.start.toFixed(2)} s; frames 95 of 100 within ${two.p95.toFixed(1)} ms, longest ${two.max.toFixed(0)}` };
  }, ({ ratio, p95 }) => ratio >= 1.6 && p95 <= frame);
  assert.ok(both.ratio >= 1.6 && both.p95 <= frame, both.words);
});
