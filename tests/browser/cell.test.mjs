// The inside of an LSTM and a GRU cell: its gates against the weights of the saved model, its nodes, its keys; and such a net backward.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { faults } from './faults.mjs';
import { focusStage, launch, open, place, press, serve, settle, sizes, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const small = 'task=adding&hiddenSize=4&seqLen=6&animate=false';
const scene = (pairs, options) => open(browser, `${server.url}#scene=sequence&${pairs}`, options);
const near = (a, b, relative, floor = 1e-6) => Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b), floor);
const sigmoid = (v) => 1 / (1 + Math.exp(-v));
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

// The weights as PyTorch names them, read from the model file: weights(name)[row][col].
async function weightsOf(page) {
  const bytes = Uint8Array.from(await page.evaluate(() => window.unroll.saveModel().then((all) => Array.from(all))));
  const view = new DataView(bytes.buffer), headerSize = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerSize)));
  return (name) => {
    const { shape: [rows, cols = 1], data_offsets: [begin] } = header[name];
    return Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (_, c) => view.getFloat32(8 + headerSize + begin + 4 * (r * cols + c), true)));
  };
}

const dot = (row, numbers) => sum(row.map((w, j) => w * numbers[j]));

for (const peepholes of [false, true])
  test(`LSTM${peepholes ? ' with peepholes' : ''}: the cell is opened, each gate is σ or tanh of its terms, and these are the weights' own`, async () => {
    const { page, complaints, close } = await scene(`${small}&cell=lstm&updates=30&peepholes=${peepholes}`);
    const weights = await weightsOf(page);
    await press(page, 'inside', [0.5, 0.5]);
    await until(page, '(s) => s.inside');
    await focusStage(page);  // Escape leads back to the chain, once the stage has the keys, and Enter in again
    if ((await state(page)).inside) await page.keyboard.press('Escape');
    await until(page, '(s) => !s.inside');
    await page.keyboard.press('Enter');
    await until(page, '(s) => s.inside');
    let before = { h: [0, 0, 0, 0], c: [0, 0, 0, 0] };
    for (let t = 0; t < 3; ++t) {
      const now = await until(page, `(s) => s.t === ${t} && s.inside`);
      const order = { i: 0, f: 1, g: 2, o: 3 };
      for (const gate of Object.keys(order)) {
        await press(page, `cell-${gate}`, [0.5, 0.9]);
        const { inside } = await until(page, `(s) => s.inside?.part === "${gate}"`);
        const row = order[gate] * 4 + inside.unit;
        let expected = weights('rnn.bias_ih_l0')[row][0] + weights('rnn.bias_hh_l0')[row][0] + dot(weights('rnn.weight_ih_l0')[row], now.x) + dot(weights('rnn.weight_hh_l0')[row], before.h);
        if (peepholes && gate !== 'g') expected += weights(`rnn.weight_c${gate}_l0`)[inside.unit][0] * (gate === 'o' ? now.gates.c : before.c)[inside.unit];
        assert.equal(inside.terms.length, 1 + 2 + 4 + (peepholes && gate !== 'g' ? 1 : 0));
        assert.ok(near(inside.sum, expected, 1e-4, 0.1), `${gate} at ${t}: ${inside.sum}, ${expected}`);
        assert.ok(near(sum(inside.terms), inside.sum, 1e-5, 0.1));
        assert.ok(near(inside.value, gate === 'g' ? Math.tanh(expected) : sigmoid(expected), 1e-4));
        assert.equal(inside.value, now.gates[gate][inside.unit]);
      }
      await press(page, 'cell-c');
      const { inside } = await until(page, '(s) => s.inside?.part === "c"');
      const [kept, added, c] = inside.equation;
      assert.ok(near(kept, now.gates.f[inside.unit] * before.c[inside.unit], 1e-6));
      assert.ok(near(added, now.gates.i[inside.unit] * now.gates.g[inside.unit], 1e-6));
      assert.ok(near(c, kept + added, 1e-5) && c === now.gates.c[inside.unit]);
      before = { h: now.h, c: now.gates.c };
      await page.keyboard.press('Escape');  // to the stage, which is not yet the way back
      await settle(page);
      if (!(await state(page)).inside) await page.keyboard.press('Enter');
      await page.keyboard.press('ArrowRight');
    }
    const end = await until(page, '(s) => s.t === 3 && s.inside');
    assert.match(end.link, /inside=1/);
    assert.match(end.words, /Forget gate/);
    const again = await scene(`${small}&cell=lstm&inside=1&t=2`);
    await until(again.page, '(s) => s.t === 2 && s.inside');
    assert.deepEqual(complaints, []);
    assert.deepEqual(again.complaints, []);
    await again.close();
    await close();
  });

test('GRU: its gates are the weights’ own, the reset gate multiplies what the old state says, and h is put together from the nodes', async () => {
  const { page, complaints, close } = await scene(`${small}&cell=gru&updates=30&inside=1&t=1`);
  const weights = await weightsOf(page);
  const before = await until(page, '(s) => s.t === 1 && s.inside');
  await focusStage(page);
  if (!(await state(page)).inside) await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowRight');
  const now = await until(page, '(s) => s.t === 2 && s.inside');
  const order = { r: 0, z: 1, n: 2 };
  for (const gate of Object.keys(order)) {
    await press(page, `cell-${gate}`, [0.5, 0.9]);
    const { inside } = await until(page, `(s) => s.inside?.part === "${gate}"`);
    const row = order[gate] * 4 + inside.unit;
    const given = weights('rnn.bias_ih_l0')[row][0] + dot(weights('rnn.weight_ih_l0')[row], now.x);
    const recurrent = weights('rnn.bias_hh_l0')[row][0] + dot(weights('rnn.weight_hh_l0')[row], before.h);
    const expected = given + (gate === 'n' ? now.gates.r[inside.unit] : 1) * recurrent;
    assert.ok(near(inside.sum, expected, 1e-4, 0.1), `${gate}: ${inside.sum}, ${expected}`);
    assert.ok(near(sum(inside.terms), inside.sum, 1e-5, 0.1));
    assert.ok(near(inside.value, gate === 'n' ? Math.tanh(expected) : sigmoid(expected), 1e-4));
  }
  await press(page, 'cell-h');
  const { inside } = await until(page, '(s) => s.inside?.part === "h"');
  const [fresh, old, h] = inside.equation, i = inside.unit;
  assert.ok(near(fresh, (1 - now.gates.z[i]) * now.gates.n[i], 1e-5));
  assert.ok(near(old, now.gates.z[i] * before.h[i], 1e-5));
  assert.ok(near(h, fresh + old, 1e-5) && h === now.h[i]);
  assert.deepEqual(complaints, []);
  await close();
});

test('by keyboard alone: Tab reaches the gates, Enter chooses, arrows change the unit; a double press on a column opens the cell', async () => {
  const { page, complaints, close } = await scene(`${small}&cell=lstm&inside=1&t=2`);
  await until(page, '(s) => s.inside');
  await tabTo(page, 'cell-o');
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.inside.part === "o" && s.inside.unit === 0');
  await page.keyboard.press('ArrowDown');
  const now = await until(page, '(s) => s.inside.unit === 1');
  assert.equal(now.inside.value, now.gates.o[1]);
  await press(page, 'inside', [0.1, 0.5]);
  await until(page, '(s) => !s.inside');
  const { stage, pixelsPerUnit } = await state(page);
  await page.mouse.dblclick((stage[0] + stage[2] * 0.5) * pixelsPerUnit, (stage[1] + stage[3] * 0.5) * pixelsPerUnit);
  await until(page, '(s) => s.inside');
  assert.deepEqual(complaints, []);
  await close();
});

test('a term of a gate is dragged and turned with the arrows: its weight changes, and the gate with it', async () => {
  const { page, complaints, close } = await scene(`${small}&cell=lstm&inside=1&t=3`);
  const before = await until(page, '(s) => s.inside?.part === "f"');
  const line = await place(page, 'term1');
  await page.mouse.move(line.x + 40, line.center[1]);
  await page.mouse.down();
  for (const by of [20, 40, 60]) {
    await page.mouse.move(line.x + 40 + by, line.center[1]);
    await settle(page);
  }
  await page.mouse.up();
  const dragged = await until(page, `(s) => Math.abs(s.inside.weights[1] - ${before.inside.weights[1]} - 0.6) < 0.0051`);
  assert.ok(Math.abs(dragged.inside.sum - before.inside.sum - 0.6 * before.inside.operands[1]) < 0.1, 'the states before it change a little, too');
  await page.keyboard.press('Control+z');
  await until(page, `(s) => s.weights_hash === "${before.weights_hash}"`);
  await tabTo(page, 'term0');
  await page.keyboard.press('ArrowRight');  // b is the sum of two: it grows as it says
  await until(page, `(s) => Math.abs(s.inside.weights[0] - ${before.inside.weights[0]} - 0.05) < 0.0051`);
  assert.deepEqual(complaints, []);
  await close();
});

test('an LSTM backward: each gradient is what comes from y and from the next step, that of c runs along the belt, and the link says it', async () => {
  const { page, complaints, close } = await scene(`${small}&cell=lstm&lossAt=every`);
  await press(page, 'inside', [0.85, 0.5]);
  const loss = await until(page, '(s) => s.back === 0 && s.gradient');
  assert.ok(near(sum(loss.gradient.lossAt), loss.gradient.loss, 1e-5));
  await focusStage(page);
  let next;
  for (let back = 1; back <= 6; ++back) {
    await page.keyboard.press('ArrowRight');
    const now = await until(page, `(s) => s.back === ${back} && s.gradient`);
    assert.equal(now.t, 6 - back);
    const { h, fromY, fromNext, norms, c } = now.gradient;
    h.forEach((v, i) => assert.ok(near(v, fromY[i] + fromNext[i], 1e-5)));
    assert.ok(near(Math.hypot(...h), norms[now.t], 1e-5));
    // ∂L/∂c_t = ∂L/∂h_t ∘ o_t ∘ (1 − tanh²(c_t)) + ∂L/∂c_{t+1} ∘ f_{t+1}
    c.forEach((v, i) => {
      const shown = h[i] * now.gates.o[i] * (1 - Math.tanh(now.gates.c[i]) ** 2);
      assert.ok(near(v, shown + (next ? next.gradient.c[i] * next.gates.f[i] : 0), 1e-3, 1e-3), `c at ${now.t}`);
    });
    next = now;
  }
  const end = await state(page);
  assert.match(end.link, /fold=2/);
  assert.match(end.words, /gradient of h/);
  const again = await scene(`${small}&cell=gru&layers=2&fold=2&t=9`);
  const there = await until(again.page, '(s) => s.back === 3 && s.gradient');
  assert.equal(there.gradient.layers.length, 2);
  await press(page, 'inside', [0.1, 0.5]);
  await until(page, '(s) => s.back === -1 && !s.gradient');
  assert.deepEqual(complaints, []);
  assert.deepEqual(again.complaints, []);
  await again.close();
  await close();
});

for (const size of Object.keys(sizes))
  for (const lang of ['en', 'de'])
    test(`${size}, ${lang}: inside and backward nothing is cut and nothing overlaps`, async () => {
      for (const net of ['cell=lstm&hiddenSize=4&seqLen=6&t=3&inside=1', 'cell=lstm&hiddenSize=8&seqLen=12&t=3&inside=1&peepholes=true', 'cell=gru&hiddenSize=3&seqLen=6&t=3&inside=1', 'cell=gru&layers=2&bidirectional=true&hiddenSize=32&seqLen=30&t=20&inside=1', 'cell=lstm&hiddenSize=4&seqLen=6&fold=2&t=9', 'cell=gru&layers=2&bidirectional=true&hiddenSize=4&seqLen=20&fold=2&t=30']) {
        const { page, complaints, close } = await scene(`task=adding&animate=false&lang=${lang}&${net}`, { size });
        await settle(page);
        const look = async (where) => assert.deepEqual(faults(await state(page)).map((fault) => `${net}, ${where}: ${fault}`), []);
        await look('as opened');
        assert.deepEqual((await state(page)).missingText, []);
        if (size === 'phone') {
          await press(page, 'tab-inspector');
          await look('inspector');
        }
        assert.deepEqual(complaints, []);
        await close();
      }
    });
