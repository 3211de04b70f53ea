// The settings of a training, folded by theme, and model files: saved, loaded and dropped.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, focusStage, launch, list, open, place, press, reach, root, serve, settle, state, tabTo, trainNatively, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const names = (now) => now.layout.controls.map((each) => each.name);

test('the rest of the settings is folded by theme and says what was changed', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&task=adding&cell=lstm`);
  let now = await state(page);
  for (const group of ['optimizer', 'network', 'start', 'gradient', 'end', 'model']) assert.ok(names(now).includes(`settings-${group}`), group);
  assert.ok(!names(now).includes('layers') && !names(now).includes('seed'), 'folded at first');
  await press(page, 'settings-network');
  now = await state(page);
  assert.ok(names(now).includes('layers') && names(now).includes('peepholes'));
  assert.ok(!names(now).includes('activation') && !names(now).includes('window'), 'what has no effect is not there');
  await press(page, 'peepholes');
  now = await until(page, (s) => s.experiment.includes('peepholes=true'));
  assert.match(now.layout.controls.find((each) => each.name === 'settings-network').label, /1/);
  await close();
});

test('a group is opened and a setting changed with the keyboard alone', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&task=adding`);
  await focusStage(page);
  await tabTo(page, 'settings-network');
  await page.keyboard.press('Enter');
  await settle(page);
  await tabTo(page, 'layers');
  await page.keyboard.press('ArrowRight');
  await until(page, (s) => s.experiment.includes('layers=2'));
  await close();
});

test('a saved model goes on in another page to the same bits', async () => {
  const text = 'scene=training&task=adding&cell=gru&hiddenSize=7&optimizer=nesterov';
  const first = await open(browser, `${server.url}#${text}&updates=60`);
  const bytes = await first.page.evaluate(() => window.unroll.saveModel().then((all) => Array.from(all)));
  const saved = await state(first.page);
  await first.close();
  const second = await open(browser, `${server.url}#scene=training&task=xor`);
  const loaded = await second.page.evaluate((all) => window.unroll.loadModel(new Uint8Array(all)), bytes);
  assert.equal(loaded.update, 60);
  assert.equal(loaded.weights_hash, saved.weights_hash);
  assert.equal(loaded.experiment, saved.experiment);
  await second.page.evaluate(() => window.unroll.step(40));
  const now = await until(second.page, (s) => s.update === 100 && s.activity === 'idle');
  assert.equal(now.weights_hash, trainNatively(`${text}&updates=100`).weights_hash);
  // and it can be taken back
  await second.page.evaluate(() => window.unroll.pause());
  await press(second.page, 'undo');
  assert.match((await state(second.page)).experiment, /task=xor/);
  await second.close();
});

test('the buttons save and load a file; a wrong one is refused in words and nothing is lost', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=training&task=adding&hiddenSize=6&updates=50`);
  await press(page, 'settings-model');
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'saveModel')]);
  assert.equal(download.suggestedFilename(), 'unroll-adding-elman-50.safetensors');
  const folder = mkdtempSync(join(tmpdir(), 'unroll-')), file = join(folder, 'model.safetensors'), wrong = join(folder, 'picture.png');
  await download.saveAs(file);
  const native = JSON.parse(execFileSync(cli, ['train', `load=${file}`], { encoding: 'utf8' }).trim().split('\n').at(-1));
  const before = await state(page);
  assert.equal(native.weights_hash, before.weights_hash);

  writeFileSync(wrong, Buffer.from('\x89PNG and more', 'latin1'));
  const choose = async (path) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, 'loadModel')]);
    await chooser.setFiles(path);
  };
  await choose(wrong);
  const refused = await until(page, (s) => s.messages.some((each) => each.includes('not a model file')));
  assert.equal(refused.weights_hash, before.weights_hash);
  assert.equal(refused.update, 50);
  const cut = join(folder, 'cut.safetensors');
  writeFileSync(cut, readFileSync(file).subarray(0, 900));
  await choose(cut);
  await until(page, (s) => s.messages.some((each) => each.includes('damaged')));
  await page.evaluate(() => window.unroll.step(5));
  await until(page, (s) => s.update === 55 && s.activity === 'idle');
  await choose(file);
  await until(page, (s) => s.update === 50);

  // Dropped on the page.
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['{"not": "one"}'], 'notes.json'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await settle(page);
  assert.equal((await state(page)).update, 50);
  assert.deepEqual(complaints, []);
  await close();
});

test('an offer of another net is taken back whole by one press', async () => {
  for (const [link, offer] of [['scene=sequence&task=adding&hiddenSize=32&seqLen=30', 'netOffer.small'], ['scene=training&task=adding&hiddenSize=3&seqLen=6', 'netOffer.own']]) {
    const { page, complaints, close } = await open(browser, `${server.url}#${link}&animate=false`);
    const before = await state(page);
    assert.equal(before.canUndo, false);
    await press(page, offer);
    const taken = await until(page, `(s) => s.experiment !== ${JSON.stringify(before.experiment)}`);
    const [had, has] = [before, taken].map((s) => new Set(s.experiment.split('&')));
    const changed = [[had, has], [has, had]].map(([a, b]) => [...a].filter((pair) => !b.has(pair)).length);  // a default is not in the text
    assert.ok(Math.max(...changed) > 1, `${offer} changes several settings: ${taken.experiment}`);
    await press(page, 'undo');
    const back = await until(page, `(s) => s.experiment === ${JSON.stringify(before.experiment)}`);
    assert.equal(back.canUndo, false, 'nothing else is left to take back');
    assert.equal(back.weights_hash, before.weights_hash);
    assert.deepEqual(complaints, []);
    await close();
  }
});

// What is read of a line, whatever its formulas are set in.
const letters = (words) => words.replace(/[^A-Za-z]/g, '');

test('by touch the menu of cells opens, says what each is, and one is taken', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=training&task=adding&animate=false`, { size: 'phone', touch: true });
  const words = JSON.parse(readFileSync(join(root, 'web/scenes/recurrent/words.en.json'), 'utf8')).choice.cell;
  const cells = list('keys').find((key) => key.name === 'cell').choices;
  const above = async () => (await state(page)).layout.texts.filter((t) => t.layer > 0);
  await page.touchscreen.tap(...(await place(page, 'tab-controls')).center);
  await settle(page);
  assert.deepEqual(await above(), []);
  await page.touchscreen.tap(...(await reach(page, 'cell')).center);
  await settle(page);
  const shown = await above();
  const read = letters(shown.map((t) => t.text).join(''));
  for (const cell of cells) assert.ok(read.includes(letters(words[cell].title + words[cell].caption)), `${cell} in ${shown.map((t) => t.text).join(' ')}`);
  const other = cells.at(-1), title = shown.find((t) => t.text === words[other].title);
  const { scale } = await place(page, 'cell');
  await page.touchscreen.tap((title.rect[0] + 10) * scale, (title.rect[1] + title.rect[3] / 2) * scale);
  await until(page, `(s) => s.experiment.includes("cell=${other}")`);
  assert.deepEqual(await above(), [], 'and closes');
  assert.deepEqual(complaints, []);
  await close();
});

test('a link whose settings do not go together is mended, with words', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&task=adding&gradient=rtrl&hiddenSize=100`);
  const now = await state(page);
  assert.doesNotMatch(now.experiment, /rtrl/);
  assert.match(now.experiment, /hiddenSize=100/);
  assert.ok(now.messages.some((each) => each.includes('gradient=rtrl')));
  await close();
});

test('the wheel scrolls a column before anything was pressed', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training`, { size: [1280, 500] });
  const hidden = (await state(page)).layout.controls.find(({ name }) => name === 'settings-network');
  assert.ok(hidden.rect[1] > hidden.clip[1] + hidden.clip[3], 'it lies below at first');
  await reach(page, 'settings-network');
  await close();
});
