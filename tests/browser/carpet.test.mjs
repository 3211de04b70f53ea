// Looking closer in the Sequence scene: the carpet, the eigenvalues and the phase plane, their numbers against such as are computed here.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { focusStage, launch, open, place, press, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs, options) => open(browser, `${server.url}#scene=sequence&animate=false&${pairs}`, options);
const near = (a, b, relative, floor = 1e-6) => Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b), floor);
const edits = (weights) => `edits=${Object.entries(weights).map(([name, value]) => `0:${name}=${value}`).join(',')}`;
const w = 1.3, u = 0.7;
const oneUnit = `task=echo&hiddenSize=1&seqLen=5&${edits({ 'rnn.weight_hh_l0[0][0]': w, 'rnn.weight_ih_l0[0][0]': u })}`;
const words = (now) => now.layout.texts.map((t) => t.text).join(' ');

// h_t of all steps, as the page tells them.
async function statesOf(page, steps) {
  const all = [];
  await page.evaluate(() => window.unroll.step(-1000));
  for (let t = 0; t < steps; ++t) {
    all.push((await until(page, `(s) => s.t === ${t}`)).h);
    await page.evaluate(() => window.unroll.step(1));
  }
  return all;
}

test('the carpet of one unit is the product of slopes and weights, cell by cell, and a cell pointed at tells its number', async () => {
  const { page, complaints, close } = await scene(`${oneUnit}&look=carpet`);
  const now = await until(page, '(s) => s.closer?.ready && s.closer.rows?.length === 5');
  assert.equal(now.closer.signed, true);
  const h = (await statesOf(page, 5)).map((row) => row[0]);
  const by = (t, s) => {
    if (s > t) return 0;
    let product = u * (1 - h[s] ** 2);
    for (let k = s + 1; k <= t; ++k) product *= w * (1 - h[k] ** 2);
    return product;
  };
  for (let t = 0; t < 5; ++t) for (let s = 0; s < 5; ++s) assert.ok(near(now.closer.rows[t][s], by(t, s), 1e-4), `${t},${s}: ${now.closer.rows[t][s]} and ${by(t, s)}`);
  const p = await place(page, 'carpet');
  await page.mouse.move(p.x + p.w * 1.5 / 5, p.y + p.h * 3.5 / 5);
  const pointed = await until(page, '(s) => s.closer.cell?.t === 3 && s.closer.cell.s === 1');
  assert.ok(near(pointed.closer.cell.value, by(3, 1), 1e-4));
  await settle(page);
  assert.match(words(await state(page)), /Row t = 3/);
  assert.match(words(await state(page)), /Column s = 1/);
  await page.mouse.move(p.x + p.w * 4.5 / 5, p.y + p.h * 0.5 / 5);
  assert.equal((await until(page, '(s) => s.closer.cell?.t === 0 && s.closer.cell.s === 4')).closer.cell.value, 0);
  assert.deepEqual(complaints, []);
  await close();
});

test('the carpet by hidden state and of the output; units are chosen by pointer and keys', async () => {
  const { page, complaints, close } = await scene('task=adding&hiddenSize=3&seqLen=6&look=carpet');
  const whole = await until(page, '(s) => s.closer?.ready && s.closer.rows');
  assert.equal(whole.closer.signed, false);
  await press(page, 'carpetTo', [0.95, 0.5]);
  await press(page, 'carpetTo', [0.95, 0.5]);
  await until(page, '(s) => s.closer.to === 1 && s.closer.ready && !s.closer.signed');
  await tabTo(page, 'carpetFrom');
  await page.keyboard.press('ArrowRight');
  const one = await until(page, '(s) => s.closer.from === 0 && s.closer.ready && s.closer.signed');
  // The norm of all is at least that of one.
  one.closer.rows.forEach((row, t) => row.forEach((v, s) => assert.ok(Math.abs(v) <= whole.closer.rows[t][s] * 1.0001)));
  await press(page, 'carpetOf', [0.85, 0.5]);
  const hidden = await until(page, '(s) => s.closer.of === 2 && s.closer.ready');
  assert.equal(hidden.closer.to, -1);
  for (let t = 0; t < 6; ++t) assert.ok(near(hidden.closer.rows[t][t], Math.sqrt(3), 1e-5), 'a state by itself is the identity');
  await press(page, 'carpetOf', [0.5, 0.5]);
  const output = await until(page, '(s) => s.closer.of === 1 && s.closer.ready');
  assert.notEqual(output.closer.rows[5][5], whole.closer.rows[5][5]);
  assert.deepEqual(complaints, []);
  await close();
});

test('the eigenvalue of one unit is w·(1−h²) at every step, and it follows a dragged weight', async () => {
  const { page, complaints, close } = await scene(`${oneUnit}&look=eigenvalues&fold=1&t=2`);
  for (const t of [2, 3, 4]) {
    const now = await until(page, `(s) => s.t === ${t} && s.closer?.ready && s.closer.values.length === 1`);
    assert.ok(near(now.closer.values[0][0], w * (1 - now.h[0] ** 2), 1e-4));
    assert.equal(now.closer.values[0][1], 0);
    assert.ok(near(now.closer.radius, Math.abs(w * (1 - now.h[0] ** 2)), 1e-4));
    await page.evaluate(() => window.unroll.step(1));
  }
  const before = await state(page);
  assert.match(before.words, /Eigenvalues/);
  const [x, y] = before.places['W_hh[0][0]'];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 40, { steps: 5 });
  await page.mouse.up();
  const then = await until(page, `(s) => s.weights_hash !== "${before.weights_hash}" && s.closer.ready`);
  assert.notEqual(then.closer.radius, before.closer.radius);
  assert.deepEqual(complaints, []);
  await close();
});

test('two units that keep a bit each: nine fixed points, and a net of another size is offered two', async () => {
  const still = Object.fromEntries([0, 1].flatMap((i) => [['ih', 0], ['hh', 0]].map(([part]) => [`rnn.bias_${part}_l0[${i}]`, 0])));
  const bits = { ...still, 'rnn.weight_hh_l0[0][0]': 2, 'rnn.weight_hh_l0[1][1]': 2, 'rnn.weight_hh_l0[0][1]': 0, 'rnn.weight_hh_l0[1][0]': 0, 'rnn.weight_ih_l0[0][0]': 0, 'rnn.weight_ih_l0[1][0]': 0 };
  const { page, complaints, close } = await scene(`task=echo&hiddenSize=2&seqLen=6&${edits(bits)}&look=plane`);
  const now = await until(page, '(s) => s.closer?.ready');
  const kinds = (kind) => now.closer.fixedPoints.filter((p) => p.kind === kind).length;
  assert.deepEqual([kinds('stable'), kinds('saddle'), kinds('unstable')], [4, 4, 1]);
  for (const { at } of now.closer.fixedPoints) for (const h of at) assert.ok(Math.abs(h - Math.tanh(2 * h)) < 1e-6);
  assert.match(now.words, /Fixed points: 9/);
  const p = await place(page, 'plane');
  await page.mouse.move(...p.center);
  await settle(page);
  assert.match(words(await state(page)), /unstable \(/);
  assert.deepEqual(complaints, []);
  await close();
  const other = await scene('task=echo&hiddenSize=4&seqLen=6&cell=gru&look=plane');
  await until(other.page, '(s) => s.closer && !s.closer.ready');
  await press(other.page, 'twoUnits');
  await until(other.page, '(s) => s.closer.ready && s.h.length === 2');
  await other.close();
});

test('a picture is chosen by keys, stands in the link, and is closed', async () => {
  const { page, complaints, close } = await scene('task=adding&hiddenSize=2&seqLen=6');
  assert.equal((await state(page)).closer.what, 'nothing');
  await tabTo(page, 'look');
  for (const name of ['carpet', 'eigenvalues', 'plane']) {
    await page.keyboard.press('ArrowRight');
    const now = await until(page, `(s) => s.closer.what === "${name}" && s.closer.ready`);
    assert.match(now.link, new RegExp(`look=${name}`));
  }
  await press(page, 'closeLook');
  assert.doesNotMatch((await until(page, '(s) => s.closer.what === "nothing"')).link, /look=/);
  await focusStage(page);
  assert.deepEqual(complaints, []);
  await close();
  const foreign = await open(browser, `${server.url}#scene=latch&look=carpet`);
  assert.match(words(await state(foreign.page)), /look=carpet/, 'a scene without it says so');
  await foreign.close();
});

test('a unit is held: what follows is computed from it and marked, it is in the link, and let go all is as before', async () => {
  const still = edits({ 'rnn.weight_hh_l0[0][0]': w, 'rnn.weight_ih_l0[0][0]': u, 'rnn.bias_ih_l0[0]': 0, 'rnn.bias_hh_l0[0]': 0 });
  const { page, complaints, close } = await scene(`task=echo&hiddenSize=1&seqLen=5&fold=1&t=2&${still}`);
  const free = await until(page, '(s) => s.t === 2 && s.places');
  await page.mouse.click(...free.places['h[0]']);
  await until(page, '(s) => s.selected?.kind === "unit"');
  await press(page, 'hold');
  await until(page, '(s) => /^0@2:/.test(s.hold)');
  await until(page, '(s) => s.focus === "heldAt"');
  for (let i = 0; i < 3; ++i) await page.keyboard.press('ArrowLeft');
  await settle(page);
  const held = await state(page), value = Number(held.hold.split(':')[1]);
  assert.ok(Math.abs(value - free.h[0]) > 0.1);
  assert.ok(near(held.h[0], value, 1e-6));
  assert.ok(held.link.includes(`hold=${held.hold}`));
  assert.match(held.words, /Held: h\[0\], t = 2/);
  await page.evaluate(() => window.unroll.step(1));
  const next = await until(page, '(s) => s.t === 3');
  assert.ok(near(next.h[0], Math.tanh(u * next.x[0] + w * value), 1e-5));
  assert.equal(next.weights_hash, free.weights_hash, 'holding changes nothing of the net');
  await page.evaluate(() => window.unroll.step(-1));
  await until(page, '(s) => s.t === 2');
  await press(page, 'holdEvery');
  const every = await until(page, '(s) => /^0:/.test(s.hold)');
  await page.evaluate(() => window.unroll.step(1));
  assert.ok(near((await until(page, '(s) => s.t === 3')).h[0], value, 1e-6));
  await press(page, 'release');
  const then = await until(page, '(s) => s.hold === ""');
  assert.doesNotMatch(then.link, /hold=/);
  await page.evaluate(() => window.unroll.step(-1));
  assert.deepEqual((await until(page, '(s) => s.t === 2')).h, free.h);
  await tabTo(page, 'units');  // by keys alone
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  const up = Math.round(10 * Math.round(100 * free.h[0]) / 100 + 1) + 1;  // tenths
  assert.ok(near((await until(page, `(s) => s.hold === "0@2:${up / 10}"`)).h[0], up / 10, 1e-6));
  await page.keyboard.press('Backspace');
  assert.deepEqual((await until(page, '(s) => s.hold === ""')).h, free.h);
  assert.deepEqual(complaints, []);
  await close();
  const linked = await scene(`task=echo&hiddenSize=1&seqLen=5&fold=1&t=3&${still}&hold=${every.hold}`);
  assert.ok(near((await until(linked.page, '(s) => s.t === 3')).h[0], value, 1e-6));
  await press(linked.page, 'unfolded', [0.85, 0.5]);  // the way back is that of the net itself
  await until(linked.page, '(s) => s.back === 0 && s.hold === "" && s.gradient');
  await linked.close();
  const wrong = await scene(`task=echo&hiddenSize=1&seqLen=5&hold=0@x:1`);
  assert.match(words(await state(wrong.page)), /hold=0@x:1/);
  await wrong.close();
});

test('a large net: no frame waits for the carpet, which comes in slices, and what would be too large says so', async () => {
  const { page, complaints, close } = await scene('task=adding&hiddenSize=128&seqLen=200&look=carpet&lang=en');
  await page.evaluate(() => {
    window.longest = 0;
    const draw = window._unroll_frame;
    window._unroll_frame = (...size) => {
      const began = performance.now(), done = draw(...size);
      window.longest = Math.max(window.longest, performance.now() - began);
      return done;
    };
  });
  await until(page, '(s) => s.closer?.ready');
  const longest = await page.evaluate(() => window.longest);
  console.log(`# carpet, H=128, T=200: the longest frame took ${Math.round(longest)} ms`);
  assert.ok(longest < 300, `${longest} ms`);  // a busy machine; speed.test.mjs judges frames
  await press(page, 'carpetOf', [0.85, 0.5]);
  const now = await until(page, '(s) => s.closer.of === 2 && s.closer.ready');
  assert.equal(now.closer.tooMany, 128 * 128 * 200 * 200);
  await settle(page);
  assert.match(words(await state(page)), /Too large/);
  assert.deepEqual(complaints, []);
  await close();
});

test('one update: leafing changes nothing, the quotient is the gradient, and the step that is taken can be undone', async () => {
  const { page, complaints, close } = await scene('task=adding&hiddenSize=3&seqLen=6&look=update');
  const before = await until(page, '(s) => s.closer?.ready && s.closer.tried.step > 0');
  await press(page, 'updatePage', [0.8, 0.5]);
  await until(page, '(s) => s.closer.page === "after"');
  await tabTo(page, 'updatePage');
  await page.keyboard.press('ArrowLeft');
  assert.equal((await until(page, '(s) => s.closer.page === "before"')).weights_hash, before.weights_hash);
  const p = await place(page, 'weights0');
  await page.mouse.click(p.x + p.w * 0.75, p.y + p.h * 0.5);
  const { closer } = await until(page, '(s) => s.closer.weight.name === "rnn.weight_ih_l0" && s.closer.weight.row === 1 && s.closer.weight.col === 1');
  assert.ok(near((closer.tried.above - closer.tried.below) / (2 * closer.tried.step), closer.gradient, 5e-3, 1e-2));
  await page.mouse.move(1, 1);
  await press(page, 'takeStep');
  const taken = await until(page, `(s) => s.weights_hash !== ${JSON.stringify(before.weights_hash)}`);
  assert.ok(near(taken.closer.loss, closer.lossAfter, 1e-3));
  await focusStage(page);
  await page.keyboard.press('Control+z');
  await until(page, `(s) => s.weights_hash === ${JSON.stringify(before.weights_hash)}`);
  assert.deepEqual(complaints, []);
  await close();
});

test('the phase plane has a basin for each stable state, and they follow a weight', async () => {
  const keeps = { 'rnn.weight_hh_l0[0][0]': 2, 'rnn.weight_hh_l0[0][1]': 0, 'rnn.weight_hh_l0[1][0]': 0, 'rnn.weight_hh_l0[1][1]': 2 };
  const { page, complaints, close } = await scene(`task=adding&hiddenSize=2&seqLen=6&look=plane&${edits(keeps)}`);
  const now = await until(page, '(s) => s.closer?.basinsReady');
  assert.equal(now.closer.attractors.length, now.closer.fixedPoints.filter(({ kind }) => kind === 'stable').length);
  await page.evaluate((link) => window.unroll.load(link), `scene=sequence&task=adding&hiddenSize=2&seqLen=6&look=plane&${edits({ ...keeps, 'rnn.weight_hh_l0[1][1]': -2 })}`);
  await until(page, '(s) => s.closer?.basinsReady && s.closer.attractors.some(({ states }) => states === 2)');
  assert.deepEqual(complaints, []);
  await close();
});

test('in Training the carpet goes on while the net learns, and a link opens it', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=training&task=adding&hiddenSize=4&seqLen=8&look=carpet&animate=false`);
  const before = (await until(page, '(s) => s.carpet?.ready && s.carpet.rows')).carpet.rows;
  await page.evaluate(() => window.unroll.play());
  await until(page, `(s) => s.training && s.update > 5 && s.carpet.ready && JSON.stringify(s.carpet.rows) !== ${JSON.stringify(JSON.stringify(before))}`);
  await page.evaluate(() => window.unroll.pause());
  await press(page, 'look', [0.1, 0.5]);
  await until(page, '(s) => s.carpet === null');
  await tabTo(page, 'look');
  await page.keyboard.press('ArrowRight');
  assert.match((await until(page, '(s) => s.carpet?.ready')).link, /look=carpet/);
  assert.deepEqual(complaints, []);
  await close();
});
