// How fast and how smooth, in headless Chromium with software rendering. The figures are printed.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { launch, list, open, serve, settle, state } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

test('the first interactive frame comes within 1.5 s', async () => {
  const warm = await open(browser, server.url);  // the browser itself has started
  await warm.close();
  const { page, close } = await open(browser, server.url);
  const { firstFrameMs } = (await state(page)).timing;
  console.log(`# first interactive frame: ${Math.round(firstFrameMs)} ms`);
  assert.ok(firstFrameMs < 1500);
  await close();
});

for (const [name, link] of Object.entries({
  'H=32': 'task=adding&hiddenSize=32',
  'H=512, T=200, batch 32, Elman': 'task=adding&hiddenSize=512&seqLen=200&batchSize=32&learningRate=0.0001',
  'H=512, T=200, batch 32, LSTM': 'task=adding&cell=lstm&hiddenSize=512&seqLen=200&batchSize=32&learningRate=0.0001',
}))
  test(`smooth while a net with ${name} trains: 95 of 100 frame callbacks take at most 14 ms`, async () => {
    const { page, close } = await open(browser, `${server.url}#scene=training&${link}`);
    await page.evaluate(() => window.unroll.play());
    await new Promise((done) => setTimeout(done, 4000));  // compiled and warm
    const warm = await state(page);
    // Other programs of the machine interrupt frames too: the best of up to three windows counts.
    let best = { p95: Infinity };
    for (let window = 0; window < 3 && best.p95 > 14; ++window) {
      const { frames } = (await state(page)).timing;
      await page.waitForFunction((n) => window.unroll.state().timing.frames > n + 300, frames, { timeout: 90000, polling: 3000 });
      const { timing, updatesPerSecond } = await state(page);
      console.log(`# ${name}: frame callback ${timing.p95.toFixed(1)} ms in 95 of 100, ${timing.draw.toFixed(1)} ms of it drawing (median); ${timing.fps.toFixed(0)} frames and ${updatesPerSecond.toPrecision(3)} updates a second; ${(100 * timing.trainingShare).toFixed(1)} % of the time given to training inside updates`);
      if (timing.p95 < best.p95) best = timing;
    }
    assert.ok((await state(page)).update > warm.update);
    assert.ok(best.p95 <= 14, `${best.p95} ms`);
    assert.ok(best.trainingShare >= 0.85, `${best.trainingShare}`);
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
