// The Seats scene, driven with the mouse, a finger and the keyboard; its numbers are held against plain sums and the native program's.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, focusStage, launch, open, place, press, ready, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
const folder = mkdtempSync(join(tmpdir(), 'unroll-seats-'));
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs = '', options) => open(browser, `${server.url}#scene=seats${pairs && '&'}${pairs}`, options);
const searched = '(s) => s.searched && s.evenings >= 1000';

// E and who is unhappy, from the CSV that the page saves.
async function sums(page, now) {
  const bytes = await page.evaluate(() => window.unroll.saveModel().then((all) => Array.from(all)));
  const file = join(folder, 'room.csv');
  writeFileSync(file, Buffer.from(bytes));
  const w = readFileSync(file, 'utf8').trim().split('\n').slice(1).map((row) => row.split(',').slice(1).map(Number));
  const s = [...now.sides].map((side) => (side === 'L' ? -1 : 1));
  const h = w.map((row) => row.reduce((sum, v, j) => sum + v * s[j], 0));
  return { file, energy: -h.reduce((sum, v, i) => sum + v * s[i], 0) / 2, unhappy: h.filter((v, i) => v * s[i] < 0).length };
}

test('the numbers are plain sums, all stable seatings those of the native program', async () => {
  const { page, complaints, close } = await scene('room=random&people=9&seed=4');
  const now = await until(page, searched);
  const { file, energy, unhappy } = await sums(page, now);
  assert.deepEqual([now.energy, now.unhappy], [energy, unhappy]);
  const there = JSON.parse(execFileSync(cli, ['seats', file, 'starts=0'], { encoding: 'utf8' }));
  assert.deepEqual(now.stable.map(({ sides, energy: e }) => ({ sides, energy: e })), there.stable.map(({ sides, energy: e }) => ({ sides, energy: e })));
  assert.equal(now.triangles, there.frustrated_triangles);
  assert.ok(Math.abs(now.stable.reduce((sum, each) => sum + each.share, 0) - 1) < 1e-9);
  assert.deepEqual([now.messages, now.missingText, complaints], [[], [], []]);
  await close();
});

test('walks by keys and buttons, the discomfort falls; t is in the link and comes back', async () => {
  const { page, close } = await scene('sides=RRLLLRRL');
  let before = (await until(page, searched)).energy;
  const { moves } = await state(page);
  await focusStage(page);
  for (let t = 1; t <= moves; ++t) {
    await page.keyboard.press('ArrowRight');
    const now = await until(page, `(s) => s.t === ${t}`);
    assert.ok(now.energy < before);
    before = now.energy;
  }
  assert.equal((await state(page)).unhappy, 0);
  await page.waitForFunction((t) => location.hash.includes(`t=${t}`), moves);
  const { sides } = await state(page);
  await page.reload();
  await ready(page);
  await until(page, `(s) => s.sides === "${sides}" && s.unhappy === 0`);
  await close();
});

test('shake begins another evening, all at once people swap for ever, undo leads back', async () => {
  const { page, close } = await scene('sympathies=0-1:2&people=3&sides=LRL&order=allAtOnce');
  const first = await until(page, searched);
  assert.deepEqual([first.period, first.moves, first.rests], [2, 2, false]);
  await press(page, 'shake');
  await until(page, '(s) => s.experiment.includes("sides=") && !s.experiment.includes("sides=LRL")');
  await page.keyboard.press('Control+z');
  await until(page, '(s) => s.sides === "LRL" && s.period === 2');
  await close();
});

test('a good file is taken, a bad one is refused with its cell and changes nothing', async () => {
  const { page, complaints, close } = await scene('room=one');
  await until(page, searched);
  const write = (name, text) => { writeFileSync(join(folder, name), text); return join(folder, name); };
  const drop = (path) => page.evaluate(([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [path, readFileSync(path, 'utf8')]);
  const before = await state(page);
  await drop(write('bad.csv', '0,1,2\n1,0,3\n2,x,0\n'));
  const refused = await until(page, '(s) => s.messages.length > 0');
  assert.match(refused.messages[0], /row 3, column 2/);
  assert.equal(refused.experiment, before.experiment);
  await drop(write('good.csv', ',Ann,Bob,Cem\nAnn,0,-2,-2\nBob,-2,0,-2\nCem,-2,-2,0\n'));
  const taken = await until(page, '(s) => s.names[2] === "Cem" && s.searched');
  assert.deepEqual([taken.triangles, taken.stable.length], [1, 3]);
  assert.deepEqual(complaints, []);
  await close();
});

test('the story: no task is fulfilled when its step begins, and each can be', async () => {
  const { page, close } = await scene();
  const begun = async (step) => {
    await until(page, `(s) => s.story.step === ${step} && s.searched`);
    await settle(page);  // the changes that it asks for take effect
    const now = await state(page);
    assert.ok(now.story.done.every((each) => !each), `step ${step}`);
  };
  const done = (i) => until(page, `(s) => s.story.done[${i}]`);
  const toRest = async () => { await focusStage(page); await page.keyboard.press('End'); await settle(page); };
  await begun(1);
  await toRest();
  await done(0);
  for (let n = 0; n < 40 && !(await state(page)).story.done[1]; ++n) { await press(page, 'shake'); await toRest(); }
  await done(1);
  await press(page, 'storyNext');
  await begun(2);
  for (let n = 0; n < 60 && !(await state(page)).story.done[0]; ++n) { await press(page, 'shake'); await toRest(); }
  await done(0);
  await press(page, 'storyNext');
  await begun(3);
  await focusStage(page);
  await tabTo(page, 'order');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  for (let n = 0; n < 60 && !(await state(page)).story.done[0]; ++n) { await press(page, 'shake'); await toRest(); }
  await done(0);
  await press(page, 'storyNext');
  await begun(4);
  await press(page, 'person0');
  const sympathy = async (i, j, w) => {
    const n = (await state(page)).names.length;
    await press(page, 'matrix', [(j + 0.5) / n, (i + 0.5) / n]);
    await press(page, 'sympathy', [(w + 3) / 6, 0.8]);
    await settle(page);
  };
  for (const [i, j, w] of [[0, 1, 3], [1, 2, 3], [0, 2, -3]]) await sympathy(i, j, w);
  await done(0);
  await press(page, 'storyNext');
  await begun(5);
  // The room "two" is one that has exactly two.
  await focusStage(page);
  await tabTo(page, 'room');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Home');
  for (let n = 0; n < 9; ++n) {
    await page.keyboard.press('Enter');
    await settle(page);
    if ((await until(page, '(s) => s.searched')).story.done[0]) break;
    await page.keyboard.press('Enter');
    for (let k = 0; k <= n; ++k) await page.keyboard.press('ArrowDown');
  }
  await done(0);
  for (let n = 0; n < 60 && !(await state(page)).story.done[1]; ++n) { await press(page, 'shake'); await toRest(); }
  await done(1);
  await close();
});

test('in German and by touch on a phone: who is tapped is chosen; a link in the middle of an evening comes back', async () => {
  const { page, complaints, close } = await scene('lang=de&sides=RRLLLRRL&t=2', { size: 'phone', touch: true });
  const now = await until(page, searched);
  assert.equal(now.t, 2);
  const p = await place(page, 'person1');
  await page.touchscreen.tap(p.x + p.w / 2, p.y + p.h / 2);
  const chosen = await until(page, '(s) => s.selected === 1');
  assert.equal(chosen.sides, now.sides);
  await page.reload();
  await ready(page);
  const again = await until(page, '(s) => s.t === 2');
  assert.deepEqual([again.sides, again.energy], [now.sides, now.energy]);
  assert.deepEqual([again.missingText, complaints], [[], []]);
  await close();
});

test('thirty people: not all seatings can be tried, many evenings find some, and the page says so', async () => {
  const { page, close } = await scene('room=random&people=30');
  const now = await until(page, '(s) => s.evenings >= 1000');
  assert.equal(now.exhaustive, false);
  assert.ok(now.stable.length > 1);
  const energies = now.stable.map((each) => each.energy);
  assert.deepEqual(energies, [...energies].sort((a, b) => a - b));
  await close();
});

test('a name is typed in any letters; a room of thirty people from a file is in the link and comes back', async () => {
  const { page, complaints, close } = await scene('room=friends&animate=false');
  await until(page, searched);
  await press(page, 'person0');
  await press(page, 'personName');
  // As a keyboard that has the letter: Playwright's own would not press a key.
  const keys = await page.context().newCDPSession(page);
  const type = async (word) => {
    for (const text of word) {
      await keys.send('Input.dispatchKeyEvent', { type: 'keyDown', key: text, text });
      await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', key: text });
    }
  };
  await type('Jürx');
  await page.keyboard.press('Backspace');
  await type('é');
  await page.keyboard.press('Backspace');
  await type('gen');
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.names[0] === "Jürgen"');
  const n = 30, row = (i) => Array.from({ length: n }, (_, j) => (i === j ? 0 : ((i + j) % 7) - 3));
  await page.evaluate((text) => window.unroll.loadModel(new TextEncoder().encode(text)), Array.from({ length: n }, (_, i) => row(i).join()).join('\n'));
  const now = await until(page, `(s) => s.people === ${n}`);
  assert.match(now.messages.join(), /sympathies/);
  await page.waitForFunction(() => location.hash.length > 2000);
  await page.reload();
  await ready(page);
  const again = await state(page);
  assert.deepEqual([again.people, again.names, again.weights_hash], [n, now.names, now.weights_hash]);
  assert.deepEqual(complaints, []);
  await close();
});
