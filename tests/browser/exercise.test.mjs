// A story as an exercise for a class: the package for learning platforms, and a small stand-in for such a platform that takes nothing which SCORM
// 1.2 doesn't allow.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { eventually, launch, open, sceneNames, serve, site } from './page.mjs';

const zip = join(dirname(site), 'unroll-scorm.zip');

// What the standard has of the run-time environment and is used here, with its data types (SCORM 1.2, section 3.4.4).
const platform = (memory, frame, mode = 'normal') => `<!doctype html><html><head><link rel="icon" href="data:,"></head><body style="margin:0"><script>
  const decimal = /^-?\\d+(\\.\\d+)?$/;
  const model = {
    'cmi.core.lesson_mode': { value: '${mode}' },
    'cmi.suspend_data': { value: ${JSON.stringify(memory)}, takes: (v) => v.length <= 4096 },
    'cmi.core.lesson_status': { value: 'not attempted', takes: (v) => ['passed', 'completed', 'failed', 'incomplete', 'browsed'].includes(v) },
    'cmi.core.score.raw': { value: '', takes: (v) => decimal.test(v) && v >= 0 && v <= 100 },
    'cmi.core.score.min': { value: '', takes: (v) => decimal.test(v) }, 'cmi.core.score.max': { value: '', takes: (v) => decimal.test(v) },
    'cmi.core.session_time': { takes: (v) => /^\\d{2,4}:[0-5]\\d:[0-5]\\d(\\.\\d{1,2})?$/.test(v) },
    'cmi.core.exit': { takes: (v) => ['time-out', 'suspend', 'logout', ''].includes(v) },
  };
  window.said = { calls: [], mistakes: [], committed: {}, messages: [] };
  let phase = 'new', error = '0';
  const wrong = (why) => { said.mistakes.push(why); error = '201'; return 'false'; };
  const running = (name, argument) => phase === 'running' && typeof argument === 'string' || wrong(name + ' while ' + phase);
  window.API = {
    LMSInitialize: (empty) => { said.calls.push('initialize'); if (phase !== 'new' || empty !== '') return wrong('initialize'); phase = 'running'; return 'true'; },
    LMSGetValue: (name) => { if (running('get', name) !== true) return ''; return name in model && 'value' in model[name] ? model[name].value : (wrong('get ' + name), ''); },
    LMSSetValue: (name, value) => {
      if (running('set', name) !== true) return 'false';
      if (!model[name]?.takes || typeof value !== 'string' || !model[name].takes(value)) return wrong('set ' + name + ' ' + value);
      model[name].value = value;
      return 'true';
    },
    LMSCommit: (empty) => { if (running('commit', empty) !== true) return 'false'; said.calls.push('commit'); said.committed = Object.fromEntries(Object.entries(model).map(([name, each]) => [name, each.value])); return 'true'; },
    LMSFinish: (empty) => { if (running('finish', empty) !== true) return 'false'; said.calls.push('finish'); said.final = Object.fromEntries(Object.entries(model).map(([name, each]) => [name, each.value])); phase = 'over'; return 'true'; },
    LMSGetLastError: () => error, LMSGetErrorString: () => '', LMSGetDiagnostic: () => '',
  };
  addEventListener('message', (event) => said.messages.push(event.data));
</script><iframe id="frame" title="exercise" src="${frame}" width="1100" height="700"></iframe></body></html>`;

let browser, server, folder;
const all = (steps, except) => JSON.stringify({ done: Object.fromEntries(Array.from({ length: steps }, (_, i) => i + 1).filter((step) => step !== except).map((step) => [step, [true]])), steps, link: '' });
before(async () => {
  assert.ok(existsSync(zip), `${zip} is missing; build the page first`);
  folder = mkdtempSync(join(tmpdir(), 'unroll-'));
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, folder]);
  browser = await launch();
  const frame = '/exercise.html?exercise=sequence';
  server = await serve({
    '/platform.html': platform('', frame),
    '/nearly.html': platform(all(10, 1), frame),
    '/foreign.html': platform('of another program', frame),
    '/review.html': platform('', frame, 'review'),
  }, { folder });
});
after(async () => { await browser?.close(); await server?.close(); rmSync(folder, { recursive: true, force: true }); });

const frameOf = async (page) => {
  const frame = await (await page.waitForSelector('#frame')).contentFrame();
  await frame.waitForFunction(() => document.querySelector('unroll-lab')?.isAwake, undefined, { polling: 100 });
  return frame;
};
const said = (page) => page.evaluate(() => window.said);
const step = (frame, n) => frame.evaluate((count) => document.querySelector('unroll-lab').step(count), n);
const leave = (page) => page.evaluate(() => document.getElementById('frame').remove());

test('the manifest names all files and only those, and the story of each scene', () => {
  const text = readFileSync(join(folder, 'imsmanifest.xml'), 'utf8');
  const read = `import sys, json, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
ns = {'i': 'http://www.imsproject.org/xsd/imscp_rootv1p1p2'}
scorm = '{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype'
print(json.dumps({'schema': [root.findtext('i:metadata/i:schema', None, ns), root.findtext('i:metadata/i:schemaversion', None, ns)],
  'default': root.find('i:organizations', ns).get('default'), 'organizations': [o.get('identifier') for o in root.findall('i:organizations/i:organization', ns)],
  'items': [[i.get('identifierref'), i.get('parameters'), i.findtext('i:title', None, ns)] for i in root.iter('{%s}item' % ns['i'])],
  'resources': [[r.get('identifier'), r.get('type'), r.get(scorm), r.get('href'), [f.get('href') for f in r.findall('i:file', ns)]] for r in root.iter('{%s}resource' % ns['i'])]}))`;
  const manifest = JSON.parse(execFileSync('python3', ['-c', read, join(folder, 'imsmanifest.xml')], { encoding: 'utf8' }));
  assert.deepEqual(manifest.schema, ['ADL SCORM', '1.2']);
  assert.deepEqual([manifest.default], manifest.organizations);
  assert.deepEqual(manifest.items.map(([, parameters]) => parameters), sceneNames.map((name) => `?exercise=${name}`));
  const [[identifier, type, scormType, href, files]] = manifest.resources;
  assert.deepEqual([manifest.resources.length, type, scormType, href], [1, 'webcontent', 'sco', 'exercise.html']);
  for (const [reference, , title] of manifest.items) assert.ok(reference === identifier && title.length > 3);
  const there = readdirSync(folder, { recursive: true }).map((name) => relative(folder, join(folder, name))).filter((name) => name !== 'imsmanifest.xml' && statSync(join(folder, name)).isFile());
  assert.deepEqual(files.slice().sort(), there.sort());
  assert.ok(files.includes(href) && files.includes('unroll.wasm') && files.includes('words.de.json'));
  const ids = Array.from(text.matchAll(/ identifier="([^"]*)"/g), ([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test('a finished task is told to the platform and to the page around, and is there the next time', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}platform.html`, { wait: false });
  const frame = await frameOf(page);
  await eventually(page, () => window.said.calls.includes('commit'));
  assert.equal((await said(page)).committed['cmi.core.lesson_status'], 'incomplete');
  await step(frame, 3);
  await eventually(page, () => window.said.messages.some((each) => each.unroll?.event === 'task'));
  const { messages, committed } = await said(page);
  assert.deepEqual(messages.filter((each) => each.unroll?.event === 'task').map((each) => each.unroll.detail), [{ exercise: 'sequence', step: 1, task: 1, steps: 10, stepsDone: 1, finished: false }]);
  await eventually(page, () => window.said.committed['cmi.core.score.raw'] === '10');
  await leave(page);
  await eventually(page, () => window.said.final);
  const last = await said(page);
  assert.deepEqual(last.mistakes, []);
  assert.equal(last.calls.at(-1), 'finish');
  assert.deepEqual([last.final['cmi.core.lesson_status'], last.final['cmi.core.exit']], ['incomplete', 'suspend']);
  assert.deepEqual(JSON.parse(last.final['cmi.suspend_data']).done['1'], [true]);
  assert.ok(committed['cmi.core.score.max'] === '100');
  // The next time.
  await close();
  const second = await serve({ '/platform.html': platform(last.final['cmi.suspend_data'], '/exercise.html?exercise=sequence') }, { folder });
  const again = await open(browser, `${second.url}platform.html`, { wait: false });
  const frameAgain = await frameOf(again.page);
  assert.equal((await frameAgain.evaluate(() => document.querySelector('unroll-lab').state())).t, 3);
  await eventually(again.page, () => window.said.committed['cmi.core.score.raw'] === '10');
  assert.deepEqual([...complaints, ...again.complaints], []);
  await again.close();
  await second.close();
});

test('all tasks of all steps: completed', async () => {
  const { page, close } = await open(browser, `${server.url}nearly.html`, { wait: false });
  const frame = await frameOf(page);
  await step(frame, 3);
  await eventually(page, () => window.said.committed['cmi.core.lesson_status'] === 'completed');
  const { committed, mistakes, messages } = await said(page);
  assert.equal(committed['cmi.core.score.raw'], '100');
  assert.equal(messages.filter((each) => each.unroll?.event === 'task').at(-1).unroll.detail.finished, true);
  assert.deepEqual(mistakes, []);
  await close();
});

test('what another program left is passed over; a review writes nothing; without a platform it is an exercise still', async () => {
  const foreign = await open(browser, `${server.url}foreign.html`, { wait: false });
  await frameOf(foreign.page);
  await eventually(foreign.page, () => window.said.calls.includes('commit'));
  assert.deepEqual((await said(foreign.page)).mistakes, []);
  await foreign.close();
  const review = await open(browser, `${server.url}review.html`, { wait: false });
  await step(await frameOf(review.page), 3);
  await eventually(review.page, () => window.said.messages.some((each) => each.unroll?.event === 'task'));
  await leave(review.page);
  await eventually(review.page, () => window.said.calls.includes('finish'));
  const { calls, mistakes } = await said(review.page);
  assert.deepEqual([calls, mistakes], [['initialize', 'finish'], []]);
  await review.close();
  const alone = await open(browser, `${server.url}exercise.html#exercise=hopfield&lang=de`, { wait: false });
  await alone.page.waitForFunction(() => document.querySelector('unroll-lab')?.isAwake, undefined, { polling: 100 });
  const now = await alone.page.evaluate(() => document.querySelector('unroll-lab').state());
  assert.deepEqual([now.scene, now.lang, now.story.step], ['hopfield', 'de', 1]);
  assert.deepEqual([...foreign.complaints, ...review.complaints, ...alone.complaints], []);
  await alone.close();
});

test('exercise= in a link of index.html: that story alone, and what is done is told to the page around, each task once', async () => {
  const around = `<!doctype html><link rel="icon" href="data:,"><script>window.heard = []; addEventListener('message', (e) => heard.push(e.data))</script>
    <iframe src="index.html#exercise=sequence&lang=en&animate=false" width="1200" height="780"></iframe>`;
  const page = await serve({ '/around.html': around });
  const opened = await open(browser, `${page.url}around.html`, { wait: false });
  const frame = await (await opened.page.waitForSelector('iframe')).contentFrame();
  await frame.waitForFunction(() => window.unroll);
  await frame.evaluate(() => window.unroll.ready.then(() => true));
  const state = () => frame.evaluate(() => { const { scene, link, layout, story } = window.unroll.state(); return { scene, link, story, names: layout.controls.map((each) => each.name) }; });
  const before = await state();
  assert.equal(before.scene, 'sequence');
  assert.match(before.link, /exercise=sequence/);
  assert.ok(!before.names.includes('scenes') && before.names.some((name) => name.startsWith('story')), before.names.join());
  await frame.evaluate(() => window.unroll.step(5));
  await eventually(opened.page, () => window.heard.some((each) => each.unroll?.event === 'task'));
  await frame.evaluate(() => window.unroll.step(-1).then(() => window.unroll.step(1)));
  await opened.page.waitForTimeout(500);
  const told = await opened.page.evaluate(() => window.heard.filter((each) => each.unroll?.event === 'task').map((each) => each.unroll.detail));
  assert.deepEqual(told, [{ exercise: 'sequence', step: 1, task: 1, steps: before.story.steps, stepsDone: 1, finished: false }]);
  assert.deepEqual(opened.complaints, []);
  await opened.close();
  await page.close();
  const unknown = await open(browser, `${server.url}index.html#exercise=wombat&lang=en`);
  const { messages, scene } = await unknown.page.evaluate(() => window.unroll.state());
  assert.equal(scene, 'start');
  assert.match(JSON.stringify(messages), /exercise=wombat/);
  await unknown.close();
});
