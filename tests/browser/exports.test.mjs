// What other programs are given: the numbers that are seen, as CSV, by the control and by the key; the PyTorch script of a net.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, before, after } from 'node:test';
import { cli, focusStage, launch, open, press, sceneNames, serve, settle, state, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs, options) => open(browser, `${server.url}#animate=false&${pairs}`, options);

// What is saved while `act` is done: [{name, text}], as many as `count`.
async function saved(page, act, count = 1) {
  const downloads = [], all = new Promise((done) => {
    page.on('download', function take(download) {
      downloads.push(download);
      if (downloads.length === count) { page.off('download', take); done(); }
    });
  });
  await act();
  await all;
  return Promise.all(downloads.map(async (each) => ({ name: each.suggestedFilename(), text: readFileSync(await each.path(), 'utf8') })));
}

// Blocks of lines: the title, the names, the rows.
const blocks = (text) => text.trimEnd().split('\r\n\r\n').map((block) => {
  const [title, names, ...rows] = block.split('\r\n').map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/gy)].map((m) => m[1]).slice(0, -1));
  return { title: title[0], names, rows };
});

test('the loss curve of a training comes back from its CSV, point by point, by the control and by the key', async () => {
  const { page, complaints, close } = await scene('scene=training&task=xor&hiddenSize=6&updates=150&lang=de');
  await settle(page);
  const [file] = await saved(page, () => press(page, 'saveNumbers'));
  assert.equal(file.name, 'unroll-training.csv');
  const loss = blocks(file.text).find((block) => block.names[0] === 'x' && block.rows.length === 150);
  assert.ok(loss, file.text.slice(0, 2000));
  const at = (await state(page)).loss;
  assert.ok(loss.rows.at(-1).slice(1).some((value) => Math.abs(Number(value) - at) < 1e-6 * at), `${loss.rows.at(-1)} without ${at}`);
  assert.ok(loss.rows.every((row, n) => Number(row[0]) === n + 1 || Number(row[0]) === n), 'x of each update');
  await focusStage(page);
  const [again] = await saved(page, () => page.keyboard.press('t'));
  assert.deepEqual(again, file);
  assert.deepEqual((await state(page)).missingText, []);
  assert.deepEqual(complaints, []);
  await close();
});

test('every scene gives what it shows as numbers, the table that is read to the blind first', async () => {
  let tables = 0, plots = 0;
  for (const name of sceneNames) {
    const { page, complaints, close } = await scene(`scene=${name}&lang=en&theme=light`);
    await page.evaluate(() => window.unroll.pause());
    await settle(page);
    await focusStage(page);
    const spoken = await page.evaluate(() => [...document.querySelectorAll('#stage-table tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent)));
    const pressed = page.keyboard.press('t');
    const file = await Promise.race([page.waitForEvent('download', { timeout: 90000 }), until(page, '(s) => s.messages.join().includes("No table")').then(() => null)]);
    await pressed;
    if (!file) {
      assert.equal(spoken.length, 0, `${name} has a table`);
    } else {
      assert.equal(file.suggestedFilename(), `unroll-${name}.csv`);
      const found = blocks(readFileSync(await file.path(), 'utf8'));
      for (const block of found) assert.ok(block.rows.every((row) => row.length === block.names.length), `${name}: ${block.title}`);
      if (spoken.length > 0) {
        ++tables;
        const plain = (cell) => cell.replace(/−/g, '-').replace(/^\+/, '').replace(/^"(.*)"$/, '$1').replace(/""/g, '"');
        assert.deepEqual(found[0].rows.map((row) => row.map(plain)), spoken.map((row) => row.map(plain)), name);
      }
      plots += found.length - (spoken.length > 0);
    }
    assert.deepEqual(complaints, [], name);
    await close();
  }
  assert.ok(tables >= 5 && plots >= 1, `${tables} tables, ${plots} plots`);
});

test('the PyTorch script of a trained net is the one of the command line; sequences that it can’t draw lie beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-'));
  const { page, complaints, close } = await scene('scene=training&task=counting&cell=lstm&hiddenSize=5&updates=20&lang=en');
  const files = await saved(page, () => press(page, 'saveScript'), 2);
  const [csv, script] = files.sort((a, b) => (a.name < b.name ? -1 : 1));
  assert.equal(script.name, 'unroll-counting-lstm-20.py');
  assert.equal(csv.name, 'unroll-counting-lstm-20.csv');
  execFileSync(cli, ['export', 'pytorch', 'task=counting', 'cell=lstm', 'hiddenSize=5', 'updates=20', 'save=unroll-counting-lstm-20.safetensors',
    'csv=unroll-counting-lstm-20.csv', 'batches=2', 'out=net.py'], { cwd: folder });
  assert.equal(script.text, readFileSync(join(folder, 'net.py'), 'utf8'));
  const expected = readFileSync(join(folder, 'unroll-counting-lstm-20.csv'), 'utf8');
  assert.equal(csv.text.slice(0, expected.length), expected);
  writeFileSync(join(folder, 'page.py'), script.text);
  execFileSync('python3', ['-m', 'py_compile', join(folder, 'page.py')]);
  assert.deepEqual(complaints, []);
  await close();
});
