// An input of one's own in the Sequence scene: bars that are dragged, bits that are turned over, numbers that are typed; the link keeps it.
import assert from 'node:assert/strict';
import { test, before, after } from 'node:test';
import { launch, open, place, press, ready, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs) => open(browser, `${server.url}#scene=sequence&hiddenSize=3&seqLen=6&animate=false&${pairs}`);

// A bar of the strip, by time step and row.
async function bar(page, t, feature, { steps, features }) {
  const p = await place(page, 'input');
  const row = (p.h + 8 * p.scale) / features;
  return [p.x + (p.w * (t + 0.5)) / steps, p.y + row * feature + row / 2 - 4 * p.scale];
}

test('a bar is dragged, a number typed, all is undone step by step, and the link brings it back', async () => {
  const { page, complaints, close } = await scene('task=adding');
  const drawn = (await state(page)).experiment;
  assert.doesNotMatch(drawn, /input=/);
  const [x, y] = await bar(page, 2, 1, { steps: 6, features: 2 });
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= 6; ++i) await page.mouse.move(x, y - i * 8);
  await page.mouse.up();
  const dragged = await until(page, '(s) => /input=/.test(s.experiment)');
  assert.equal(dragged.t, 2);
  assert.ok(dragged.x[1] > 0.5, `x is ${dragged.x}`);
  // Typed: exact.
  await press(page, 'inputNow');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('0.125,-1');
  await page.keyboard.press('Enter');
  const typed = await until(page, '(s) => s.x[0] === 0.125');
  assert.deepEqual(typed.x, [0.125, -1]);
  await page.waitForFunction(() => location.hash.includes('0.125,-1'));
  await page.reload();
  await ready(page);
  const again = await state(page);
  assert.deepEqual([again.t, again.x, again.h], [2, [0.125, -1], typed.h]);
  assert.deepEqual(again.missingText, []);
  // Nonsense changes nothing.
  await press(page, 'inputNow');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1,2,3');
  await page.keyboard.press('Enter');
  await settle(page);
  assert.deepEqual((await state(page)).x, [0.125, -1]);
  await press(page, 'newSequence');
  await until(page, '(s) => !/input=/.test(s.experiment)');
  await press(page, 'undo');
  await until(page, '(s) => /input=/.test(s.experiment) && s.x[0] === 0.125');
  assert.deepEqual(complaints, []);
  await close();
});

test('one drag is one step of undo; a bit is turned over by a press on the present step, and by keys alone', async () => {
  const { page, close } = await scene('task=echo&t=3');
  const before = await state(page);
  const [x, y] = await bar(page, 3, 0, { steps: 6, features: 1 });
  await page.mouse.click(x, y);
  const turned = await until(page, `(s) => s.x[0] === ${1 - before.x[0]}`);
  assert.equal(turned.t, 3);
  await page.mouse.click(x, y);
  await until(page, `(s) => s.x[0] === ${before.x[0]}`);
  await press(page, 'undo');
  await until(page, `(s) => s.x[0] === ${1 - before.x[0]}`);
  await press(page, 'undo');
  const back = await until(page, `(s) => s.x[0] === ${before.x[0]}`);
  assert.doesNotMatch(back.experiment, /input=/);
  await tabTo(page, 'inputNow');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(String(1 - before.x[0]));
  await page.keyboard.press('Enter');
  await until(page, `(s) => s.x[0] === ${1 - before.x[0]}`);
  await close();
});
