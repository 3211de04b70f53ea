// Each scene is opened and driven with the mouse and with the keyboard alone; what the state says is held against numbers that the
// native program or plain arithmetic gives.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { focusStage, launch, list, open, place, press, reach, sceneNames, serve, settle, sizes, state, tabTo, trainNatively, until, wordPaths } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

async function scene(experiment, options) {
  const opened = await open(browser, `${server.url}#${experiment}`, options);
  return opened;
}

for (const name of sceneNames) {
  test(`${name}: opens, says what it shows, complains about nothing`, async () => {
    const { page, complaints, close } = await scene(`scene=${name}`);
    const now = await state(page);
    assert.equal(now.scene, name);
    assert.deepEqual(now.missingText, []);
    assert.deepEqual(now.shaderErrors, []);
    assert.deepEqual(now.messages, []);
    assert.ok(now.words.length > 20, 'the stage in words');
    await page.waitForFunction(() => document.getElementById('stage-words').textContent.length > 20);
    assert.deepEqual(complaints, []);
    await close();
  });

  test(`${name}: Tab reaches every control and leaves the canvas at both ends`, async () => {
    const { page, close } = await scene(`scene=${name}`);
    await page.evaluate(() => {
      for (const [where, id] of [['beforebegin', 'ahead'], ['afterend', 'behind']]) {
        const button = document.createElement('button');
        button.id = id;
        document.getElementById('lab').insertAdjacentElement(where, button);
      }
    });
    await focusStage(page);
    await page.keyboard.press('Shift+Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'ahead');
    await page.keyboard.press('Tab');
    const reached = [];
    for (let i = 0; i < 100; ++i) {
      await page.keyboard.press('Tab');
      await settle(page);
      if (await page.evaluate(() => document.activeElement.closest('#lab') === null)) break;
      reached.push((await state(page)).focus);
    }
    assert.equal(await page.evaluate(() => document.activeElement.id), 'behind');
    const expected = (await state(page)).layout.controls.filter((c) => !c.role.includes('disabled') && c.name !== 'closeMessage').map((c) => c.name);
    assert.deepEqual([...new Set(reached)].sort(), [...new Set(expected)].sort());
    await close();
  });
}

test('the header: scenes by mouse and by keyboard, language, theme', async () => {
  const { page, close } = await scene('scene=sequence');
  await press(page, 'scenes', [0.9, 0.5]);
  await until(page, `(s) => s.scene === "${sceneNames.at(-1)}"`);
  await focusStage(page);
  await tabTo(page, 'scenes');
  await page.keyboard.press('ArrowLeft');
  await until(page, `(s) => s.scene === "${sceneNames.at(-2)}"`);
  await press(page, 'language');
  const german = await until(page, '(s) => s.lang === "de"');
  assert.deepEqual(german.missingText, []);
  await page.waitForFunction(() => document.documentElement.lang === 'de');
  await press(page, 'theme');
  await until(page, '(s) => s.theme === "dark"');
  await page.waitForFunction(() => location.hash.includes('lang=de') && location.hash.includes('theme=dark'));
  await close();
});

test('sequence: stepping with mouse and keyboard shows the same numbers as the equation', async () => {
  const { page, complaints, close } = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=6&seed=5');
  assert.equal((await state(page)).t, 0);
  await press(page, 'stepForward');
  assert.equal((await state(page)).t, 1);
  await press(page, 'stepBack');
  assert.equal((await state(page)).t, 0);
  await focusStage(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const at2 = await until(page, '(s) => s.t === 2');
  await page.keyboard.press('End');
  await until(page, '(s) => s.t === 5');
  await page.keyboard.press('Home');
  await until(page, '(s) => s.t === 0');
  // h_2 becomes the state before t = 3.
  for (let i = 0; i < 3; ++i) await page.keyboard.press('ArrowRight');
  const at3 = await until(page, '(s) => s.t === 3');
  assert.deepEqual(at3.hBefore, at2.h);
  assert.ok(at3.h.every((v) => Math.abs(v) < 1), 'tanh');

  await page.keyboard.press('Home');
  await page.keyboard.press(' ');
  await until(page, '(s) => s.playing');
  await until(page, '(s) => s.t === 5 && !s.playing');
  assert.deepEqual(complaints, []);
  await close();
});

test('sequence: folds and unfolds, by mouse and by keyboard', async () => {
  const { page, close } = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=6');
  await press(page, 'unfolded', [0.5, 0.5]);
  await until(page, '(s) => s.unfolded === true');
  await focusStage(page);
  await tabTo(page, 'unfolded');
  await page.keyboard.press('ArrowLeft');
  await until(page, '(s) => s.unfolded === false');
  await close();
});

test('sequence: a weight changed by hand changes every column, is in the link, and undo brings it back', async () => {
  const { page, close } = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=6');
  const before = await state(page);
  await focusStage(page);
  const [x, y] = before.places['W_hh[0][2]'];
  await page.mouse.click(x, y);
  await settle(page);
  const selected = await until(page, '(s) => s.selected && s.selected.kind === "weight"');
  await tabTo(page, 'weight');
  await page.keyboard.press('Enter');
  await page.keyboard.type('0.75');
  await page.keyboard.press('Enter');
  const after = await until(page, '(s) => s.selected && Math.abs(s.selected.value - 0.75) < 1e-6');
  assert.notEqual(after.weights_hash, before.weights_hash);
  await page.waitForFunction((name) => decodeURIComponent(location.hash).includes(`edits=0:${name}`), selected.selected.name);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await until(page, `(s) => s.weights_hash === "${before.weights_hash}"`);
  await page.keyboard.press('Control+Shift+Z');
  await until(page, `(s) => s.weights_hash === "${after.weights_hash}"`);
  await press(page, 'undo');
  await until(page, `(s) => s.weights_hash === "${before.weights_hash}"`);
  await press(page, 'redo');
  await until(page, `(s) => s.weights_hash === "${after.weights_hash}"`);
  await close();
});

test('theorem: loop and twin agree to the bit, untied they drift apart', async () => {
  const { page, complaints, close } = await scene('scene=theorem&task=adding&hiddenSize=4&seqLen=5');
  const tied = await state(page);
  assert.equal(tied.maxAbsDifference, 0);
  // W_xh 4×2, W_hh 4×4, two biases of 4, W_hy 1×4 and its bias.
  assert.equal(tied.tiedParameters, 8 + 16 + 8 + 4 + 1);
  assert.equal(tied.untiedParameters, 5 * tied.tiedParameters);
  await press(page, 'tying');
  await until(page, '(s) => /tying=untied/.test(s.experiment)');
  await focusStage(page);
  await tabTo(page, 'train');
  await page.keyboard.press('Enter');
  // Slow at first, so that the twins are seen drifting apart.
  const seen = await until(page, '(s) => s.update > 0');
  assert.ok(seen.update < 10, `update ${seen.update} at once`);
  await until(page, '(s) => s.update > 20 && s.maxAbsDifference > 0');
  await page.keyboard.press('Enter');
  const drifted = await until(page, '(s) => s.activity === "idle"');
  assert.ok(drifted.maxAbsDifference > 0);
  // The curve is the engine's: each update since the weights were untied, and the same when the link is opened anew.
  assert.deepEqual(drifted.drift.map(([update]) => update), Array.from({ length: Math.min(drifted.update, 127) + 1 }, (_, i) => i).concat(drifted.drift.slice(128).map(([update]) => update)));
  assert.equal(drifted.drift[0][1], 0);
  assert.ok(drifted.drift[1][1] > 0);
  const again = await page.evaluate((link) => window.unroll.load(link), drifted.link);
  assert.equal(again.update, drifted.update);
  assert.deepEqual(again.drift, drifted.drift);
  assert.deepEqual(complaints, []);
  await close();
});

test('theorem: a number is the same on both sides, and the table is read step by step', async () => {
  for (const size of Object.keys(sizes)) {
    const { page, complaints, close } = await scene('scene=theorem&task=adding&hiddenSize=3&seqLen=8&t=3', { size });
    const { layout, stage } = await state(page);
    const inputs = layout.texts.filter((t) => /^\d[.]\d+$/.test(t.text) && t.rect[1] > stage[1] && t.rect[0] > stage[0]).map((t) => t.text);
    assert.ok(inputs.length > 0 || size === 'phone');  // there nine rows are in sight, and an input is its colour
    for (const text of inputs) assert.match(text, /^\d[.]\d\d?$/, `${text} in ${size}`);
    if (size === 'medium') await press(page, 'pane-numbers');
    await focusStage(page);
    await tabTo(page, 'theoremTable');
    await page.keyboard.press('ArrowRight');
    const next = await until(page, '(s) => s.step === 4');
    const row = (s) => s.layout.controls.find((c) => c.name === 'theoremTable').value;
    assert.match(row(next), /^t = 4, .*recurrent net: .*twin: .*task asks nothing/);
    await page.keyboard.press('End');
    const end = await until(page, '(s) => s.step === 9');
    assert.match(row(end), /^t = 9, .*no layer left/);
    assert.match(end.words, /all layers have the same weights.* is 0[.]/i);
    assert.deepEqual(complaints, []);
    await close();
  }
});

test('training: play, one update, reset, by mouse and keyboard; the numbers are those of the native program', async () => {
  const experiment = 'task=xor&hiddenSize=8&seqLen=30';
  const { page, complaints, close } = await scene(`scene=training&${experiment}`);
  await press(page, 'oneUpdate');
  await until(page, '(s) => s.update === 1 && s.activity === "idle"');
  await focusStage(page);
  await page.keyboard.press('ArrowRight');
  await until(page, '(s) => s.update === 2 && s.activity === "idle"');
  await page.keyboard.press(' ');
  await until(page, '(s) => s.update > 30');
  await page.keyboard.press(' ');
  const paused = await until(page, '(s) => !s.playing && s.activity === "idle"');
  const native = trainNatively(`${experiment}&updates=${paused.update}`);
  assert.equal(paused.weights_hash, native.weights_hash);
  assert.ok(Math.abs(paused.loss - native.loss) <= 1e-6 * Math.abs(native.loss));
  await press(page, 'reset');
  await until(page, '(s) => s.update === 0');
  assert.deepEqual(complaints, []);
  await close();
});

test('training: the learning rate changes while it runs, and becomes an edit of the link', async () => {
  const { page, close } = await scene('scene=training&task=sine');
  await page.evaluate(() => window.unroll.play());
  await until(page, '(s) => s.update > 10');
  await tabTo(page, 'learningRate');
  await page.keyboard.press('Enter');
  await page.keyboard.type('0.01');
  await page.keyboard.press('Enter');
  const now = await until(page, '(s) => s.experiment.includes("learningRate=0.01")');
  assert.match(decodeURIComponent(now.experiment), /edits=\d+:learningRate=0\.01/);
  assert.ok(now.update > 10, 'the run went on');
  await close();
});

test('training: the scrubber goes back to any update, with the very weights it had', async () => {
  const { page, close } = await scene('scene=training&task=xor&hiddenSize=8&updates=400');
  await press(page, 'goToUpdate', [0.5, 0.5]);
  const back = await until(page, '(s) => s.activity === "idle" && s.update < 400');
  assert.ok(back.update > 100 && back.update < 300, `update ${back.update}`);
  assert.equal(back.weights_hash, trainNatively(`task=xor&hiddenSize=8&updates=${back.update}`).weights_hash);
  await focusStage(page);
  await tabTo(page, 'goToUpdate');
  await page.keyboard.press('End');
  const now = await until(page, '(s) => s.activity === "idle" && s.update === 400');
  assert.equal(now.weights_hash, trainNatively('task=xor&hiddenSize=8&updates=400').weights_hash);
  await close();
});

test('training: folded settings open by mouse and keyboard, say how many differ, and explain themselves', async () => {
  const { page, complaints, close } = await scene('scene=training&cell=lstm&forgetBias=1');
  const names = async () => (await state(page)).layout.controls.map((c) => c.name);
  const heading = async (group) => (await place(page, `settings-${group}`)).label;
  const before = (await state(page)).experiment;
  assert.equal(await heading('network'), 'Network · 1 changed');
  assert.equal(await heading('optimizer'), 'Optimiser');
  assert.ok(!(await names()).includes('forgetBias'), 'folded at first');
  await press(page, 'settings-network', [0.1, 0.5]);
  assert.ok((await names()).includes('forgetBias') && (await names()).includes('peepholes'));
  assert.ok(!(await names()).includes('activation'), 'an LSTM has its own functions');
  assert.equal((await state(page)).experiment, before, 'opening changes nothing');

  await focusStage(page);
  await tabTo(page, 'settings-optimizer');
  await page.keyboard.press('Enter');
  await settle(page);
  await tabTo(page, 'optimizer');
  assert.ok(!(await names()).includes('momentum'), 'Adam has no such setting');
  await page.waitForFunction(() => /how the gradient becomes a step/i.test(document.activeElement.getAttribute('aria-description')));
  for (let i = 0; i < 8 && !(await names()).includes('momentum'); ++i) {
    await page.keyboard.press('ArrowLeft');
    await settle(page);
  }
  assert.ok((await names()).includes('momentum'), 'it appears with an optimiser that has it');
  assert.equal(await heading('optimizer'), 'Optimiser · 1 changed');
  await tabTo(page, 'settings-network');
  await page.keyboard.press('Enter');
  await settle(page);
  assert.ok(!(await names()).includes('forgetBias'), 'folded again');
  await focusStage(page);

  const { x, y } = await reach(page, 'learningRate');
  await page.mouse.move(x + 20, y + 10);
  await until(page, '(s) => s.layout.texts.some((t) => t.layer > 0 && /against the gradient/.test(t.text))');
  assert.deepEqual(complaints, []);
  await close();
});

test('every setting, every choice of it and every sentence of help has words in both languages', () => {
  const [english, german] = [wordPaths('en'), wordPaths('de')];
  assert.deepEqual(german.sort(), english.sort());
  const tasks = list('tasks');
  const keys = list('keys').filter((key) => !['scene', 'edits'].includes(key.name));
  assert.ok(keys.length > 30);
  // Named where they are at home.
  const titles = { problem: (name) => `problems.${name}.name`, figure: (name) => `problems.claims.${name}`, wallOptimizer: (name) => `choice.optimizer.${name}.title` };
  const needed = keys.flatMap((key) => [`key.${key.name}`,
    ...(['task', 'tying', 'updates'].includes(key.name) ? [] : [`help.${key.name}`]),
    ...(key.choices ?? []).filter((choice) => !['true', 'false'].includes(choice)).map(titles[key.name] ?? ((choice) => `choice.${key.name}.${choice}.title`))]);
  needed.push(...tasks.flatMap((task) => [`choice.task.${task.name}.caption`,
    ...Array.from({ length: task.inputSize }, (_, i) => `choice.task.${task.name}.input.${i}`)]));
  needed.push(...sceneNames.map((name) => `scene.${name}`));
  assert.deepEqual(needed.filter((path) => !english.includes(path)), []);
});

test('a finger: taps press, a drag on a slider moves it, a tap on a unit explains it', async () => {
  const { page, complaints, close } = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=6', { size: 'phone', touch: true });
  const tap = async (name) => {
    await page.touchscreen.tap(...(await place(page, name)).center);
    await settle(page);
  };
  await tap('stepForward');
  await until(page, '(s) => s.t === 1');
  const { places } = await state(page);
  await page.touchscreen.tap(...places['h[2]']);
  await settle(page);
  const selected = await until(page, '(s) => s.selected && s.selected.kind === "unit"');
  assert.equal(selected.selected.index, 2);
  assert.ok(selected.layout.texts.some((t) => /tanh/.test(t.text)), 'the inspector has opened');
  await tap('tab-controls');
  const slider = await place(page, 'seqLen');
  const y = slider.y + slider.h * 0.75;
  const touch = await page.context().newCDPSession(page);
  const at = (type, x) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  await at('touchStart', slider.x + slider.w * 0.2);
  for (const share of [0.3, 0.5, 0.7, 0.9]) {
    await at('touchMove', slider.x + slider.w * share);
    await settle(page);
  }
  await at('touchEnd', 0);
  const dragged = await until(page, '(s) => s.steps > 20');
  await page.keyboard.press('Control+z');
  await until(page, '(s) => s.steps === 6');  // a drag is one step of undo
  assert.ok(dragged.canUndo);
  assert.deepEqual(complaints, []);
  await close();
});

test('a number that makes no sense keeps the old one and says what is allowed', async () => {
  const { page, close } = await scene('scene=training&task=sine');
  await focusStage(page);
  await tabTo(page, 'learningRate');
  for (const nonsense of ['-3', '1e9', '--', '1.2.3']) {
    await page.keyboard.press('Enter');
    await page.keyboard.type(nonsense);
    await page.keyboard.press('Enter');
    await settle(page);
    const now = await state(page);
    assert.doesNotMatch(now.experiment, /learningRate/);
    assert.ok(now.layout.texts.some((t) => /Allowed|not a number/.test(t.text)), `nothing was said about ${nonsense}`);
  }
  await close();
});

test('training says how many fresh sequences have occurred in training, where the task has few', async () => {
  const said = { 'en-US': /About 713 of the 1,000 fresh sequences .* only 1,024 different/, 'de-DE': /Etwa 713 der 1\s000 neuen Sequenzen .* nur 1\s024 verschiedene/ };
  for (const locale of Object.keys(said)) {  // 1,280 draws of 2^10: 1 − e^(−1.25) = .713 of them
    const { page, close } = await scene('scene=training&task=echo&seqLen=10&batchSize=32&updates=40', { locale });
    const now = await until(page, '(s) => s.update === 40 && !s.training');
    assert.match(now.words, said[locale]);
    assert.deepEqual(now.missingText, []);
    await close();
  }
  const { page, close } = await scene('scene=training&task=adding&hiddenSize=4&updates=40');
  assert.doesNotMatch((await until(page, '(s) => s.update === 40 && !s.training')).words, /have occurred/);
  await close();
});
