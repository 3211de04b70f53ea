// Own data in Training: a file that is dropped, a text that is pasted, bad ones, the link, the net that goes on by itself.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { test, before, after } from 'node:test';
import { cli, launch, open, press, ready, serve, state, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs) => open(browser, `${server.url}#scene=training&hiddenSize=8&animate=false&${pairs}`);
const text = 'Röslein rot, Röslein auf der Heiden. '.repeat(12);
const table = 'Jahr;Regen;Sonne\n' + Array.from({ length: 60 }, (_, n) => `${1900 + n};${n % 7},5;${n % 5}\n`).join('');

// As a file manager and as the clipboard bring it.
const drop = (page, name, content) => page.evaluate(([fileName, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], fileName));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
}, [name, [...Buffer.from(content)]]);
const paste = (page, content) => page.evaluate((words) => {
  const clipboard = new DataTransfer();
  clipboard.setData('text/plain', words);
  document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }));
}, content);

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
  assert.match(again.messages.join(), /this data isn't here/);
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
