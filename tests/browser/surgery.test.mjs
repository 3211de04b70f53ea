// The Sequence scene operated on with the mouse: scissors on the time axis, a connection cut and a unit held in an untied net, and a piece of
// a stack whose path is told. What comes of each is known beforehand.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { launch, open, place, press, serve, settle, state, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs, size = [1100, 640]) => open(browser, `${server.url}#scene=sequence&animate=false&${pairs}`, { size });
const near = (a, b, relative, floor = 1e-6) => Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b), floor);

test('scissors dragged along the axis truncate the way back: what is left of them hears nothing of the loss at the end', async () => {
  const { page, complaints, close } = await scene('task=adding&hiddenSize=3&seqLen=6&fold=2&t=6', 'wide');  // with all columns
  const before = await until(page, '(s) => s.gradient?.norms.length === 6');
  assert.deepEqual(before.gradient.cuts, []);
  assert.ok(before.gradient.norms.every((norm) => norm > 0));
  const pitch = (before.places['h[0]'][0] - before.places['hBefore[0]'][0]) * before.pixelsPerUnit;
  const { center: [x, y] } = await place(page, 'scissors');
  await page.mouse.move(x, y);
  await page.mouse.down();
  const dragged = [];
  for (const steps of [1, 2, 3]) {
    await page.mouse.move(x + steps * pitch, y);
    await settle(page);
    dragged.push((await state(page)).experiment.match(/truncate=(\d+)/)?.[1]);
  }
  await page.mouse.up();
  assert.deepEqual(dragged, ['1', '2', '3']);
  const cut = await until(page, '(s) => s.gradient?.cuts.length === 1');
  assert.deepEqual(cut.gradient.cuts, [3]);
  assert.deepEqual(cut.gradient.norms.map((norm) => norm > 0), [false, false, false, true, true, true]);
  assert.deepEqual(cut.gradient.norms.slice(3), before.gradient.norms.slice(3));
  assert.equal(cut.weights_hash, before.weights_hash);
  assert.match(cut.link, /truncate=3/);
  await press(page, 'undo');
  const back = await until(page, '(s) => !/truncate=/.test(s.experiment) && s.gradient?.cuts.length === 0');
  assert.deepEqual(back.gradient.norms, before.gradient.norms);
  assert.deepEqual(complaints, []);
  await close();
});

test('untied: a connection that is cut adds nothing at its step, and a unit held at 0 is as its connections cut', async () => {
  const untied = 'task=adding&hiddenSize=3&seqLen=6&initScale=2&tying=untied&fold=1';
  const { page, complaints, close } = await scene(`${untied}&t=3`);
  const free = await until(page, '(s) => s.places');
  const at = (now, name) => now.places[name].map((v) => v * now.pixelsPerUnit);
  await page.mouse.click(...at(free, 'W_hh[0][2]'));
  const { selected } = await until(page, '(s) => s.selected?.kind === "weight"');
  const { row, col } = selected, name = `rnn.weight_hh_l0@0003[${row}][${col}]`;
  await press(page, 'cut');
  const cut = await until(page, `(s) => s.cut === ${JSON.stringify(name)}`);
  for (const i of [0, 1, 2]) {
    const missing = i === row ? selected.value * free.hBefore[col] : 0;
    assert.ok(near(cut.h[i], Math.tanh(Math.atanh(free.h[i]) - missing), 1e-5), `h_3[${i}]`);
  }
  assert.notEqual(cut.h[row], free.h[row]);
  assert.equal(cut.weights_hash, free.weights_hash, 'cutting changes nothing of the net');
  assert.ok(cut.link.includes(`cut=${name}`));
  await press(page, 'cut');
  assert.deepEqual((await until(page, '(s) => s.cut === ""')).h, free.h);

  await page.mouse.click(...at(await state(page), 'h[1]'));
  await until(page, '(s) => s.selected?.kind === "unit"');
  await press(page, 'hold');
  await until(page, '(s) => /^1@3:/.test(s.hold)');
  await press(page, 'heldAt', [0.5, 0.75]);
  const held = await until(page, '(s) => s.hold === "1@3:0"');
  assert.equal(held.h[1], 0);
  assert.ok(held.link.includes('hold=1@3:0'));
  await page.evaluate(() => window.unroll.step(1));
  const next = await until(page, '(s) => s.t === 4');
  const ways = [0, 1, 2].map((i) => `rnn.weight_hh_l0@0004[${i}][1]`).join(',');
  await page.evaluate((link) => window.unroll.load(link), `scene=sequence&${untied}&t=4&cut=${ways}`);
  const same = await until(page, '(s) => s.t === 4 && s.cut.split(",").length === 3 && s.hold === ""');
  same.h.forEach((h, i) => assert.ok(near(h, next.h[i], 1e-5), `h_4[${i}]: ${h} and ${next.h[i]}`));
  assert.deepEqual(complaints, []);
  await close();
});

test('a piece that is pressed tells its path, factor by factor: in a net of one unit these are w·(1 − h²)', async () => {
  const w = 1.3, u = 0.7;
  const { page, complaints, close } = await scene(`task=echo&delay=1&hiddenSize=1&seqLen=5&lossAt=every&fold=2&t=6&edits=0:rnn.weight_hh_l0[0][0]=${w},0:rnn.weight_ih_l0[0][0]=${u}`);
  // From the last step back to t = 2, whose share is looked at.
  const h = [];
  let fromLast = 0;
  for (let t = 4; t >= 2; --t) {
    const now = await until(page, `(s) => s.t === ${t} && s.gradient?.contributions.length === 5`);
    h[t] = now.h[0], h[t - 1] = now.hBefore[0];
    if (t === 4) fromLast = now.gradient.fromY[0];
    if (t > 2) await press(page, 'stepForward');
  }
  const { gradient: whole, layout } = await state(page);
  // Columns are the uses, rows the losses: those of a use sum to its share.
  for (let t = 0; t < 5; ++t) {
    let sum = 0;
    for (let tau = 0; tau < 5; ++tau) sum += whole.pieces[5 * tau + t];
    assert.ok(near(sum, whole.contributions[t], 1e-4, 1e-3), `t = ${t}: ${sum} and ${whole.contributions[t]}`);
  }
  const { name } = layout.controls.find((each) => /^piece\d/.test(each.name) && each.label.includes('L_4'));
  await press(page, name, [0.2, 0.5]);
  const { gradient } = await until(page, '(s) => s.gradient.piece === 4 && s.gradient.lit');
  const slope = (t) => 1 - h[t] ** 2;
  const factors = [h[1] * slope(2), w * slope(3), w * slope(4)], product = factors.reduce((a, b) => a * b, fromLast);
  assert.equal(gradient.paths, 1, 'one unit, one path');
  assert.deepEqual(gradient.lit.t, [2, 3, 4]);
  factors.forEach((factor, i) => assert.ok(near(gradient.lit.factors[i], factor, 1e-4), `factor ${i}: ${gradient.lit.factors[i]} and ${factor}`));
  assert.ok(near(gradient.lit.last, fromLast, 1e-4));
  for (const told of [gradient.lit.product, gradient.pathSum, whole.pieces[5 * 4 + 2]]) assert.ok(near(told, product, 1e-4), `${told} and ${product}`);
  await settle(page);
  const texts = (await state(page)).layout.texts.map((t) => t.text).join(' ');
  assert.match(texts, /product/);
  assert.deepEqual(complaints, []);
  await close();
});
