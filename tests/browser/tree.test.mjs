// The controls as a screen reader has them: real elements over the canvas, each with a role, a name and a value, as the browser's own
// accessibility tree tells them; they follow the program, and the program follows them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { focusStage, launch, open, press, sceneNames, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const scene = (link, options) => open(browser, `${server.url}#${link}&animate=false`, options);

// The elements as they stand, once they tell what the program says.
async function tree(page) {
  await settle(page);
  const same = () => {
    const controls = window.unroll.state().layout.controls.filter((c) => c.name !== 'ownText');
    const there = new Map([...document.querySelectorAll('#tree [name]')].map((e) => [e.name + e.getAttribute('aria-label').split(', ')[0], e]));
    return controls.every((c) => there.has(c.name + c.label.split(', ')[0]));
  };
  await page.waitForFunction(same, undefined, { polling: 100 }).catch(async () => assert.fail(await page.evaluate(() => {
    const there = [...document.querySelectorAll('#tree [name]')].map((e) => `${e.name}: ${e.getAttribute('aria-label')}`);
    return `${window.unroll.state().layout.controls.filter((c) => !there.some((t) => t.startsWith(c.name + ':'))).map((c) => c.name)} missing from ${there}`;
  })));
  return page.evaluate(() => [...document.querySelectorAll('#tree [name]')].map((e) => ({
    key: e.name, part: e.closest('section').getAttribute('aria-label'), tag: e.tagName, type: e.type, name: e.getAttribute('aria-label'),
    text: e.getAttribute('aria-valuetext'), value: e.value, min: e.min, max: e.max, off: e.getAttribute('aria-disabled') === 'true',
    checked: e.getAttribute('aria-checked'), open: e.getAttribute('aria-expanded'), options: [...(e.options ?? [])].map((o) => o.text), index: e.selectedIndex,
  })));
}

// What the browser hands to a screen reader.
async function handed(page) {
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  return nodes.filter((n) => !n.ignored).map((n) => ({ role: n.role.value, name: n.name?.value ?? '', value: n.value?.value,
    ...Object.fromEntries((n.properties ?? []).map((p) => [p.name, p.value.value])) }));
}

const roles = { button: 'button', section: 'button', switch: 'switch', tab: 'combobox', option: 'combobox', menu: 'combobox', field: 'textbox', slider: 'slider', picture: 'slider', table: 'slider', list: 'slider' };

for (const name of sceneNames)
  for (const lang of ['en', 'de'])
    test(`${name}, ${lang}: every control is handed to the reader with role, name and value; no two of a part are the same; axe-core has no complaint`, async () => {
      const { page, complaints, close } = await scene(`scene=${name}&lang=${lang}`);
      const elements = await tree(page), nodes = await handed(page), { layout } = await state(page);
      assert.ok(layout.controls.length > 10);
      for (const control of layout.controls) {
        const role = control.role.split(' ')[0], spoken = role === 'button' && control.value ? `${control.label}, ${control.value}` : control.label;
        assert.ok(control.label.length > 0, `${control.name} has a name`);
        const found = nodes.filter((n) => n.role === roles[role] && n.name === spoken);
        assert.ok(found.length > 0, `${role} “${spoken}” (${control.name}) among ${nodes.filter((n) => n.role === roles[role]).map((n) => n.name)}`);
        const element = elements.find((e) => e.key === control.name && e.name === spoken);
        assert.ok(element, control.name);
        assert.equal(element.off, control.role.includes('disabled'), `${control.name} can be pressed or not`);
        if (['tab', 'option', 'menu'].includes(role)) assert.ok(element.options.length > 1 && element.index >= 0, `${control.name}: its options`);
        if (role === 'switch') assert.ok(found.some((n) => String(n.checked) === element.checked), control.name);
        if (role === 'section') assert.ok(found.some((n) => String(n.expanded) === element.open), control.name);
        if (roles[role] === 'slider') assert.equal(element.text, control.value || '–', `${control.name}: its value in words`);
        if (role === 'field') assert.equal(element.value, control.value);
      }
      const seen = elements.map((e) => `${e.part}: ${e.tag} ${e.name}`);
      assert.deepEqual(seen.filter((each, i) => seen.indexOf(each) !== i), [], 'told apart by their names');
      assert.equal(elements.length, layout.controls.length);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 3).join(' ')}`), []);
      assert.deepEqual(complaints, []);
      await close();
    });

// As a reader does: it sets the element and says so.
const slide = (page, key, value) => page.$eval(`#tree [name="${key}"]`, (e, v) => { e.value = v; e.dispatchEvent(new Event('input', { bubbles: true })); }, value);
const choose = (page, key, index) => page.$eval(`#tree [name="${key}"]`, (e, i) => { e.selectedIndex = i; e.dispatchEvent(new Event('change', { bubbles: true })); }, index);
const click = (page, key) => page.$eval(`#tree [name="${key}"]`, (e) => e.click());

for (const name of sceneNames)
  test(`${name}: what is set through the elements is set: sliders, choices, switches, sections`, async () => {
    const { page, complaints, close } = await scene(`scene=${name}&lang=en${name === 'training' ? '&updates=20' : ''}`);  // a way to go back
    const tried = [];
    const wayBack = (e) => e.key === 'goToUpdate';  // first: other settings begin the training anew
    for (const { key, part } of (await tree(page)).sort((a, b) => wayBack(b) - wayBack(a))) {
      if (part !== 'Settings' && part !== 'Time and training') continue;
      const element = (await tree(page)).find((e) => e.key === key && !e.off);
      if (!element) continue;  // another setting has taken it away
      const told = (e) => JSON.stringify([e?.value, e?.text, e?.index, e?.checked, e?.open]);
      const now = async () => (await tree(page)).find((e) => e.key === key);
      const numbers = element.type === 'range' && Number(element.max) > Number(element.min) && Number(element.min) !== -1;
      if (numbers) await slide(page, key, Number(element.value) > (Number(element.min) + Number(element.max)) / 2 ? element.min : element.max);
      else if (element.tag === 'SELECT') await choose(page, key, element.index === 0 ? element.options.length - 1 : 0);
      else if (element.checked !== null || element.open !== null) await click(page, key);
      else continue;
      for (let i = 0; i < 40 && told(await now()) === told(element); ++i) await settle(page);
      const after = await now();
      tried.push(key);
      if (after) assert.notEqual(told(after), told(element), `${key} has changed`);
      const control = (await state(page)).layout.controls.find((c) => c.name === key);
      if (after && control && after.text !== null) assert.equal(after.text, control.value || '–', key);
    }
    assert.ok(tried.length >= 2, `${tried}`);
    assert.deepEqual(complaints, []);
    await close();
  });

test('a value set by the reader is in the link, can be undone, and a story’s task is done by it', async () => {
  const { page, complaints, close } = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=6&lang=en');
  await tree(page);
  await slide(page, 'hiddenSize', 5);
  await until(page, '(s) => s.link.includes("hiddenSize=5") && s.canUndo');
  await page.waitForFunction(() => document.querySelector('#tree [name=hiddenSize]').value === '5');
  await click(page, 'undo');
  await until(page, '(s) => s.link.includes("hiddenSize=3") && s.canRedo');
  await page.waitForFunction(() => document.querySelector('#tree [name=hiddenSize]').value === '3' && document.querySelector('#tree [name=undo]').getAttribute('aria-disabled') === 'true');
  const [steps] = await page.$$eval('#tree input[name]', (all) => all.filter((e) => e.getAttribute('aria-label') === 'Time step').map((e) => e.name));
  await slide(page, steps, 5);
  await until(page, '(s) => s.t === 5 && s.story.done[0]');
  await choose(page, 'activation', 1);
  const { link } = await until(page, '(s) => s.link.includes("activation=")');
  assert.match(link, /activation=(?!tanh)/);
  assert.deepEqual(complaints, []);
  await close();
});

test('what a control refuses is set back in its element', async () => {
  const { page, close } = await scene('scene=training&task=adding&lang=en');
  await tree(page);
  const before = (await tree(page)).find((e) => e.key === 'learningRate');
  await page.$eval('#tree [name=learningRate]', (e) => { e.value = Number(e.value) + 1e-9; e.dispatchEvent(new Event('input', { bubbles: true })); });
  await settle(page);
  assert.equal((await tree(page)).find((e) => e.key === 'learningRate').value, before.value);
  await close();
});

test('the keyboard: elements have it where the program has; arrows, Enter and Space act once, Escape leads to the stage', async () => {
  const { page, complaints, close } = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=6&lang=en');
  const active = () => page.evaluate(() => document.activeElement.name ?? document.activeElement.id);
  await tree(page);
  await focusStage(page);
  assert.equal(await active(), 'canvas');
  await tabTo(page, 'hiddenSize');
  await page.waitForFunction(() => document.activeElement.name === 'hiddenSize');
  await page.keyboard.press('ArrowRight');
  await until(page, '(s) => s.link.includes("hiddenSize=4")');
  await page.waitForFunction(() => document.activeElement.name === 'hiddenSize' && document.activeElement.value === '4');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement.id === 'canvas');
  for (const key of ['Enter', 'Space']) {
    await tabTo(page, 'theme');
    const { theme } = await state(page);
    await page.keyboard.press(key);
    await until(page, `(s) => s.theme !== "${theme}"`);
    await settle(page);
    assert.notEqual((await state(page)).theme, theme, 'pressed once');
    assert.equal(await active(), 'theme');
    await focusStage(page);
  }
  // Where the reader goes, the program follows; and back to the canvas.
  await page.focus('#tree [name=seqLen]');
  await until(page, '(s) => s.focus === "seqLen"');
  await page.keyboard.press('ArrowLeft');
  await until(page, '(s) => s.link.includes("seqLen=5")');
  await page.focus('#canvas');
  await until(page, '(s) => s.focus === "stage"');
  // By the mouse too, and a control that goes away leaves the keyboard in the lab.
  await press(page, 'hiddenSize', [0.5, 0.8]);
  await until(page, '(s) => s.focus === "hiddenSize"');
  await page.waitForFunction(() => document.activeElement.name === 'hiddenSize');
  await page.evaluate(() => { location.hash = '#scene=theorem&lang=en'; });
  await until(page, '(s) => s.scene === "theorem"');
  await settle(page);
  assert.ok(await page.evaluate(() => document.activeElement.closest('#lab') !== null));
  assert.deepEqual(complaints, []);
  await close();
});

test('a field: typed with keys it is the program’s; a reader’s own text and a pasted one are taken too', async () => {
  const { page, complaints, close } = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=6&lang=en');
  await tree(page);
  await click(page, (await tree(page)).find((e) => e.open !== null).key);
  await page.waitForSelector('#tree [name=seed]', { state: 'attached' });
  await page.focus('#tree [name=seed]');
  await until(page, '(s) => s.focus === "seed"');
  await page.keyboard.type('77');
  // Meanwhile the page's own input stands for it.
  await page.waitForFunction(() => document.activeElement.id === 'line' && document.activeElement.value === '77' && !document.querySelector('#tree [name=seed]'));
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.link.includes("seed=77")');
  await page.waitForFunction(() => document.activeElement.name === 'seed' && document.activeElement.value === '77');
  await page.$eval('#tree [name=seed]', (e) => { e.value = '4x2'; e.dispatchEvent(new Event('input', { bubbles: true })); e.dispatchEvent(new Event('change', { bubbles: true })); });
  await until(page, '(s) => /seed=42(&|$)/.test(s.link)');
  await page.waitForFunction(() => document.querySelector('#tree [name=seed]').value === '42');
  assert.deepEqual(complaints, []);
  await close();
});

test('while a net trains the elements follow, a few times a second at most', async () => {
  const { page, complaints, close } = await scene('scene=training&task=adding&lang=en');
  await tree(page);
  await page.evaluate(() => {
    window.changes = 0;
    let last = 0;
    new MutationObserver(() => { if (performance.now() - last > 30) ++window.changes; last = performance.now(); }).observe(document.getElementById('tree'), { attributes: true, childList: true, subtree: true, characterData: true });
    return window.unroll.play();
  });
  await page.waitForTimeout(3000);
  await page.evaluate(() => window.unroll.pause());
  const changes = await page.evaluate(() => window.changes);
  assert.ok(changes >= 1 && changes <= 16, `${changes} in three seconds`);
  await tree(page);
  assert.deepEqual(complaints, []);
  await close();
});

test('plots as tables: made when they are asked for, with the numbers of the plot, in the page’s language', async () => {
  for (const lang of ['en', 'de']) {
    const { page, complaints, close } = await scene(`scene=training&task=adding&updates=300&lang=${lang}`);
    await until(page, '(s) => s.update === 300');
    await tree(page);
    assert.equal(await page.$$eval('#plot-tables table', (all) => all.length), 0, 'not before');
    const button = (await handed(page)).find((n) => n.role === 'button' && n.name === (lang === 'en' ? 'Plots as tables, as they stand now' : 'Diagramme als Tabellen, wie sie jetzt sind'));
    assert.ok(button);
    await page.$eval('#plot-tables button', (e) => e.click());
    await page.waitForSelector('#plot-tables table', { state: 'attached' });
    const told = await page.$$eval('#plot-tables table', (all) => all.map((t) => ({ caption: t.caption.textContent, rows: [...t.rows].map((r) => [...r.cells].map((c) => c.textContent)) })));
    assert.ok(told.every((t) => t.rows.length > 1 && t.rows.length <= 203 && t.caption.length > 0), JSON.stringify(told.map((t) => [t.caption, t.rows.length])));
    const downloads = [];
    page.on('download', (file) => downloads.push(file));
    await focusStage(page);
    await page.keyboard.press('t');
    for (let i = 0; i < 40 && downloads.length === 0; ++i) await settle(page);
    const csv = readFileSync(await downloads[0].path(), 'utf8').split('\r\n');
    // The last line of each plot is the last of its table.
    for (const t of told) {
      const last = t.rows.at(-1).map((cell) => cell.replace('−', '-').replace(',', lang === 'de' ? '.' : ',')).join(',');
      assert.ok(csv.includes(last), `${t.caption}: ${last}`);
    }
    if (lang === 'de') assert.ok(told.some((t) => t.rows.some((row) => row.some((cell) => /^−?\d+,\d+$/.test(cell)))), 'a decimal comma');
    assert.ok((await handed(page)).filter((n) => n.role === 'table').length >= told.length);
    await page.evaluate(axe);
    assert.deepEqual((await page.evaluate(() => window.axe.run(document))).violations.map((v) => v.id), []);
    await page.evaluate(() => { location.hash = '#scene=sequence&task=adding'; });
    await until(page, '(s) => s.scene === "sequence"');
    assert.deepEqual(complaints, []);
    await close();
  }
});

test('a plot is heard: S on the stage and on it, Enter on it, a press of the reader; once more and it is silent', async () => {
  const { page, complaints, close } = await scene('scene=training&task=adding&updates=300&lang=en');
  await until(page, '(s) => s.update === 300');
  await page.evaluate(() => {
    window.notes = [];
    window.silenced = 0;
    const make = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
      const voice = make.call(this), start = voice.start.bind(voice), stop = voice.stop.bind(voice);
      let stops = 0;
      voice.start = (at) => { window.notes.push(voice.frequency.value); start(at); };
      voice.stop = (at) => { if (++stops === 2) ++window.silenced; stop(at); };
      return voice;
    };
  });
  const heard = () => page.evaluate(() => window.notes.splice(0));
  const plays = async (act) => {
    await act();
    await page.waitForFunction(() => window.notes.length > 10);
    const notes = await heard();
    assert.ok(notes.every((hertz) => hertz > 130 && hertz < 1047), 'C3 to C6');
    assert.ok(new Set(notes).size > 5, 'they go up and down');
    await settle(page);
    await act();  // silent again
    await page.waitForFunction(() => window.silenced > 10);
    assert.deepEqual(await heard(), []);
    await page.evaluate(() => { window.silenced = 0; });
    await settle(page);
  };
  await focusStage(page);
  await plays(() => page.keyboard.press('s'));
  const plot = await page.$$eval('#tree [aria-description*="plays them as sound"]', (all) => all[0].name);
  await tabTo(page, plot);
  await plays(() => page.keyboard.press('S'));
  await plays(() => page.keyboard.press('Enter'));
  assert.equal((await state(page)).focus, plot, 'the keys stay on it');
  await plays(() => click(page, plot));
  assert.deepEqual(complaints, []);
  await close();
  const none = await scene('scene=sequence&lang=en');
  await focusStage(none.page);
  await none.page.keyboard.press('s');
  const { messages } = await until(none.page, '(s) => s.messages.length > 0');
  assert.equal(messages[0], 'No plot is shown here.');
  await none.close();
});
