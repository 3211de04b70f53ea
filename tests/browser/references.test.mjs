// The page of slides and references: each title's link opens the scene that it names, with nothing to complain about.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { launch, open, sceneNames, serve, settle, state, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

test('each title of the lecture has a link that opens, in two languages', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}references.html`, { wait: false });
  const rows = await page.$$eval('#slides + table tbody tr', (all) => all.map((row) => ({
    titles: [...row.cells].slice(0, 2).map((cell) => cell.textContent.trim()), links: [...row.querySelectorAll('a')].map((a) => a.href) })));
  const problems = ['blackBox', 'cost', 'data', 'guarantee', 'gradients', 'washout', 'memory', 'published'];
  const links = rows.flatMap((row) => row.links).map((link) => new URLSearchParams(new URL(link).hash.slice(1)));
  for (const row of rows) assert.ok(row.titles.every((title) => title.length > 5) && row.links.length > 0, JSON.stringify(row));
  assert.deepEqual([...new Set(links.map((keys) => keys.get('scene')))], sceneNames);
  assert.deepEqual(links.map((keys) => keys.get('problem')).filter(Boolean), problems);
  assert.deepEqual(complaints, []);
  await close();

  const opened = await open(browser, `${server.url}#${links[0]}`);
  for (const keys of links) {
    await opened.page.evaluate((link) => window.unroll.load(link), decodeURIComponent(`${keys}`));
    await until(opened.page, `(s) => s.scene === '${keys.get('scene')}'`);
    await settle(opened.page);
    const now = await state(opened.page);
    assert.deepEqual([now.problem ?? null, now.messages, now.missingText], [keys.get('problem'), [], []], `${keys}`);
  }
  assert.deepEqual(opened.complaints, []);
  await opened.close();
});

test('on a phone nothing is wider than the page', async () => {
  const { page, close } = await open(browser, `${server.url}references.html`, { size: 'phone', wait: false });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await close();
});
