// Own data in Training: a file that is dropped, a text that is pasted, bad ones, the link, the net that goes on by itself; a text that is
// typed, a curve and an image that are drawn (mouse, finger, keys); and that runs in workers have it.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { test, before, after } from 'node:test';
import { cli, focusStage, launch, open, place, press, ready, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs) => open(browser, `${server.url}#scene=training&hiddenSize=8&animate=false&${pairs}`);
const text = 'Röslein rot, Röslein auf der Heiden. '.repeat(12);
const table = 'Jahr;Regen;Sonne\n' + Array.from({ length: 60 }, (_, n) => `${1900 + n};${n % 7},5;${n % 5}\n`).join('');

// As a file manager and as the clipboard bring it.
const dropAll = (page, files) => page.evaluate((all) => {
  const transfer = new DataTransfer();
  for (const [fileName, bytes] of all) transfer.items.add(new File([new Uint8Array(bytes)], fileName));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
}, files.map(([name, content]) => [name, [...Buffer.from(content)]]));
const drop = (page, name, content) => dropAll(page, [[name, content]]);
const paste = (page, content) => page.evaluate((words) => {
  const clipboard = new DataTransfer();
  clipboard.setData('text/plain', words);
  document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }));
}, content);

test('two files dropped together are taken one after the other: the second stands, and one undo takes them away', async () => {
  const { page, complaints, close } = await scene('task=text&seqLen=10&lang=en');
  await drop(page, 'first.txt', text);
  const first = (await until(page, '(s) => s.data !== ""')).data;
  await press(page, 'undo');
  await until(page, '(s) => s.data === ""');
  await dropAll(page, [['first.txt', text], ['second.txt', text.toUpperCase()]]);
  await page.waitForFunction((hash) => !['', hash].includes(window.unroll.state().data), first);
  await press(page, 'undo');
  await until(page, '(s) => s.data === ""');
  assert.deepEqual(complaints, []);
  await close();
});

test('a text that is dropped is trained on to the same bits as on the command line; its link without it says so', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'unroll-')), 'heide.txt');
  writeFileSync(file, text);
  const { page, complaints, close } = await scene('task=text&seqLen=10&lang=en&goOn=0.5');
  await drop(page, 'heide.txt', text);
  const taken = await until(page, '(s) => s.data !== ""');
  assert.match(taken.experiment, new RegExp(`data=${taken.data}`));
  assert.doesNotMatch(taken.experiment, /Heiden/);
  await page.evaluate(() => window.unroll.step(30));
  const trained = await until(page, '(s) => s.update === 30');
  const lines = execFileSync(cli, ['train', 'task=text', 'hiddenSize=8', 'seqLen=10', 'updates=30', `data=${file}`], { encoding: 'utf8' });
  assert.equal(trained.weights_hash, JSON.parse(lines.trim().split('\n').at(-1)).weights_hash);
  assert.match(trained.goesOn, /^.{60}$/u);
  await press(page, 'undo');
  await until(page, '(s) => s.data === ""');
  await press(page, 'redo');
  await until(page, '(s) => s.data !== ""');
  await page.waitForFunction(() => location.hash.includes('data='));
  await page.reload();
  await ready(page);
  const again = await state(page);
  assert.equal(again.data, '');
  assert.match(again.messages.join(), /which is not here \(hash [0-9a-f]{16}\)/);
  assert.match(await page.evaluate(() => location.hash), new RegExp(`data=${taken.data}`));
  assert.deepEqual(again.missingText, []);
  assert.deepEqual(complaints, []);
  await close();
});

test('a table that is pasted is a curve, its column is chosen; a bad one is told with line and column in German', async () => {
  const { page, complaints, close } = await scene('task=series&lang=de');
  await paste(page, 'Jahr;Regen\n1900;1,5\n1901;viel\n');
  await page.waitForFunction(() => /Zeile 3, Spalte 6/.test(window.unroll.state().messages.join()));
  assert.equal((await state(page)).data, '');
  await paste(page, table);
  const taken = await until(page, '(s) => s.data !== ""');
  assert.match(taken.experiment, /task=series/);
  await page.evaluate(() => window.unroll.step(5));
  await until(page, '(s) => s.update === 5');
  await press(page, 'goOn');
  await page.waitForFunction(() => location.hash.includes('goOn='));
  await press(page, 'builtIn');
  await until(page, '(s) => s.data === ""');
  assert.deepEqual((await state(page)).missingText, []);
  assert.deepEqual(complaints, []);
  await close();
});

// ── Made by hand ──

const train = (pairs, file) => JSON.parse(execFileSync(cli, ['train', ...pairs, ...(file ? [`data=${file}`] : [])], { encoding: 'utf8' }).trim().split('\n').at(-1));
const written = (name, content) => {
  const file = join(mkdtempSync(join(tmpdir(), 'unroll-')), name);
  writeFileSync(file, content);
  return file;
};
const tap = async (page, name) => {
  await page.touchscreen.tap(...(await place(page, name)).center);
  await settle(page);
};
// A finger that is drawn along a way, as the browser tells of it.
async function finger(page, points) {
  const client = await page.context().newCDPSession(page);
  const send = (type, point) => client.send('Input.dispatchTouchEvent', { type, touchPoints: point ? [{ x: point[0], y: point[1] }] : [] });
  await send('touchStart', points[0]);
  for (const point of points.slice(1)) {
    await send('touchMove', point);
    await settle(page);
  }
  await send('touchEnd');
  await settle(page);
}
async function mouse(page, points) {
  await page.mouse.move(...points[0]);
  await page.mouse.down();
  for (const point of points.slice(1)) {
    await page.mouse.move(...point, { steps: 4 });
    await settle(page);
  }
  await page.mouse.up();
  await settle(page);
}
const hash = (content) => {
  let value = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(content)) value = ((value ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return value.toString(16).padStart(16, '0');
};

test('a text is typed, with umlauts and lines, and is what a file of it would be; too short a one is told of in German', async () => {
  const { page, complaints, close } = await scene('task=text&seqLen=5&lang=de');
  await press(page, 'make');
  await until(page, '(s) => s.making === "typed" && s.focus === "ownText"');
  await page.waitForFunction(() => document.activeElement?.id === 'field');
  await page.keyboard.type('Zu kurz');
  await page.waitForFunction(() => window.unroll.state().layout.texts.some((each) => each.text === '7 Zeichen, mindestens 30 müssen es sein.'));
  assert.match((await place(page, 'takeText')).role, /disabled/);
  assert.equal((await state(page)).making, 'typed');
  // With keys alone: from the stage to the field, typed, on to the button.
  await focusStage(page);
  await tabTo(page, 'ownText');
  await page.waitForFunction(() => document.activeElement?.id === 'field');
  await page.keyboard.press('Control+a');
  const typed = 'Sah ein Knab ein Röslein stehn,\nRöslein auf der Heiden,\nwar so jung und morgenschön.';
  for (const line of typed.split('\n')) {
    if (line !== typed.split('\n')[0]) await page.keyboard.press('Enter');
    await page.keyboard.type(line);
  }
  assert.equal(await page.inputValue('#field'), typed);
  await page.waitForFunction((words) => window.unroll.state().layout.texts.some((each) => each.text === words), `${typed.length} Zeichen`);
  await page.keyboard.press('Tab');
  await page.waitForFunction(() => document.activeElement?.closest('#lab'));
  await tabTo(page, 'takeText');
  await page.keyboard.press('Enter');
  const taken = await until(page, '(s) => s.data !== "" && s.making === ""');
  assert.equal(taken.data, hash(typed));
  await page.waitForFunction(() => document.getElementById('field').hidden);
  await page.evaluate(() => window.unroll.step(20));
  const trained = await until(page, '(s) => s.update === 20');
  assert.equal(trained.weights_hash, train(['task=text', 'hiddenSize=8', 'seqLen=5', 'updates=20'], written('knab.txt', typed)).weights_hash);
  assert.deepEqual(trained.missingText, []);
  assert.deepEqual(complaints, []);
  await close();
});

test('on a phone: a text is typed after a tap, Escape leaves it for the stage, another task closes it', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=training&task=text&hiddenSize=8&seqLen=5&lang=en&look=typed&animate=false`, { size: 'phone', touch: true });
  await until(page, '(s) => s.making === "typed"');
  await tap(page, 'ownText');
  await page.waitForFunction(() => document.activeElement?.id === 'field');
  await page.keyboard.insertText('Ein Text, der auf einem Telefon geschrieben ist. Läuft! 😀');
  await page.keyboard.press('Escape');
  await until(page, '(s) => s.focus === "stage"');
  assert.match(await page.evaluate(() => location.hash), /look=typed/);
  await tap(page, 'takeText');
  const taken = await until(page, '(s) => s.data !== ""');
  assert.equal(taken.data, hash('Ein Text, der auf einem Telefon geschrieben ist. Läuft! 😀'));
  await page.evaluate(() => window.unroll.load('scene=training&task=echo&look=typed'));
  await settle(page);
  assert.equal((await state(page)).making, '');
  assert.ok(await page.evaluate(() => document.getElementById('field').hidden));
  assert.deepEqual(complaints, []);
  await close();
});

// The curve's place, shares of it from the left and from the top.
const onCurve = async (page, shares) => {
  const p = await place(page, 'curve');
  return shares.map(([x, y]) => [p.x + p.w * x, p.y + p.h * y]);
};

test('a curve is drawn with the mouse, and over it with keys; it is trained on, and undone', async () => {
  const { page, complaints, close } = await scene('task=series&seqLen=12&lang=de');
  await press(page, 'make');
  await until(page, '(s) => s.making === "curve"');
  await mouse(page, await onCurve(page, Array.from({ length: 41 }, (_, i) => [0.01 + 0.0245 * i, 0.5 - 0.4 * Math.sin(i * 0.9)])));
  await press(page, 'takeCurve');
  const taken = await until(page, '(s) => s.data !== ""');
  assert.equal(taken.column, 'y');
  assert.ok(Math.abs(taken.greatest - 0.8) < 0.05 && Math.abs(taken.least + 0.8) < 0.05, `${taken.least} … ${taken.greatest}`);
  assert.match(taken.experiment, new RegExp(`data=${taken.data}`));
  await page.evaluate(() => window.unroll.step(30));
  const trained = await until(page, '(s) => s.update === 30');
  await press(page, 'goOn');  // a forecast beyond its end
  await page.waitForFunction(() => location.hash.includes('goOn='));
  assert.deepEqual(trained.missingText, []);
  // Keys: another value near the end, and it is other data.
  await press(page, 'make');
  await tabTo(page, 'curve');
  await page.keyboard.press('End');
  for (let i = 0; i < 5; ++i) await page.keyboard.press('ArrowUp');
  await tabTo(page, 'takeCurve');
  await page.keyboard.press('Enter');
  await until(page, `(s) => s.data !== "" && s.data !== "${taken.data}" && s.making === ""`);
  await press(page, 'undo');
  await until(page, `(s) => s.data === "${taken.data}"`);
  assert.deepEqual(complaints, []);
  await close();
});

test('a curve is drawn with a finger on a phone, right over what was there', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=training&task=series&hiddenSize=8&lang=en&look=curve&animate=false`, { size: 'phone', touch: true });
  await until(page, '(s) => s.making === "curve"');
  await finger(page, await onCurve(page, [[0.02, 0.5], [0.5, 0.5], [0.98, 0.5]]));
  await page.waitForFunction(() => window.unroll.state().layout.texts.some((each) => /^The same everywhere/.test(each.text)));
  assert.match((await place(page, 'takeCurve')).role, /disabled/);
  await finger(page, await onCurve(page, [[0.02, 0.4], [0.3, 0.9], [0.5, 0.6], [0.75, 0.1]]));
  await tap(page, 'takeCurve');
  const taken = await until(page, '(s) => s.data !== ""');
  assert.ok(taken.greatest > 0.7 && taken.least < -0.7, `${taken.least} … ${taken.greatest}`);
  assert.deepEqual(complaints, []);
  await close();
});

// An image's place, in pixels of the image.
const onImage = async (page, pixels) => {
  const p = await place(page, 'image');
  return pixels.map(([row, column]) => [p.x + (p.w * (column + 0.5)) / 8, p.y + (p.h * (row + 0.5)) / 8]);
};
const ring = Array.from({ length: 13 }, (_, i) => [3.5 + 2.5 * Math.sin((i * Math.PI) / 6), 3.5 + 2.5 * Math.cos((i * Math.PI) / 6)]);
const strokes = [[[3, 1.5], [4, 5.5]], [[1.5, 4], [5.5, 3]]];

test('an image is drawn: the trained net tells a ring and a cross, by mouse, finger and keys; the link keeps it', async () => {
  const address = `${server.url}#scene=training&task=rows&updates=600&animate=false&lang=en`;
  const { page, complaints, close } = await open(browser, address);
  await press(page, 'make');
  await until(page, '(s) => s.making === "image" && /input=0,/.test(s.experiment)');
  await mouse(page, await onImage(page, ring));
  const drawn = await until(page, '(s) => s.prediction[7] > 0.9');
  assert.match(drawn.words, /After the last row: ring 9/);
  assert.equal(drawn.weights_hash, train(['task=rows', 'updates=600']).weights_hash);
  await page.waitForFunction(() => /look=image/.test(location.hash) && /input=/.test(location.hash));
  await page.reload();
  await ready(page);
  const again = await until(page, '(s) => s.making === "image"');
  assert.deepEqual(again.prediction, drawn.prediction);
  await press(page, 'clearImage');
  await tabTo(page, 'image');
  await page.keyboard.press('Home');
  for (let i = 0; i < 8; ++i) await page.keyboard.press('ArrowDown');
  await page.waitForTimeout(1000);  // what comes sooner is one step of undo with what was before
  await page.keyboard.press('Space');
  await until(page, '(s) => /input=(0,0,0,0,0,0,0,0;){7}1,0,0,0,0,0,0,0(&|$)/.test(decodeURIComponent(s.experiment))');
  await press(page, 'undo');
  await until(page, '(s) => !/1/.test(/input=([^&]*)/.exec(s.experiment)[1])');
  assert.deepEqual((await state(page)).missingText, []);
  assert.deepEqual(complaints, []);
  await close();
  const phone = await open(browser, `${address}&look=image`, { size: 'phone', touch: true });
  await until(phone.page, '(s) => s.making === "image" && s.update === 600');
  await tap(phone.page, 'clearImage');
  for (const stroke of strokes) await finger(phone.page, await onImage(phone.page, stroke));
  await until(phone.page, '(s) => s.prediction[7] < 0.1');
  await phone.close();
});

test('images are drawn and kept, with mouse and finger; the net that learns from them is that of a file of them', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=training&task=rows&hiddenSize=8&animate=false&lang=de`);
  await press(page, 'make');
  await until(page, '(s) => s.making === "image"');
  const lines = [];
  for (let n = 0; n < 4; ++n)
    for (const kind of [0, 1]) {
      await mouse(page, await onImage(page, kind ? [[1 + n / 2, 1], [5 + n / 2, 6]] : [[1 + n, 1], [1 + n, 6]]));
      const drawn = await until(page, '(s) => /input=[^&]*[1-9]/.test(decodeURIComponent(s.experiment))');
      lines.push((kind ? 'cross,' : 'ring,') + decodeURIComponent(/input=([^&]*)/.exec(drawn.experiment)[1]).replaceAll(';', ','));
      await press(page, `keep${kind}`);
      await until(page, '(s) => !/input=[^&]*[1-9]/.test(decodeURIComponent(s.experiment))');
    }
  await press(page, 'takeImages');
  const taken = await until(page, '(s) => s.data !== "" && s.making === ""');
  const file = lines.join('\n') + '\n';
  assert.equal(taken.data, hash(file));
  assert.deepEqual([taken.images, taken.classes], [[4, 4], ['Ring', 'Kreuz']]);
  await page.evaluate(() => window.unroll.step(40));
  const trained = await until(page, '(s) => s.update === 40');
  assert.equal(trained.weights_hash, train(['task=rows', 'hiddenSize=8', 'updates=40'], written('images.csv', file)).weights_hash);
  assert.ok(await place(page, 'readImage'));
  assert.match(trained.words, /Nach der letzten Zeile: Ring/);
  assert.deepEqual(trained.missingText, []);
  assert.deepEqual(complaints, []);
  await close();
});

test('a link whose data is away keeps all that it says, and goes on with column and updates when the file is dropped', async () => {
  const { page, complaints, close } = await scene('task=series&seqLen=10&lang=de');
  await drop(page, 'regen.csv', table);
  const taken = await until(page, '(s) => s.data !== ""');
  await page.evaluate((data) => window.unroll.load(`scene=training&task=series&hiddenSize=6&seqLen=10&data=${data}&column=Regen&updates=20&animate=false&lang=de`), taken.data);
  const trained = await until(page, '(s) => s.update === 20 && s.column === "Regen"');
  await page.waitForFunction(() => /column=Regen/.test(location.hash) && /updates=20/.test(location.hash));
  await page.reload();
  await ready(page);
  const away = await until(page, '(s) => s.data === ""');
  assert.match(away.messages.join(), /Dieser Link braucht eigene Daten/);
  await settle(page);
  const link = await page.evaluate(() => location.hash);
  for (const part of [`data=${taken.data}`, 'column=Regen', 'updates=20', 'hiddenSize=6']) assert.ok(link.includes(part), `${part}: ${link}`);
  await drop(page, 'regen.csv', 'a;b\n1;x\n');  // not this one
  await page.waitForFunction(() => /Zeile 2, Spalte/.test(window.unroll.state().messages.join()));
  await drop(page, 'regen.csv', table);
  const there = await until(page, `(s) => s.data === "${taken.data}" && s.update === 20`);
  assert.equal(there.column, 'Regen');
  assert.equal(there.weights_hash, trained.weights_hash);
  assert.doesNotMatch(there.messages.join(), /Zeile 2/);
  assert.deepEqual(there.missingText, []);
  assert.deepEqual(complaints, []);
  await close();
});

test('a problem takes data where its task does, and else says which tasks do', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=problems&problem=guarantee&task=adding&animate=false&lang=de`);
  await drop(page, 'heide.txt', text);
  await page.waitForFunction(() => /die Aufgabe „Additionsproblem“ nimmt keine eigenen Daten; diese schon: Text, Zeitreihe, Bilder, Zeile für Zeile/.test(window.unroll.state().messages.join()));
  await page.evaluate(() => window.unroll.load('scene=problems&problem=guarantee&task=text&seqLen=10&animate=false&lang=de'));
  await drop(page, 'heide.txt', text);
  const taken = await until(page, `(s) => /data=${hash(text)}/.test(s.experiment)`);
  assert.equal(taken.scene, 'problems');
  await press(page, 'builtIn');
  await until(page, '(s) => !/data=/.test(s.experiment)');
  assert.deepEqual((await state(page)).missingText, []);
  assert.deepEqual(complaints, []);
  await close();
});

test('another column of a table is other data, shown in its own units', async () => {
  const { page, complaints, close } = await scene('task=series&seqLen=10&lang=en');
  await paste(page, table);
  const last = await until(page, '(s) => s.data !== ""');
  assert.deepEqual([last.column, last.least, last.greatest], ['Sonne', 0, 4]);
  await tabTo(page, 'column');
  await page.keyboard.press('ArrowLeft');
  const rain = await until(page, '(s) => s.column === "Regen"');
  assert.deepEqual([rain.data, rain.least, rain.greatest], [last.data, 0.5, 6.5]);
  assert.notDeepEqual(rain.input, last.input);
  assert.match(rain.experiment, /column=Regen/);
  await page.evaluate(() => window.unroll.step(10));
  const trained = await until(page, '(s) => s.update === 10');
  const there = train(['task=series', 'hiddenSize=8', 'seqLen=10', 'updates=10', 'column=Regen'], written('regen.csv', table));
  assert.equal(trained.weights_hash, there.weights_hash);
  await press(page, 'column');
  await settle(page);
  const { layout } = await state(page);
  const year = layout.texts.find((each) => each.text === 'Jahr' && each.layer > 0);
  const { scale } = await place(page, 'column');
  await page.mouse.click(...[0, 1].map((k) => (year.rect[k] + year.rect[k + 2] / 2) * scale));
  const years = await until(page, '(s) => s.column === "Jahr"');
  assert.deepEqual([years.least, years.greatest], [1900, 1959]);
  assert.deepEqual(complaints, []);
  await close();
});

test('runs in workers have own data: their rows are those of a study of the file', async () => {
  const { page, complaints, close } = await scene('task=text&seqLen=10&lang=en');
  await paste(page, text);
  const { data } = await until(page, '(s) => s.data !== ""');
  const keys = { task: 'text', hiddenSize: 8, seqLen: 10, updates: 60 };
  const pairs = Object.entries(keys).map(([key, value]) => `${key}=${value}`);
  await page.evaluate((link) => window.unroll.load(link), `scene=problems&problem=guarantee&${pairs.join('&')}&data=${data}&seeds=4`);
  const before = await until(page, '(s) => s.scene === "problems" && s.runs === 4');
  assert.deepEqual(before.messages.filter((words) => /data/.test(words)), []);
  await press(page, 'play');
  const now = await until(page, '(s) => s.runsDone === s.runs && !s.running');
  assert.ok(now.helpers >= 2 && now.troubles.length === 0, `${now.helpers} workers: ${now.troubles}`);
  const lines = execFileSync(cli, ['study', ...pairs, 'seed=1..4', `data=${written('heide.txt', text)}`], { encoding: 'utf8' });
  const rows = lines.trim().split('\n').map((line) => JSON.parse(line));
  const seedOf = (row) => Number(/seed=(\d+)/.exec(row.experiment)?.[1] ?? 1);
  rows.sort((a, b) => seedOf(a) - seedOf(b));
  assert.deepEqual(now.hashes, rows.map((row) => row.weights_hash));
  assert.deepEqual(now.metrics, rows.map((row) => row.metric));
  assert.deepEqual(complaints, []);
  await close();
});
