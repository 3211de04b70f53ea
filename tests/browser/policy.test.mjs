// The site with the strict policy that the build states: every scene, the workers, a worker of the single file, files and sound, and no
// violation. What the README says is what the build says.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, open, ready, root, sceneNames, serve, settle, site, state } from './page.mjs';

const stated = /Content-Security-Policy "([^"]*)"/.exec(readFileSync(join(site, 'csp.conf'), 'utf8'))[1];
const ofReadme = /add_header Content-Security-Policy "([^"]*)"/.exec(readFileSync(join(root, 'README.md'), 'utf8'))[1];

let browser, server;
before(async () => { browser = await launch(); server = await serve({}, { headers: () => ({ 'content-security-policy': ofReadme }) }); });
after(async () => { await browser?.close(); await server?.close(); });

// Heard before anything else of the page runs.
async function watched(page) {
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  await page.reload();
  await ready(page);
}

test('the README’s header is the build’s, less the hashes of the single file’s scripts', () => {
  assert.equal(stated.replace(/('wasm-unsafe-eval')( 'sha256-[\w+/=]+')+;/, '$1;'), ofReadme);
  assert.match(ofReadme, /^default-src 'none';/);
  assert.doesNotMatch(ofReadme, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:|\*/);
});

test('the policy does forbid: an inline script, a foreign host, eval', async () => {
  const { page, close } = await open(browser, server.url);
  await watched(page);
  const after = await page.evaluate(async () => {
    document.body.appendChild(document.createElement('script')).textContent = 'window.ran = true';
    await fetch('https://example.org/').catch(() => {});
    setTimeout(() => { window.evaluated = new Function('return 1')(); }, 0);  // the driver's own call may
    await new Promise((done) => setTimeout(done, 200));
    return { ran: window.ran, evaluated: window.evaluated, violations: window.violations.map((each) => each.split(' ')[0]) };
  });
  assert.deepEqual({ ...after, violations: after.violations.sort() }, { ran: undefined, evaluated: undefined, violations: ['connect-src', 'script-src', 'script-src-elem'] });
  await close();
});

test('all scenes, both languages, workers, a model file, a picture, a typed text, sound: no violation', async () => {
  const { page, complaints, close } = await open(browser, server.url);
  await watched(page);
  for (const lang of ['en', 'de'])
    for (const scene of sceneNames) {
      await page.evaluate((text) => window.unroll.load(text), `scene=${scene}&lang=${lang}`);
      await settle(page);
      assert.equal((await state(page)).scene, scene);
    }
  await page.evaluate(() => window.unroll.load('scene=problems&problem=guarantee&seqLen=10&hiddenSize=4&updates=20&seeds=4&runs=4'));
  await page.waitForFunction(() => window.unroll.state().runsDone === 4);
  assert.ok((await state(page)).helpers >= 2);
  await page.evaluate(async () => {
    await window.unroll.load('scene=training&task=text&look=typed');
    await window.unroll.snapshot();
    await window.unroll.saveModel();
    unrollSound.play([440, 0, 0, 0.1, 0.1, 0.2, 0.1, 0.3, 0]);
    unrollSound.stop();
    unrollBridge.saveFile('x.bin', new Uint8Array(3));
  });
  await settle(page);
  await page.waitForSelector('#field', { state: 'visible' });
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  assert.deepEqual(complaints.filter((each) => !/AudioContext/.test(each)), []);
  await close();
});

test('an exercise with the element in it', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}exercise.html#exercise=latch`, { wait: false });
  await page.waitForFunction(() => document.querySelector('unroll-lab')?.isAwake, undefined, { polling: 100 });
  const { scene } = await page.evaluate(() => document.querySelector('unroll-lab').state());
  assert.equal(scene, 'latch');
  assert.equal(await page.evaluate(() => document.querySelector('unroll-lab').shadowRoot.querySelector('iframe').getBoundingClientRect().height), 800, 'its style is there');
  assert.deepEqual(complaints, []);
  await close();
});

test('the single file with its hashes, with workers from memory', async () => {
  const strict = await serve({}, { headers: () => ({ 'content-security-policy': stated }) });
  const { page, complaints, close } = await open(browser, `${strict.url}unroll.html#scene=sequence`);
  await watched(page);
  await page.evaluate(() => window.unroll.load('scene=problems&problem=guarantee&seqLen=10&hiddenSize=4&updates=20&seeds=4&runs=4'));
  await page.waitForFunction(() => window.unroll.state().runsDone === 4);
  assert.ok((await state(page)).helpers >= 2);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  assert.deepEqual(complaints, []);
  await close();
  await strict.close();
});

test('the local server sends it', async () => {
  const port = 20000 + (process.pid % 20000);
  const local = spawn('python3', [join(root, 'web/page/serve.py'), site, String(port)], { stdio: 'ignore' });
  try {
    let response;
    for (let i = 0; i < 100 && !response; ++i) {
      response = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
      if (!response) await new Promise((done) => setTimeout(done, 100));
    }
    assert.equal(response?.headers.get('content-security-policy'), stated);
    assert.equal((await fetch(`http://127.0.0.1:${port}/deck.html`)).headers.get('content-security-policy'), null);
  } finally {
    local.kill();
  }
});
