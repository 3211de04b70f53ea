// Numbers and words typed on a phone: a real input element lies over what is typed into, so that the phone's keyboard comes up within the
// tap's gesture, input methods compose, and the clipboard works.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { focusStage, launch, open, place, reach, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const phone = (link, options) => open(browser, `${server.url}#${link}&lang=en&animate=false`, { size: 'phone', touch: true, ...options });
const active = (page) => page.evaluate(() => document.activeElement.id);

// The place where it is typed, at the right end: there a slider has its number.
async function tapNumber(page, name) {
  const p = await reach(page, name);
  const at = [p.x + p.w - 12, p.role === 'slider' ? p.y + 10 * p.scale : p.center[1]];
  await page.touchscreen.tap(...at);
  return p;
}

// In the tap itself the input has the keyboard already, before a frame has been drawn; then it lies where the control is.
async function type(page, name, mode) {
  await page.evaluate(() => {
    window.inGesture = [];
    document.getElementById('canvas').addEventListener('touchend', () => window.inGesture.push(document.activeElement.id, document.activeElement.inputMode), { once: true });
  });
  const p = await tapNumber(page, name);
  assert.deepEqual(await page.evaluate(() => window.inGesture), ['line', mode], 'within the gesture');
  await page.waitForFunction(() => document.getElementById('line').style.opacity === '');
  assert.equal(await active(page), 'line', `${name} has a real input`);
  const line = await page.evaluate(() => {
    const e = document.getElementById('line'), { x, y, width, height } = e.getBoundingClientRect(), style = getComputedStyle(e);
    return { x, y, width, height, tag: e.tagName, mode: e.inputMode, hint: e.enterKeyHint, label: e.getAttribute('aria-label'), font: parseFloat(style.fontSize), opacity: style.opacity,
      value: e.value, marked: e.value.slice(e.selectionStart, e.selectionEnd), top: document.elementFromPoint(x + width / 2, y + height / 2) === e };
  });
  assert.deepEqual([line.tag, line.mode, line.hint, line.label, line.opacity, line.marked, line.top], ['INPUT', mode, 'done', p.label, '1', line.value, true]);
  assert.ok(line.font >= 16, 'a phone does not zoom in');
  assert.ok(line.x >= p.x - 1 && line.x + line.width <= p.x + p.w + 1 && line.y >= p.y - 2 && line.y + line.height <= p.y + p.h + 1, `${JSON.stringify(line)} over ${JSON.stringify(p)}`);
  return line.value;
}

async function isOver(page) {
  await settle(page);
  await page.waitForFunction(() => document.getElementById('line').hidden);
  assert.notEqual(await active(page), 'line');
}

const tap = async (page, name) => {
  await page.touchscreen.tap(...(await reach(page, name)).center);
  await settle(page);
};

test('a slider’s number in Training: typed, refused with words, given up, pasted', async () => {
  const { page, complaints, close } = await phone('scene=training&task=sine');
  await tap(page, 'tab-controls');
  assert.equal(await type(page, 'learningRate', 'decimal'), '0.003');
  await page.keyboard.type('0.05');
  await page.keyboard.press('Enter');
  await until(page, '(s) => /learningRate=0[.]05(&|$)/.test(s.link)');
  await isOver(page);
  assert.equal(await type(page, 'learningRate', 'decimal'), '0.05');
  await page.keyboard.type('fast');
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.layout.texts.some((t) => /not a number/.test(t.text))');
  await isOver(page);
  await page.waitForTimeout(4200);  // as long as that stands there
  await type(page, 'learningRate', 'decimal');
  await page.keyboard.type('0.5');
  await page.keyboard.press('Escape');
  await isOver(page);
  assert.match((await state(page)).link, /learningRate=0[.]05(&|$)/);
  await type(page, 'learningRate', 'decimal');
  await page.keyboard.insertText('0,025');
  // A press elsewhere takes it.
  await page.touchscreen.tap(195, 200);
  await until(page, '(s) => /learningRate=0[.]025(&|$)/.test(s.link)');
  await isOver(page);
  assert.deepEqual(complaints, []);
  await close();
});

test('the seed: digits alone, by typing and from the clipboard; a tap beside it brings up no keyboard', async () => {
  const { page, complaints, close } = await phone('scene=training&task=sine');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await tap(page, 'tab-controls');
  const sections = (await state(page)).layout.controls.filter((c) => c.role === 'section').map((c) => c.name);
  for (const name of sections) if (!(await state(page)).layout.controls.some((c) => c.name === 'seed')) await tap(page, name);
  await type(page, 'seed', 'decimal');
  await page.keyboard.type('4x2');
  await settle(page);
  assert.equal(await page.inputValue('#line'), '42');
  await page.keyboard.press('Enter');
  await until(page, '(s) => /seed=42(&|$)/.test(s.link)');
  await isOver(page);
  await page.evaluate(() => navigator.clipboard.writeText(' 1234\n'));
  await type(page, 'seed', 'decimal');
  await page.keyboard.press('Control+v');
  await settle(page);
  assert.equal(await page.inputValue('#line'), '1234');
  // A phone's own button that closes the keyboard.
  await page.evaluate(() => document.getElementById('line').blur());
  await until(page, '(s) => /seed=1234(&|$)/.test(s.link)');
  await isOver(page);
  const p = await reach(page, 'learningRate');
  await page.touchscreen.tap(p.x + 20, p.y + 10 * p.scale);  // on its name
  await isOver(page);
  assert.deepEqual(complaints, []);
  await close();
});

test('a name in Seats: what an input method composes arrives whole, and not before; paste, Escape', async () => {
  const { page, complaints, close } = await phone('scene=seats&room=random&people=9&seed=4');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const client = await page.context().newCDPSession(page);
  const compose = (text) => client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await tap(page, 'person0');
  await tap(page, 'tab-controls');
  const before = await type(page, 'personName', 'text');
  assert.ok(before.length > 0);
  const reads = (text) => until(page, `(s) => s.layout.controls.find((c) => c.name === "personName").value === "${text}"`);
  await page.keyboard.type('J');
  await reads('J');
  await compose('¨');
  await settle(page);
  await reads('J');
  await client.send('Input.insertText', { text: 'ü' });
  await page.keyboard.insertText('rgen ');
  await compose('に');
  await compose('にほん');
  await settle(page);
  await reads('Jürgen ');
  await client.send('Input.insertText', { text: '日本' });
  await reads('Jürgen 日本');
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.names[0] === "Jürgen 日本"');
  await isOver(page);
  await type(page, 'personName', 'text');
  await page.keyboard.type('Nobody');
  await page.keyboard.press('Escape');
  await isOver(page);
  assert.equal((await state(page)).names[0], 'Jürgen 日本');
  await page.evaluate(() => navigator.clipboard.writeText('Zoë'));
  await type(page, 'personName', 'text');
  await page.keyboard.press('Control+v');
  await page.keyboard.press('Tab');
  await isOver(page);
  await until(page, '(s) => s.names[0] === "Zoë" && s.focus !== "personName" && s.focus !== "stage"');
  assert.deepEqual(complaints, []);
  await close();
});

test('a weight in Sequence: a number with a minus', async () => {
  const { page, complaints, close } = await phone('scene=sequence&task=adding&hiddenSize=3&seqLen=6');
  await page.touchscreen.tap(...(await state(page)).places['W_hh[0][2]']);
  await until(page, '(s) => s.selected?.kind === "weight"');
  await type(page, 'weight', 'text');
  await page.keyboard.type('-0.05');
  await page.keyboard.press('Enter');
  await until(page, '(s) => Math.abs(s.selected.value + 0.05) < 1e-8');
  await isOver(page);
  assert.deepEqual(complaints, []);
  await close();
});

test('with a keyboard and a mouse: what is typed at once after Enter is all there, in order, and the focus comes back', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=training&task=sine&lang=en&animate=false`);
  await focusStage(page);
  await tabTo(page, 'learningRate');
  await page.keyboard.press('Enter');
  await page.keyboard.type('0.0');
  await settle(page);
  assert.deepEqual([await active(page), await page.inputValue('#line')], ['line', '0.0']);
  await page.keyboard.type('2');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await until(page, '(s) => /learningRate=0[.]102(&|$)/.test(s.link) && s.focus === "learningRate"');
  await page.waitForFunction(() => document.activeElement.name === 'learningRate');
  const p = await place(page, 'learningRate');
  // Between two frames of a busy machine there may be more time than between two presses that belong together.
  for (let tries = 0; tries < 8 && (await active(page)) !== 'line'; ++tries) {
    await page.mouse.dblclick(p.x + p.w - 12, p.y + 8);
    await settle(page);
    await settle(page);
  }
  assert.equal(await active(page), 'line');
  await page.keyboard.type('0.2');
  await page.keyboard.press('Shift+Tab');
  const now = await until(page, '(s) => /learningRate=0[.]2(&|$)/.test(s.link)');
  assert.ok(!['learningRate', 'stage'].includes(now.focus), now.focus);
  assert.deepEqual(complaints, []);
  await close();
});
