// Looking into nets in the page: the worst input of a run, a string of one's own in the black box, the sequence as tinted text. The numbers
// are those of the native program.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cli, launch, open, place, press, reach, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = (pairs, options) => open(browser, `${server.url}#${pairs}`, options);
const natively = (pairs) => JSON.parse(execFileSync(cli, ['problems', ...pairs.split('&')], { encoding: 'utf8' }).trim().split('\n').at(-1));

test('no guarantee: the worst input is searched in a net that was trained in a worker, and is the native one', async () => {
  const pairs = 'problem=guarantee&seqLen=6&hiddenSize=12&updates=1500&seeds=3';
  const { page, complaints, close } = await scene(`scene=problems&${pairs}&runs=3`);
  await until(page, '(s) => s.runsDone === 3 && !s.running');
  await reach(page, 'searchWorst');
  await press(page, 'searchWorst');
  const found = await until(page, '(s) => s.worstFound');
  const there = natively(`${pairs}&searched=${found.searchedRun}`);
  assert.equal(there.worstHash, found.hashes[found.searchedRun]);
  assert.equal(found.worstError, there.worstError);
  assert.ok(found.link.includes(`searched=${found.searchedRun}`), found.link);
  assert.deepEqual([found.missingText, complaints], [[], []]);
  await close();
});

test('black box: a string of one’s own is typed with the keyboard; the link brings it back with its step', async () => {
  const { page, complaints, close } = await scene('scene=problems&problem=blackBox&updates=400&shown=automaton&runs=1');
  await until(page, '(s) => s.trained && s.foundStates > 0');
  await tabTo(page, 'string');
  await page.keyboard.press('Enter');
  await page.keyboard.type('btxsx');
  await page.keyboard.press('Enter');
  const typed = await until(page, '(s) => s.string === "btxsx"');
  assert.deepEqual(typed.askedWay, [1, 2, 4, 6, -1]);
  assert.deepEqual(typed.askedWay, natively('problem=blackBox&updates=400&string=btxsx').askedWay);
  await tabTo(page, 'string');
  await page.keyboard.press('Enter');
  await page.keyboard.type('btq');
  await page.keyboard.press('Enter');
  const refused = await until(page, '(s) => s.messages.length > 0');
  assert.match(refused.messages[0], /“q” is no letter of reber: it has BTSXPVE/);
  assert.equal(refused.string, 'btxsx');
  await tabTo(page, 'strip');
  for (let i = 0; i < 3; ++i) await page.keyboard.press('ArrowRight');
  const { link } = await until(page, '(s) => s.t === 3');
  assert.deepEqual(complaints, []);
  await close();
  const again = await scene(link.slice(link.indexOf('#') + 1), { locale: 'de-DE', size: 'phone', touch: true });
  const now = await until(again.page, '(s) => s.string === "btxsx" && s.t === 3');
  assert.deepEqual([now.missingText, again.complaints], [[], []]);
  await again.close();
});

test('training: the sequence as text by a finger and by keys, of a unit and of an answer', async () => {
  const { page, complaints, close } = await scene('scene=training&task=text&hiddenSize=8&updates=20&look=text', { size: 'phone', touch: true, locale: 'de-DE' });
  const where = await place(page, 'text');
  await page.touchscreen.tap(where.x + 12, where.y + 12);
  assert.equal((await until(page, '(s) => s.text.t === 0')).text.unit, 0);
  const tint = await place(page, 'tint');
  await page.touchscreen.tap(tint.x + 0.75 * tint.w, tint.y + tint.h / 2);
  await until(page, '(s) => s.text.byAnswer && s.text.saliency.length === 25');
  await settle(page);
  const now = await state(page);
  assert.ok(now.text.saliency[0] > 0);
  assert.deepEqual(now.text.saliency.slice(1), Array(24).fill(0));
  assert.deepEqual([now.missingText, complaints], [[], []]);
  await close();
});
