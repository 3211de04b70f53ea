// The seven problems: runs in workers of the page are the same as alone, natively, to the bit; held up and gone on with, from the single
// file, without workers, after one has died. Then each problem with mouse, keyboard and finger.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cli, focusStage, launch, list, open, place, press, ready, serve, settle, site, sizes, state, tabTo, until } from './page.mjs';
import { longTest } from './player.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs = '', options) => open(browser, `${server.url}#scene=problems${pairs && '&'}${pairs}`, options);
const problems = list('keys').find((key) => key.name === 'problem').choices;
const small = 'problem=guarantee&seqLen=10&hiddenSize=8&updates=300&seeds=4';
const larger = 'problem=guarantee&hiddenSize=16&updates=2000&seeds=6';

// The rows of the native program, then what comes of them.
function natively(pairs) {
  const lines = execFileSync(cli, ['problems', ...pairs.split('&')], { encoding: 'utf8' }).trim().split('\n').map((line) => JSON.parse(line));
  return { rows: lines.slice(0, -1).map((line) => line.row), all: lines.at(-1) };
}
const allDone = '(s) => s.runs > 0 && s.runsDone === s.runs && !s.running';

function same(now, there) {
  assert.deepEqual(now.hashes, there.rows.map((row) => row.weights_hash));
  assert.deepEqual(now.metrics, there.rows.map((row) => row.metric));
  assert.equal(now.weights_hash, there.all.hash);
}

test('runs in workers have the same rows as natively, and as one run alone', async () => {
  const { page, complaints, close } = await scene(small);
  const there = natively(small);
  await press(page, 'play');
  const now = await until(page, allDone);
  assert.ok(now.helpers >= 2, `${now.helpers} workers`);
  same(now, there);
  const alone = execFileSync(cli, ['train', ...there.rows[2].experiment.split('&')], { encoding: 'utf8' }).trim().split('\n').at(-1);
  assert.equal(JSON.parse(alone).weights_hash, now.hashes[2]);
  assert.deepEqual([now.messages, now.missingText, complaints], [[], [], []]);
  await close();
});

test('held up and gone on with, nothing is lost or doubled; a link with its runs comes back to them', async () => {
  const { page, close } = await scene(larger);
  await focusStage(page);
  await page.keyboard.press('Space');
  await until(page, '(s) => s.running');
  await until(page, '(s) => s.runsDone > 0');
  await page.keyboard.press('Space');
  const held = await until(page, '(s) => !s.running');
  await page.waitForTimeout(700);
  assert.equal((await state(page)).runsDone, held.runsDone);
  await page.keyboard.press('Space');
  const now = await until(page, allDone);
  assert.equal(new Set(now.hashes).size, now.runs);
  await page.waitForFunction((runs) => location.hash.includes(`runs=${runs}`), now.runs);
  await page.reload();
  await ready(page);
  const again = await until(page, allDone);
  assert.deepEqual(again.hashes, now.hashes);
  await close();
});

test('runs that have ended are in the link while others go on: loaded anew, the page comes back to them', async () => {
  const { page, close } = await scene(larger);
  await press(page, 'play');
  await page.waitForFunction(() => /&runs=[1-5](&|$)/.test(location.hash), null, { polling: 50 });
  assert.ok((await state(page)).running);
  const runs = Number(/&runs=(\d+)/.exec(await page.evaluate(() => location.hash))[1]);
  await page.reload();
  await ready(page);
  const now = await until(page, '(s) => s.runsDone > 0 && !s.running');
  assert.ok(now.runsDone >= runs && now.runsDone < now.runs, `${now.runsDone} of ${now.runs}, ${runs} in the link`);
  await close();
});

test('a worker that dies is named, and its run is carried out again', async () => {
  const { page, close } = await scene(larger);
  const there = natively(larger);
  await press(page, 'play');
  await until(page, '(s) => s.running');
  await page.evaluate(() => unrollWorkers.kill(0));
  const now = await until(page, '(s) => s.runsDone === s.runs && s.troubles.length > 0');
  assert.match(now.troubles[0], /^1: killed/);
  same(now, there);
  await close();
});

test('without workers the runs go in slices of the page, which says so; the rows are the same', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=graph`);
  await page.evaluate(() => { window.Worker = undefined; });
  await page.evaluate((pairs) => window.unroll.load(`scene=problems&${pairs}`), small);
  await press(page, 'play');
  const now = await until(page, allDone);  // they may be done before one looks
  assert.equal(now.helpers, 0);
  same(now, natively(small));
  await close();
});

test('from the single file and file://, too, in workers', async () => {
  const { page, close } = await open(browser, `${pathToFileURL(join(site, 'unroll.html'))}#scene=problems&${small}`);
  await press(page, 'play');
  const now = await until(page, allDone);
  assert.ok(now.helpers >= 2 && now.troubles.length === 0);
  same(now, natively(small));
  await close();
});

longTest('all seven are in the list; each is drawn in three sizes and German, without missing words or complaints', async () => {
  for (const size of ['wide', 'medium', 'phone'])
    for (const problem of problems) {
      const { page, complaints, close } = await scene(`problem=${problem}&lang=de`, { size });
      await settle(page);
      const now = await state(page);
      assert.equal(now.problem, problem);
      assert.deepEqual([now.messages, now.missingText, now.shaderErrors, complaints], [[], [], [], []], `${problem}, ${size}`);
      await close();
    }
});

test('a problem is chosen with the mouse, with keys, with a finger; undo comes back to the one before', async () => {
  const { page, close } = await scene('problem=guarantee');
  await press(page, 'problem-memory');
  await until(page, '(s) => s.problem === "memory"');
  await focusStage(page);
  await page.keyboard.press('Control+z');
  await until(page, '(s) => s.problem === "guarantee"');
  await page.keyboard.press('Control+y');
  await until(page, '(s) => s.problem === "memory"');
  await page.waitForFunction(() => location.hash.includes('problem=memory'));
  await tabTo(page, 'problem-data');
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.problem === "data"');
  await close();
  const phone = await scene('problem=guarantee', { size: 'phone', touch: true });
  await phone.page.touchscreen.tap(...(await place(phone.page, 'tab-controls')).center);
  await settle(phone.page);
  const list = await place(phone.page, 'problem');
  await phone.page.touchscreen.tap(...list.center);
  await settle(phone.page);
  const { layout } = await state(phone.page);
  const option = layout.texts.find((each) => each.text === 'Memory');
  assert.ok(option, 'the list is open');
  await phone.page.touchscreen.tap(...[0, 1].map((k) => (option.rect[k] + option.rect[k + 2] / 2) * list.scale));
  await until(phone.page, '(s) => s.problem === "memory"');
  await phone.close();
});

test('the published figures are one stop of Tab, in which arrows choose; it says which of them it is', async () => {
  for (const size of Object.keys(sizes)) {
    const { page, close } = await scene('problem=published', { size });
    const all = list('keys').find((key) => key.name === 'figure').choices;
    await tabTo(page, 'figures');
    await page.keyboard.press('End');
    await until(page, `(s) => s.figure === "${all.at(-1)}"`);
    await page.keyboard.press('ArrowUp');
    const now = await until(page, `(s) => s.layout.controls.some((each) => each.name === "figures" && each.value.includes(", ${all.length - 1} of ${all.length}, not measured"))`);
    assert.equal(now.figure, all.at(-2));
    const figures = now.layout.controls.filter((each) => each.name.startsWith('figure'));
    assert.deepEqual([figures[0].name, figures[0].role], ['figures', 'list']);
    assert.ok(!figures.some((each) => each.name.startsWith('figure-')));
    await close();
  }
});

test('cost: the twin takes as many times as long as it does, and the formula stands at once', async (t) => {
  const { page, close } = await scene('problem=cost&axis=seqLen');
  const began = Date.now();
  const now = await until(page, '(s) => s.measuredShare === 1', 30_000);
  const times = now.tiedMilliseconds.map((tied, i) => now.untiedMilliseconds[i] / tied);
  t.diagnostic(`measured after ${Date.now() - began} ms; the twin takes ${times.map((each) => each.toFixed(2)).join(', ')} times as long`);
  for (const each of times) assert.ok(each > 1 && each < 7, `${times}`);
  await close();
  const large = await scene('problem=cost&axis=layers&hiddenSize=512');
  const first = await until(large.page, '(s) => s.nanosecondsPerProduct > 0', 5_000);
  assert.equal(first.tiedProducts.length, 4);
  await large.close();
});

test('runs that began anew are brought back by a button, and by undo from the keyboard', async () => {
  const { page, close } = await scene(`${small}&runs=4`);
  const { hashes } = await until(page, allDone);
  const none = '(s) => s.runsDone === 0 && s.forgotten === 4';
  await press(page, 'again');
  await until(page, none);
  await press(page, 'recall');
  assert.deepEqual((await until(page, allDone)).hashes, hashes);
  await press(page, 'again');
  await until(page, none);
  await focusStage(page);
  await page.keyboard.press('Control+z');
  assert.deepEqual((await until(page, allDone)).hashes, hashes);
  await close();
});

test('the table of memory fills within a minute, Elman forgets where cells with gates remember; a run opens in Training', async () => {
  const { page, close } = await scene('problem=memory');
  const began = Date.now();
  await press(page, 'play');
  const now = await until(page, allDone, 240000);
  const seconds = (Date.now() - began) / 1000;
  console.log(`# memory filled in ${seconds.toFixed(1)} s with ${now.helpers} workers`);
  same(now, natively('problem=memory'));
  const learned = Object.fromEntries(Object.entries(now.table).map(([net, row]) => [net, row.map((each) => each.learned)]));
  assert.equal(learned.elman[0], 3);
  assert.ok(learned.elman.at(-1) < 3);
  assert.ok(learned.gru[2] > learned.elman[2] && learned.lstm[2] > learned.elman[2]);
  assert.deepEqual(learned.search, learned.search.map(() => 0));
  await press(page, 'place2-2');
  await settle(page);
  const { layout } = await state(page);
  const run = layout.controls.find((each) => /^run\d+$/.test(each.name));
  await press(page, run.name);
  await press(page, 'openRun');
  const training = await until(page, '(s) => s.scene === "training" && s.activity === "idle" && s.update > 0');
  assert.equal(training.weights_hash, now.hashes[Number(run.name.slice(3))]);
  await close();
});
