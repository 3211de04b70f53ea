// The Hopfield scene, driven with the mouse, a finger and the keyboard alone; its numbers are held against the native program's.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { crc32, deflateSync } from 'node:zlib';
import { cli, focusStage, launch, open, place, press, ready, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs = '', options) => open(browser, `${server.url}#scene=hopfield${pairs && '&'}${pairs}`, options);
const lines = (...words) => execFileSync(cli, ['hopfield', ...words], { encoding: 'utf8' }).trim().split('\n').map((line) => JSON.parse(line));
const letters = 'patterns=A,J,X&flip=0.36';

// Where unit i is in the state's picture.
async function unit(page, i, columns = 10) {
  const { x, y, w } = await place(page, 'state');
  const cell = w / columns;
  return [x + cell * ((i % columns) + 0.5), y + cell * (Math.floor(i / columns) + 0.5)];
}

test('a recall is the native one, to the bit, for every kind of memory', async () => {
  for (const pairs of [letters, 'rule=storkey&patterns=20&flip=0.3', 'rule=projection&patterns=40', 'patterns=5&gain=4', 'rule=poly3&patterns=60',
    'rule=softmax&patterns=30&beta=0.3', 'patterns=20&start=random&temperature=0.3&sweeps=7', 'patterns=9&order=allAtOnce&start=0%2B1%2B2']) {
    const { page, complaints, close } = await scene(pairs);
    await press(page, 'toEnd');
    const now = await until(page, '(s) => s.done'), there = lines(...decodeURIComponent(pairs).split('&')).at(-1);
    assert.equal(now.weights_hash, there.hash, pairs);
    assert.deepEqual([now.energy, now.overlaps, now.sweep], [there.energy, there.overlaps, there.sweep], pairs);
    assert.deepEqual([now.reached, now.pattern < 0 ? null : now.pattern, now.period || null], [there.reached, there.pattern, there.period], pairs);
    assert.deepEqual([now.messages, now.missingText, complaints], [[], [], []]);
    await close();
  }
});

test('with keys alone: update by update the energy falls, never rises; the link replays the recall to the same state', async () => {
  const { page, close } = await scene(letters);
  await focusStage(page);
  let last = (await state(page)).energy;
  const first = last;
  for (let n = 1; n <= 60; ++n) {
    await page.keyboard.press('ArrowRight');
    const { energy } = await until(page, `(s) => s.updates === ${n}`);
    assert.ok(energy <= last);
    last = energy;
  }
  assert.ok(last < first - 5);
  await page.keyboard.press('ArrowLeft');
  const there = await until(page, '(s) => s.updates === 59');
  await page.waitForFunction(() => location.hash.includes('updates=59'));
  await page.reload();
  await ready(page);
  const again = await until(page, '(s) => s.updates === 59');
  assert.deepEqual([again.state, again.energy, again.weights_hash], [there.state, there.energy, there.weights_hash]);
  await focusStage(page);
  await page.keyboard.press('End');
  const end = await until(page, '(s) => s.done');
  assert.deepEqual([end.reached, end.pattern], ['stored', 0]);
  assert.ok(Math.abs(end.overlaps[0] - 1) < 1e-12);
  await close();
});

test('with the mouse: a unit is chosen and turned over, a stroke draws; what is drawn is stored, forgotten, and undone', async () => {
  const { page, complaints, close } = await scene('patterns=A&flip=0');
  const before = await state(page);
  await page.mouse.click(...(await unit(page, 33)));
  await until(page, '(s) => s.selected === 33');
  await page.mouse.click(...(await unit(page, 33)));
  await until(page, `(s) => s.state[33] === ${-before.state[33]}`);
  await press(page, 'draw');
  // A stroke along a row: all of it takes what the first unit of it took.
  await page.mouse.move(...(await unit(page, 90)));
  await page.mouse.down();
  for (let i = 91; i < 97; ++i) { await page.mouse.move(...(await unit(page, i))); await settle(page); }
  await page.mouse.up();
  const drawn = await until(page, `(s) => s.state[96] === ${-before.state[90]}`);
  for (let i = 90; i < 97; ++i) assert.equal(drawn.state[i], -before.state[90]);
  await press(page, 'storeHere');
  const stored = await until(page, '(s) => s.patterns === 2');
  assert.equal(stored.overlaps[1], 1);
  await page.keyboard.press('Control+z');
  await until(page, '(s) => s.patterns === 1');
  assert.deepEqual(complaints, []);
  await close();
});

test('by touch on a phone: a pattern is recalled, what stands beside the state is a tab away', async () => {
  const { page, close } = await scene('patterns=A,J,X,L&flip=0.1', { size: 'phone', touch: true });
  await page.touchscreen.tap(...Object.values(await middle(page, 'pane-patterns')));
  await page.touchscreen.tap(...Object.values(await middle(page, 'pattern2')));
  const now = await until(page, '(s) => s.experiment.includes("start=2")');
  assert.ok(now.overlaps[2] > 0.7);
  await page.touchscreen.tap(...Object.values(await middle(page, 'toEnd')));
  const end = await until(page, '(s) => s.done');
  assert.deepEqual([end.reached, end.pattern], ['stored', 2]);
  await close();
});
async function middle(page, name) {
  await settle(page);
  const r = await place(page, name);
  return { x: r.x + r.w / 2, y: r.y + r.h / 2 };
}

test('the landscape: 256 × 256 descents, each to a stored pattern, its inverse or a mixture; the caption says what it is', async () => {
  const { page, complaints, close } = await scene(letters);
  const now = await until(page, '(s) => s.landscape?.done');
  assert.equal(now.landscape.points, 256 * 256);
  for (const end of ['stored 0', 'stored 1', 'stored 2']) assert.ok(now.landscape.ends.includes(end));
  assert.deepEqual(complaints, []);
  await close();
});

test('capacity: the student’s curve is the native one, to the last digit; it pauses, goes on and stops', async () => {
  const { page, close } = await scene('size=64&patterns=5&seed=3&fold=2');
  await press(page, 'measure');
  const now = await until(page, '(s) => s.capacity.length === 16 && s.capacity.at(-1).repetitions === 20 && !s.running');
  const there = lines('capacity', 'size=64', 'rule=hebb', 'from=1', 'to=16', 'points=25', 'repetitions=20', 'seed=3');
  assert.deepEqual(now.capacity, there.map(({ patterns, stable, overlap, repetitions }) => ({ patterns, stable, overlap, repetitions })));
  await press(page, 'stopMeasuring');
  await until(page, '(s) => s.capacity.length === 0');
  await close();
});

test('a tally of 1,000 random starts: all of them are counted, most patterns few give stored or inverse ends', async () => {
  const { page, close } = await scene('patterns=3');
  await focusStage(page);
  await press(page, 'hopfieldTally');
  await press(page, 'tally');
  const now = await until(page, '(s) => s.starts === 1000');
  const sum = now.storedShare + now.inverseShare + now.mixtureShare + now.otherShare + now.cycleShare;
  assert.ok(Math.abs(sum - 1) < 1e-9);
  assert.ok(now.storedShare + now.inverseShare > 0.5);
  await close();
});

// A picture of so many places a side: the left half black.
function png(side) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]), out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crcOf(body), body.length + 4);
    return out;
  };
  const head = Buffer.from([0, 0, 0, side, 0, 0, 0, side, 8, 0, 0, 0, 0]);
  const rows = Buffer.concat(Array.from({ length: side }, () => Buffer.from([0, ...Array.from({ length: side }, (_, x) => (x < side / 2 ? 0 : 255))])));
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
function crcOf(bytes) {
  if (crc32) return crc32(bytes);
  let c = ~0;
  for (const byte of bytes) { c ^= byte; for (let k = 0; k < 8; ++k) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0); }
  return ~c >>> 0;
}

test('a picture is dropped and becomes the state; a broken one is refused and changes nothing', async () => {
  const { page, complaints, close } = await scene('patterns=A,J');
  const drop = (name, bytes) => page.evaluate(([file, data]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(data)], file));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, [name, [...bytes]]);
  const before = await state(page);
  await drop('broken.png', png(20).subarray(0, 60));
  const refused = await until(page, '(s) => s.messages.length > 0');
  assert.match(refused.messages[0], /picture/);
  assert.equal(refused.experiment, before.experiment);
  await drop('half.png', png(20));
  const now = await until(page, '(s) => s.experiment.includes("start=x")');
  now.state.forEach((s, i) => assert.equal(s, i % 10 < 5 ? 1 : -1));
  assert.equal(now.patterns, 2);
  await page.keyboard.press('Control+z');
  await until(page, '(s) => !s.experiment.includes("start=x")');
  assert.deepEqual(complaints, []);
  await close();
});

test('what is dropped as the scene opens is not overwritten by the story', async () => {
  const { page, complaints, close } = await scene('');
  await page.evaluate(async (data) => { await window.unroll.load('scene=hopfield'); await window.unroll.loadModel(new Uint8Array(data)); }, [...png(20)]);
  for (let k = 0; k < 3; ++k) await settle(page);
  const now = await state(page);
  assert.match(now.experiment, /start=x/);
  now.state.forEach((s, i) => assert.equal(s, i % 10 < 5 ? 1 : -1));
  assert.match(now.messages.join(), /picture/);
  assert.deepEqual(complaints, []);
  await close();
});

test('nonsense in a link is told and dropped; a net that explodes does not exist: the largest grid runs', async () => {
  const { page, close } = await scene('size=1e9&patterns=Q,%00&flip=nan&beta=-1&start=99&temperature=inf&seed=-3&unlearned=x');
  const now = await state(page);
  assert.equal(now.units, 100);
  assert.ok(now.messages.length > 0);
  await close();
  const large = await scene('size=1024&patterns=140&flip=0.5&order=inOrder');
  await press(large.page, 'toEnd');
  await until(large.page, '(s) => s.done && s.units === 1024');
  await large.close();
});

test('the story: no task is fulfilled when its step begins, and each can be', async () => {
  const { page, close } = await scene();
  const begun = async (step) => {
    const now = await until(page, `(s) => s.story.step === ${step}`);
    await settle(page);
    assert.ok((await state(page)).story.done.every((each) => !each), `step ${step}`);
    return now;
  };
  const done = (i) => until(page, `(s) => s.story.done[${i}]`);
  const slide = (name, share) => press(page, name, [share, 0.8]);
  const toEnd = async () => { await focusStage(page); await page.keyboard.press('End'); await settle(page); };
  const next = async () => { await press(page, 'storyNext'); };
  await begun(1);
  await focusStage(page);
  for (let n = 0; n < 10; ++n) await page.keyboard.press('ArrowRight');
  await done(0);
  await toEnd();
  await done(1);
  await next();
  await begun(2);
  await press(page, 'push');
  await done(0);
  await done(1);
  await next();
  await begun(3);
  await slide('hide', 0.5);
  await toEnd();
  await done(0);
  await next();
  await begun(4);
  await slide('flip', 0.85);
  await toEnd();
  await done(0);
  // A mixture of all three.
  await slide('flip', 0);
  await press(page, 'hopfieldPatterns');
  await press(page, 'mix');
  await press(page, 'pattern1');
  await until(page, '(s) => s.experiment.includes("start=0%2B1")');
  await press(page, 'pattern2');
  await until(page, '(s) => s.experiment.includes("start=0%2B1%2B2")');
  await toEnd();
  await done(1);
  await next();
  await begun(5);
  await focusStage(page);
  await tabTo(page, 'order');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await until(page, '(s) => s.experiment.includes("order=allAtOnce")');
  await slide('patternCount', 0.6);
  for (let n = 1; n < 80 && !(await state(page)).story.done[0]; ++n) {
    await press(page, 'randomStart');
    await toEnd();
  }
  await done(0);
  await next();
  await begun(6);
  await slide('patternCount', 0.7);
  await toEnd();
  await done(0);
  await focusStage(page);
  await tabTo(page, 'rule');
  for (let n = 0; n < 2; ++n) { await page.keyboard.press('ArrowRight'); await settle(page); }
  await until(page, '(s) => s.rule === "projection"');
  await toEnd();
  await done(1);
  await next();
  await begun(7);
  await slide('beta', 0.02);
  await toEnd();
  await done(0);
  await slide('beta', 0.8);
  await toEnd();
  await done(1);
  await close();
});
