// The way back in the Sequence scene, its numbers against difference quotients, and every other net as a chain.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { focusStage, launch, names, open, place, press, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const small = 'task=adding&hiddenSize=3&seqLen=6&lossAt=every&animate=false';
const scene = (pairs, options) => open(browser, `${server.url}#scene=sequence&${pairs}`, options);
const near = (a, b, relative, floor = 1e-6) => Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b), floor);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

test('backward, step by step: each gradient is what comes from y and what comes from the next step, and it is in the link', async () => {
  const { page, complaints, close } = await scene(small);
  await press(page, 'unfolded', [0.85, 0.5]);
  const loss = await until(page, '(s) => s.back === 0 && s.gradient');
  assert.ok(near(sum(loss.gradient.lossAt), loss.gradient.loss, 1e-5));
  assert.equal(loss.gradient.lossAt.length, 6);
  await focusStage(page);
  for (let back = 1; back <= 6; ++back) {
    await page.keyboard.press('ArrowRight');
    const now = await until(page, `(s) => s.back === ${back}`);
    assert.equal(now.t, 6 - back);
    now.gradient.h.forEach((v, i) => assert.ok(near(v, now.gradient.fromY[i] + now.gradient.fromNext[i], 1e-5)));
    assert.ok(near(Math.hypot(...now.gradient.h), now.gradient.norms[now.t], 1e-5));
    if (back === 1) now.gradient.fromNext.forEach((v) => assert.equal(v, 0));
  }
  const end = await state(page);
  assert.match(end.link, /fold=2/);
  // The gradient of the weight whose copies are stacked: by its copies, at once, and by trying.
  const { tried, ofWeight, contributions } = end.gradient;
  assert.ok(near(sum(contributions), ofWeight, 1e-4));
  assert.ok(near((tried.above - tried.below) / (2 * tried.step), ofWeight, 2e-2, 1e-2));
  assert.match(end.words, /gradient of h/);
  await page.keyboard.press('ArrowRight');  // there is nothing further back
  await settle(page);
  assert.equal((await state(page)).back, 6);
  const again = await scene(`${small}&fold=2&t=8`);
  const there = await until(again.page, '(s) => s.back === 2 && s.gradient');
  assert.equal(there.t, 4);
  assert.deepEqual(complaints, []);
  assert.deepEqual(again.complaints, []);
  await again.close();
  await close();
});

test('the shares of all copies of a weight sum to its gradient, which is the difference quotient of the loss', async () => {
  const { page, close } = await scene(`${small}&fold=2&t=9`);
  const now = await until(page, '(s) => s.back === 3 && s.gradient?.contributions.length === 6');
  assert.equal(now.gradient.weight, 'rnn.weight_hh_l0');
  await close();
  const lossAt = async (w) => {
    const one = await scene(`${small}&fold=2&t=9&edits=0:rnn.weight_hh_l0[0][0]=${w}`);
    const { gradient } = await until(one.page, '(s) => s.back === 3 && s.gradient');
    await one.close();
    return gradient;
  };
  // At a weight of 0, by differences of ±0.02.
  const [below, at, above] = [await lossAt(-0.02), await lossAt(0), await lossAt(0.02)];
  const quotient = (above.loss - below.loss) / 0.04;
  assert.ok(near(quotient, sum(at.contributions), 2e-3, 1e-3), `${quotient} and ${sum(at.contributions)}`);
});

test('a weight is pressed, its shares stand below; a share is pressed, and the path it came along is told factor by factor', async () => {
  const { page, complaints, close } = await scene(`${small}&fold=2&t=9`);
  await until(page, '(s) => s.gradient?.contributions.length === 6');
  const before = await state(page);
  await page.mouse.click(...before.places['W_hh[1][2]']);
  await until(page, '(s) => s.selected?.kind === "weight"');
  await settle(page);
  await press(page, 'piece0', [0.2, 0.5]);
  await until(page, '(s) => s.gradient.paths > 0');
  await settle(page);
  const now = await state(page);
  assert.ok(now.gradient.paths <= 9);
  assert.ok(/largest/.test(now.layout.texts.map((t) => t.text).join(' ')));
  assert.equal(now.weights_hash, before.weights_hash, 'looking changes nothing');
  assert.deepEqual(complaints, []);
  await close();
});

for (const size of ['medium', 'phone'])
  test(`${size}: the way back is walked with the buttons`, async () => {
    const { page, complaints, close } = await scene(small, { size });
    await press(page, 'unfolded', [0.85, 0.5]);
    await until(page, '(s) => s.back === 0');
    await press(page, 'stepForward');
    await until(page, '(s) => s.back === 1');
    await press(page, 'stepBack');
    await until(page, '(s) => s.back === 0');
    await press(page, 'unfolded', [0.15, 0.5]);
    await until(page, '(s) => s.back === -1 && s.unfolded === false');
    assert.deepEqual(complaints, []);
    await close();
  });

for (const cell of names('cells'))
  test(`${cell}: drawn over time with its layers and directions, and walked through`, async () => {
    for (const net of ['', '&layers=2', '&layers=2&bidirectional=true']) {
      const { page, complaints, close } = await scene(`task=adding&hiddenSize=4&seqLen=7&cell=${cell}${net}&animate=false`);
      await focusStage(page);
      await page.keyboard.press('ArrowRight');
      const now = await until(page, '(s) => s.t === 1 && s.h');
      assert.equal(now.h.length, net.includes('bidirectional') ? 8 : 4);
      assert.equal('c' in (now.gates ?? {}), cell === 'lstm');
      assert.equal('z' in (now.gates ?? {}), cell === 'gru');
      if (now.gates?.c) now.h.forEach((h, i) => assert.ok(near(h, now.gates.o[i] * Math.tanh(now.gates.c[i]), 1e-5)));
      if (now.gates?.z) {
        await page.keyboard.press('ArrowLeft');
        const before = await until(page, '(s) => s.t === 0');
        now.h.slice(0, 4).forEach((h, i) => assert.ok(near(h, (1 - now.gates.z[i]) * now.gates.n[i] + now.gates.z[i] * before.h[i], 1e-5)));
      }
      assert.ok(now.words.length > 20);
      assert.deepEqual(now.missingText, []);
      assert.deepEqual(complaints, []);
      await close();
    }
  });

test('the chain is pressed: its column becomes the present one, its unit is explained', async () => {
  const { page, close } = await scene('task=adding&hiddenSize=4&seqLen=7&cell=lstm&animate=false');
  const { stage, columns, pixelsPerUnit } = await state(page);
  await page.mouse.click(columns[5] * pixelsPerUnit, (stage[1] + stage[3] * 0.36) * pixelsPerUnit);
  await until(page, '(s) => s.t === 5 && s.selectedUnit >= 0');
  await settle(page);
  assert.ok(/tanh/.test((await state(page)).layout.texts.map((t) => t.text).join(' ')));
  await tabTo(page, 'time');
  await page.keyboard.press('Home');
  await until(page, '(s) => s.t === 0');
  await close();
});
