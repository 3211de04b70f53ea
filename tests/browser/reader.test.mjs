// What a screen reader gets: what happens reaches the live regions by itself, and the numbers stand in a table that can be walked through.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { launch, open, press, serve, settle, state } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

// Opens a page and notes everything that its live region has said since.
async function listen(experiment) {
  const opened = await open(browser, `${server.url}#${experiment}&lang=en&animate=false`);
  await opened.page.evaluate(() => {
    const region = document.getElementById('stage-words');
    window.said = [region.textContent];
    new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
  });
  const hears = (words) => opened.page.waitForFunction((w) => window.said.some((each) => each.includes(w)), words, { timeout: 30000 });
  const times = (words) => opened.page.evaluate((w) => window.said.filter((each) => each.includes(w)).length, words);
  return { ...opened, hears, times };
}

const rows = (page) => page.evaluate(() => [...document.querySelectorAll('#stage-table tr')].map((row) => [...row.cells].map((cell) => cell.textContent)));
const number = (words) => Number(words.replace('−', '-'));

test('a task that is done and a finished step are told, each once', async () => {
  const { page, hears, times, close } = await listen('scene=sequence&task=adding&hiddenSize=3&seqLen=6');
  await hears('Task: Step on to t\u00a0=');
  assert.equal(await times('Done:'), 0);
  await page.evaluate(() => window.unroll.step(5));
  await hears('Done: Step on to t\u00a0=');
  await hears('Done.');
  await page.evaluate(() => window.unroll.step(-1));
  await hears('at time step 4');
  assert.equal(await times('Done: Step on to t\u00a0='), 1);
  await press(page, 'storyNext');
  await hears('Task: Unfold the loop');
  await hears('Space begins this step.');
  await close();
});

test('a message is told', async () => {
  const { page, hears, times, close } = await listen('scene=sequence');
  assert.equal(await times('Left out of the link'), 0);
  await page.evaluate(() => { location.hash = '#scene=sequence&hiddenSize=0&lang=en&animate=false'; });
  await hears('Left out of the link: hiddenSize=0');
  await close();
});

test('a tip is told when it appears', async () => {
  const { page, hears, times, close } = await listen('scene=training&task=adding&hiddenSize=3&seqLen=6');
  const before = await times('Turn the learning rate while it runs');
  assert.equal(before, 0);
  await page.evaluate(() => window.unroll.step(20));
  await hears('Turn the learning rate while it runs');
  await hears('the net uses what it has seen');  // the first tip, its lines joined to a sentence
  await close();
});

test('Sequence: inputs, states, outputs and targets as a table, what is to come left empty', async () => {
  const { page, close } = await listen('scene=sequence&task=xor&hiddenSize=3&seqLen=6');
  await page.waitForFunction(() => document.querySelectorAll('#stage-table tbody tr').length === 6);
  assert.deepEqual((await rows(page))[0], ['Time step', 'x', 'h[0]', 'h[1]', 'h[2]', 'y', 'Target']);
  assert.equal((await rows(page))[4][2], '', 't = 3 is still to come');
  await page.evaluate(() => window.unroll.step(3));
  await page.waitForFunction(() => document.querySelectorAll('#stage-table tbody tr')[3].cells[2].textContent !== '');
  const now = await state(page), row = (await rows(page))[4];
  assert.equal(number(row[0]), 3);
  now.h.forEach((value, i) => assert.ok(Math.abs(number(row[2 + i]) - value) < 0.01, `h[${i}]`));
  assert.equal(await page.evaluate(() => document.querySelectorAll('#stage-table th[scope=row]').length), 6);
  await close();
});

test('Theorem: the outputs of both nets as a table; in the page’s language, and none where a scene has none', async () => {
  const { page, close } = await listen('scene=theorem&task=xor&hiddenSize=3&seqLen=6');
  await page.waitForFunction(() => document.querySelectorAll('#stage-table tbody tr').length === 8);
  const { rnnOutputs, feedforwardOutputs } = await state(page);
  const body = (await rows(page)).slice(1);
  body.forEach((row, t) => assert.ok(Math.abs(number(row[1]) - rnnOutputs[t]) < 1e-4, `loop at ${t}`));
  feedforwardOutputs.forEach((y, t) => assert.ok(Math.abs(number(body[t][2]) - y) < 1e-4, `twin at ${t}`));
  assert.ok(body.slice(feedforwardOutputs.length).every((row) => /no layer/.test(row[2])));
  await press(page, 'language');
  await page.waitForFunction(() => document.querySelector('#stage-table th').textContent === 'Zeitschritt');
  await page.evaluate(() => { location.hash = '#scene=latch'; });
  await page.waitForFunction(() => document.querySelector('#stage-table table') === null);
  await settle(page);
  await close();
});
