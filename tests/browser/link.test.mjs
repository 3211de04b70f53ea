// A link is a whole experiment: round trip, the same bits as natively, what is wrong in it, how it follows changes.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { configurations, matrix, sameAsNatively } from './experiments.mjs';
import { focusStage, launch, nextStep, open, press, ready, sceneNames, serve, settle, state, tabTo, trainNatively, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

for (const experiment of configurations) {
  test(`the same weights as natively: ${experiment}`, async () => {
    const native = trainNatively(experiment);
    const { page, complaints, close } = await open(browser, `${server.url}#scene=training&${experiment}`);
    const now = await state(page);
    assert.equal(now.update, 200);
    assert.equal(now.weights_hash, native.weights_hash);
    assert.equal(now.metric, native.metric);
    assert.deepEqual(now.messages, []);
    assert.deepEqual(complaints, []);
    await close();
  });
}

for (const [cell, experiments] of matrix) {
  test(`${cell}: the same weights as natively`, async () => {
    const { page, complaints, close } = await open(browser, server.url);
    await sameAsNatively(page, experiments);
    assert.deepEqual(complaints, []);
    await close();
  });
}

test('round trip: what the hash says after changes gives the same state in a fresh page', async () => {
  const first = await open(browser, `${server.url}#scene=training&task=xor&seed=3`);
  await first.page.evaluate(() => window.unroll.play());
  await until(first.page, '(s) => s.update > 40');
  await focusStage(first.page);
  await tabTo(first.page, 'learningRate');
  await first.page.keyboard.press('ArrowRight');
  const changedAt = (await until(first.page, '(s) => /edits=/.test(s.experiment)')).update;
  await until(first.page, `(s) => s.update > ${changedAt} + 20`);
  await first.page.evaluate(() => window.unroll.pause());
  const before = await until(first.page, '(s) => s.activity === "idle"');
  await first.page.waitForFunction((text) => location.hash === '#' + text, before.link);
  const link = first.page.url();
  await first.close();
  const second = await open(browser, link);
  const after = await state(second.page);
  assert.equal(after.experiment, before.experiment);
  assert.equal(after.weights_hash, before.weights_hash);
  assert.equal(after.update, before.update);
  await second.close();
});

test('load() keeps its promise once the updates are done, by text and by object', async () => {
  const { page, close } = await open(browser, server.url);
  const byText = await page.evaluate(() => window.unroll.load('scene=training&task=xor&updates=50'));
  assert.equal(byText.update, 50);
  const byObject = await page.evaluate(() => window.unroll.load({ scene: 'training', task: 'xor', updates: 50 }));
  assert.equal(byObject.weights_hash, byText.weights_hash);
  assert.equal(byText.weights_hash, trainNatively('task=xor&updates=50').weights_hash);
  const refused = await page.evaluate(() => window.unroll.load('task=adding&hiddenSize=512&seqLen=1000&batchSize=256').then(() => 'kept', (error) => error.message));
  assert.match(refused, /memory/);
  assert.equal((await state(page)).weights_hash, byText.weights_hash, 'a refused load loses nothing');
  await close();
});

test('bad pairs are dropped with a message, everything else holds', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=training&task=xor&hiddenSize=0&nonsense=1&learningRate=fast&seed=9&lang=fr&story=99&t=-4`);
  const now = await state(page);
  assert.match(now.experiment, /seed=9/);
  assert.doesNotMatch(now.experiment, /hiddenSize|nonsense|learningRate/);
  const said = now.messages.join('\n');
  assert.equal(now.messages.length, 1, 'one message, however much it is');
  for (const word of ['lang=fr', 'hiddenSize=0', 'nonsense', 'learningRate=fast', 'and 2 more']) assert.ok(said.includes(word), `no word about ${word} in:\n${said}`);
  assert.ok(now.layout.texts.some((t) => t.text.includes('hiddenSize=0')), 'the message is on the screen');
  await press(page, 'closeMessage');
  assert.equal((await state(page)).messages.length, now.messages.length - 1);
  assert.deepEqual(complaints, []);
  await close();
});

test('of a key that is there twice the first holds, and a message names it', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=training&task=xor&seed=9&seed=10&seed=11`);
  const now = await state(page);
  assert.match(now.experiment, /seed=9/);
  assert.equal(now.messages.length, 1);
  assert.equal(now.messages[0].split('seed=').length, 2, now.messages[0]);
  assert.deepEqual(complaints, []);
  await close();
});

test('the page follows a hash that is changed from outside, and undo leads back', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&task=xor`);
  const before = await state(page);
  await page.evaluate(() => { location.hash = 'scene=training&task=sine&hiddenSize=7'; });
  await until(page, '(s) => /task=sine/.test(s.experiment) && /hiddenSize=7/.test(s.experiment)');
  await press(page, 'undo');
  await until(page, `(s) => s.weights_hash === "${before.weights_hash}"`);
  await close();
});

test('the hash is written at most twice a second', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&task=xor`);
  await page.evaluate(() => {
    window.times = [];
    const original = history.replaceState.bind(history);
    history.replaceState = (...args) => { window.times.push(performance.now()); return original(...args); };
  });
  const apart = async (least) => {
    const times = await page.evaluate(() => window.times.splice(0));
    for (let i = 1; i < times.length; ++i) assert.ok(times[i] - times[i - 1] >= least, `${times[i] - times[i - 1]} ms apart`);
  };
  // At rest, changed without a pause.
  await focusStage(page);
  await tabTo(page, 'learningRate');
  while ((await page.evaluate(() => window.times.length)) < 4) { await page.keyboard.press('ArrowRight'); await settle(page); }
  await apart(480);
  // While it trains every frame is a change: more rarely.
  await page.evaluate(() => window.unroll.play());
  await page.waitForFunction(() => window.times.length >= 3);
  await page.evaluate(() => { window.times.shift(); });  // of the last change at rest
  await apart(1900);
  await close();
});

test('undo goes back over a restart, and the scrubber back to any update', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&task=xor&updates=120`);
  const trained = await state(page);
  await press(page, 'reset');
  await until(page, '(s) => s.update === 0');
  await page.keyboard.press('Control+z');
  await until(page, `(s) => s.update === 120 && s.weights_hash === "${trained.weights_hash}"`);
  await close();
});

test('events: load, update, change, done', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&task=xor`);
  const events = await page.evaluate(async () => {
    const seen = [];
    for (const name of ['load', 'update', 'change', 'done']) window.unroll.on(name, (detail) => seen.push([name, detail.update]));
    await window.unroll.load('scene=training&task=xor&updates=20');
    window.unroll.step(5);
    await new Promise((done) => window.unroll.on('done', done));
    return seen;
  });
  const names = events.map(([name]) => name);
  for (const name of ['load', 'update', 'done']) assert.ok(names.includes(name), `${name} in ${names}`);
  assert.equal(events.at(-1)[1], 25);
  await settle(page);
  await close();
});

// What each scene keeps of how it is looked at differs; that it comes back doesn't.
for (const name of sceneNames)
  test(`${name}: how it is looked at and the step of its story stand in the link, and a reload brings them back`, async () => {
    const { page, complaints, close } = await open(browser, `${server.url}#scene=${name}&animate=false`);
    const steps = (await state(page)).story?.steps ?? 1;
    for (let step = 1; step <= steps; ++step) {
      if (step > 1) await nextStep(page);
      if ((await state(page)).t !== undefined) await page.evaluate((n) => window.unroll.step(n), step % 2 ? 2 : -1);
      const fold = (await state(page)).layout.controls.find((c) => c.name === 'unfolded');
      if (fold && step === 2) await press(page, 'unfolded', [0.5, 0.5]);
      await settle(page);
      const before = await state(page);
      await page.waitForFunction((text) => location.hash === '#' + text, before.link);
      for (const [key, says] of [['t', before.t > 0 && !before.seeking],  // what is yet to be found is no part of the link
        ['fold', before.unfolded === true || (name === 'sequence' && step > 1)], ['story', before.story?.step > 1]])
        assert.equal(new RegExp(`[&#]${key}=`).test(before.link), says, `${key} in ${before.link}`);
      await page.reload();
      await ready(page);
      await settle(page);
      const after = await state(page);
      for (const field of ['link', 'experiment', 'weights_hash', ...(before.seeking ? [] : ['t']), 'unfolded']) assert.deepEqual(after[field], before[field], `${field}, step ${step}`);
      assert.equal(after.story?.step, before.story?.step);
    }
    assert.deepEqual(complaints, []);
    await close();
  });
