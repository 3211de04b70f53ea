// window.unroll and its messages: every call answers with a promise that is kept or rejected with a reason; no mistake of a caller stops
// the page.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { launch, open, root, serve, settle, state, trainNatively, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const xor = 'scene=training&task=xor';
const long = `${xor}&hiddenSize=64&updates=100000`;

// Calls in the page; a promise's outcome is {kept} or {rejected: reason}, and {pending: true} after thirty seconds.
async function inPage(page, body) {
  return page.evaluate(`(async () => {
    const outcome = (promise) => {
      if (!(promise instanceof Promise)) return 'no promise';
      const late = new Promise((done) => setTimeout(() => done({ pending: true }), 30000));
      return Promise.race([late, promise.then((kept) => ({ kept }), (error) => ({ rejected: String(error.message) }))]);
    };
    const { unroll } = window;
    ${body}
  })()`);
}

async function opened(experiment = xor) { return open(browser, `${server.url}#${experiment}`); }

test('every call but state() answers with a promise', async () => {
  const { page, complaints, close } = await opened();
  const answers = await inPage(page, `
    const calls = { load: () => unroll.load('${xor}'), play: () => unroll.play(), pause: () => unroll.pause(), step: () => unroll.step(),
      snapshot: () => unroll.snapshot(), saveModel: () => unroll.saveModel(), loadModel: () => unroll.saveModel().then(unroll.loadModel), on: () => unroll.on('done', () => {}) };
    const answers = {};
    for (const name of Object.keys(calls)) answers[name] = await outcome(calls[name]());
    return Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, typeof answer === 'object' && 'kept' in answer]));
  `);
  assert.deepEqual(answers, { load: true, play: true, pause: true, step: true, snapshot: true, saveModel: true, loadModel: true, on: true });
  assert.equal(typeof (await state(page)).update, 'number');
  assert.deepEqual(complaints, []);
  await close();
});

test('a listener that throws is reported and stops nothing; on() ends when told to', async () => {
  const { page, complaints, close } = await opened();
  const heard = await inPage(page, `
    let heard = 0;
    await unroll.on('update', () => { throw new Error('a mistake of the listener'); });
    const end = await unroll.on('update', () => { ++heard; });
    await unroll.step(3);
    for (let n = 0; n < 300 && heard === 0; ++n) await new Promise((done) => setTimeout(done, 100));
    await new Promise((done) => setTimeout(done, 500));
    const before = heard;
    end();
    await unroll.step(3);
    await new Promise((done) => setTimeout(done, 500));
    return [before, heard - before];
  `);
  assert.ok(heard[0] > 0, 'the listener after it is called');
  assert.equal(heard[1], 0, 'an ended one is not');
  assert.equal((await until(page, '(s) => s.update === 6')).update, 6);
  assert.ok(complaints.length > 0 && complaints.every((c) => c.includes('a mistake of the listener')), complaints.join('\n'));
  await close();
});

test('what is no call, no event, no experiment, no number of steps is refused with a reason', async () => {
  const { page, complaints, close } = await opened();
  const wrong = [
    `on('update', 5)`, `on('update')`, `on('constructor', () => {})`, `on('__proto__', () => {})`, `on('nonsense', () => {})`, `on(null, () => {})`, `on(Symbol('x'), () => {})`,
    `load(null)`, `load(5)`, `load([])`, `load({ task: {} })`, `load()`,
    `loadModel(null)`, `loadModel()`, `loadModel('text')`, `loadModel({ byteLength: 1e9 })`, `loadModel(new ArrayBuffer(0))`, `loadModel(new Uint8Array(100))`,
    `step(NaN)`, `step(2 ** 31)`, `step(-(2 ** 31))`, `step(1.5)`, `step('1')`, `step(null)`, `step(Infinity)`, `step(10n)`, `step({})`,
  ];
  const before = await state(page);
  const outcomes = await inPage(page, `return Promise.all([${wrong.map((call) => `(() => { try { return outcome(unroll.${call}); } catch (error) { return 'threw ' + error.message; } })()`).join(', ')}]);`);
  wrong.forEach((call, i) => assert.ok(outcomes[i].rejected?.length > 5, `${call}: ${JSON.stringify(outcomes[i])}`));
  await settle(page);
  const now = await state(page);
  assert.equal(now.update, 0);
  assert.equal(now.weights_hash, before.weights_hash);
  assert.deepEqual(complaints, []);
  await close();
});

test('load during load: the earlier one is superseded, the last one kept with its own state', async () => {
  const { page, complaints, close } = await opened();
  const [first, second, third] = await inPage(page, `return Promise.all([outcome(unroll.load('${long}')), outcome(unroll.load('${xor}&seed=8')), outcome(unroll.load('${xor}&seed=9&updates=40'))]);`);
  assert.match(first.rejected, /superseded/);
  assert.match(second.rejected, /superseded/);
  assert.equal(third.kept.update, 40);
  assert.equal(third.kept.weights_hash, trainNatively('task=xor&seed=9&updates=40').weights_hash);
  // By the page's own hash, and by a model file, too.
  const [byHash, byModel] = await inPage(page, `
    const file = await unroll.saveModel();
    const one = outcome(unroll.load('${long}'));
    location.hash = '${xor}&seed=5';
    const byHash = await one;
    const two = outcome(unroll.load('${long}'));
    await unroll.loadModel(file);
    return [byHash, await two];
  `);
  assert.match(byHash.rejected, /superseded/);
  assert.match(byModel.rejected, /superseded/);
  assert.equal((await state(page)).update, 40);
  assert.deepEqual(complaints, []);
  await close();
});

for (const scene of ['sequence', 'training'])
  test(`${scene}: pause() during load stops it and says so`, async () => {
    const { page, complaints, close } = await opened();
    const outcomes = await inPage(page, `
      const loaded = outcome(unroll.load('${long.replace('training', scene)}'));
      await new Promise((done) => setTimeout(done, 300));
      return Promise.all([outcome(unroll.pause()), loaded]);
    `);
    assert.ok('kept' in outcomes[0]);
    assert.match(outcomes[1].rejected, /stopped at update \d+/);
    const now = await state(page);
    assert.equal(now.activity, 'idle');
    assert.ok(now.update < 100000);
    assert.deepEqual(complaints, []);
    await close();
  });

test('ready is kept when the link’s own updates are stopped', async () => {
  const { page, close } = await open(browser, `${server.url}#${long}`, { wait: false });
  await page.waitForFunction(() => window.unroll?.state().update > 0);
  const outcome = await inPage(page, 'unroll.pause(); return outcome(unroll.ready.then(() => true));');
  assert.equal(outcome.kept, true);
  await close();
});

test('ten thousand steps at once add up, and a pause rejects those that were not done', async () => {
  const { page, complaints, close } = await opened(`${xor}&hiddenSize=2&seqLen=3&batchSize=1`);
  const counted = await inPage(page, `
    const all = [];
    for (let i = 0; i < 10000; ++i) all.push(unroll.step(1));
    await Promise.all(all);
    return unroll.state().update;
  `);
  assert.equal(counted, 10000);
  const back = await inPage(page, 'await Promise.all([unroll.step(-1), unroll.step(-1), unroll.step(-3)]); return unroll.state().update;');
  assert.equal(back, 9995);
  const stopped = await inPage(page, `
    await unroll.load('${xor}&hiddenSize=64');
    const steps = [1, 100000].map((n) => outcome(unroll.step(n)));
    await steps[0];
    await unroll.pause();
    return steps[1];
  `);
  assert.match(stopped.rejected, /stopped at update \d+, before update 100001/);
  assert.deepEqual(complaints, []);
  await close();
});

test('what continues an experiment waits for it: load, step, play without awaiting', async () => {
  const { page, complaints, close } = await opened();
  const outcomes = await inPage(page, `
    const loaded = outcome(unroll.load('${xor}&updates=50')), stepped = outcome(unroll.step(5));
    const [now] = await Promise.all([loaded, stepped]);
    return [now.kept.update, unroll.state().update, await stepped];
  `);
  assert.deepEqual(outcomes.slice(0, 2), [50, 55]);
  assert.ok('kept' in outcomes[2]);
  assert.deepEqual(complaints, []);
  await close();
});

test('after a divergence play and step are refused with the reason', async () => {
  const { page, close } = await opened('scene=training&task=adding&activation=identity&optimizer=sgd&learningRate=10&initScale=5&updates=50');
  assert.equal((await state(page)).diverged, true);
  const outcomes = await inPage(page, 'return Promise.all([outcome(unroll.play()), outcome(unroll.step(1))]);');
  for (const outcome of outcomes) assert.match(outcome.rejected, /diverged at update/);
  await close();
});

// Posts each request in turn to the page itself; what it is answered within three seconds.
// What is answered to all of them: as many answers as there are calls, and whatever else comes within a second.
async function exchange(page, requests, answers) {
  const heard = await page.evaluate(async ([all, least]) => {
    const heard = [];
    addEventListener('message', (event) => { if (event.data?.unroll?.answer === true) heard.push(Object.entries(event.data.unroll)); });
    for (const text of all) window.postMessage(JSON.parse(text), '*');
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    for (let i = 0; i < 900 && heard.length < least; ++i) await pause(100);
    await pause(1000);
    return heard;
  }, [requests, answers]);
  return heard.map((each) => Object.fromEntries(each));
}

test('messages: only the documented form is taken, and every call is answered', async () => {
  const { page, complaints, close } = await opened();
  const before = await state(page);
  const names = ['valueOf', '__defineGetter__', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'nonsense'];
  const heard = await exchange(page, [
    ...names.map((name) => `{"unroll": {"${name}": true, "id": "${name}"}}`),
    '{"unroll": {"loadModel": null, "id": "loadModel"}}', '{"unroll": {"on": "constructor", "id": "on"}}', '{"unroll": {"step": "1", "id": "step"}}',
    '{"unroll": {"play": false, "id": "play"}}', '{"unroll": {"load": 3, "id": "load"}}',
    '{"unroll": "play"}', '{"unroll": ["play"]}', '{"unroll": null}', '{"play": true}', '"unroll"', 'null', '7',
    '{"unroll": {"event": "load", "play": true}}', '{"unroll": {"key": "ArrowLeft", "play": true}}', '{"unroll": {"answer": 1, "play": true}}',
  ], names.length + 5);
  for (const name of [...names, 'loadModel', 'on', 'step', 'play', 'load']) {
    const answers = heard.filter((each) => each.id === name);
    assert.equal(answers.length, 1, `${name}: ${JSON.stringify(heard)}`);
    assert.ok(Object.getOwnPropertyDescriptor(answers[0], name)?.value.error?.length > 5, `${name}: ${JSON.stringify(answers[0])}`);
  }
  assert.equal(heard.length, names.length + 5);
  const now = await state(page);
  assert.equal(now.playing, false);
  assert.equal(now.weights_hash, before.weights_hash);
  assert.deepEqual(complaints, []);
  await close();
});

test('messages: a reply that comes back to the own window is no request; calls of one message go in order', async () => {
  const { page, complaints, close } = await opened();
  const heard = await exchange(page, [
    '{"unroll": {"state": true, "id": 1}}',
    `{"unroll": {"load": "${xor}&updates=30", "step": 2, "state": true, "id": 2}}`,
  ], 4);
  assert.equal(heard.filter((each) => each.id === 1).length, 1);
  const [load, step, last] = heard.filter((each) => each.id === 2);
  assert.match(load.load, /updates=30/);
  assert.equal(step.step, true);
  assert.equal(last.state.update, 32);
  assert.equal(heard.length, 4);
  assert.deepEqual(complaints, []);
  await close();
});

test('a snapshot of a page without a size is refused, also by message', async () => {
  const { page, complaints, close } = await opened();
  const outcome = await inPage(page, `document.getElementById('canvas').style.width = '0'; return outcome(unroll.snapshot());`);
  assert.match(outcome.rejected, /size/);
  const [answer] = await exchange(page, ['{"unroll": {"snapshot": true, "id": 3}}']);
  assert.match(answer.snapshot.error, /size/);
  assert.deepEqual(complaints, []);
  await close();
});

test('the scripts before the program load where there is no page: in a worker', () => {
  const worker = createContext({ Module: {}, MessageChannel: class { port1 = {}; port2 = {}; } });
  for (const name of ['api.js', 'bridge.js']) runInContext(readFileSync(join(root, 'web/platform', name), 'utf8'), worker);
  assert.equal(typeof worker.unrollBridge.start, 'function');
});
