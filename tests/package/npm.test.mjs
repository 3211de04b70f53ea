// The npm package from its tarball, in a fresh folder: under Node.js, by TypeScript, and bundled by Vite in Chromium. The engine has the bits
// of the native program.
import test, { before } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build, cli, freshFolder, root, run, trainedNatively } from './folder.mjs';

const vite = '6.4.6', typescript = '5.9.3';
const longest = 240_000;  // ms, of a page
const { chromium } = createRequire(join(root, 'tests/browser/package.json'))('playwright-core');

const folder = freshFolder();
const file = (name, text) => writeFileSync(join(folder, name), text);
const node = (script) => {
  file('script.mjs', script);
  return JSON.parse(run(process.execPath, ['script.mjs'], { cwd: folder }));
};
let tarball;

before(() => {
  [{ filename: tarball }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: join(build, 'npm') }));
  file('package.json', '{ "name": "fresh", "private": true, "type": "module" }');
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', `./${tarball}`, `vite@${vite}`, `typescript@${typescript}`], { cwd: folder });
});

test('the tarball has the project’s version, the licence and the types', () => {
  const version = /project\(unroll VERSION ([\d.]+)/.exec(readFileSync(join(root, 'CMakeLists.txt'), 'utf8'))[1];
  assert.equal(tarball, `unroll-lab-${version}.tgz`);
  const installed = join(folder, 'node_modules/unroll-lab');
  assert.equal(JSON.parse(readFileSync(join(installed, 'package.json'))).version, version);
  for (const name of ['LICENSE', 'README.md', 'index.js', 'index.d.ts', 'engine.js', 'engine.d.ts', 'site/index.html', 'site/unroll.wasm']) {
    assert.ok(existsSync(join(installed, name)), name);
  }
  assert.equal(node("import { version } from 'unroll-lab/engine'; console.log(JSON.stringify(version))"), version);
});

const experiments = [
  ['task=adding', 'cell=lstm', 'seqLen=20', 'updates=500'],
  ['task=xor', 'updates=300', 'optimizer=rmsprop', 'seed=7'],
  ['task=echo', 'cell=gru', 'hiddenSize=12', 'layers=2', 'bidirectional=true', 'updates=100'],
  ['task=latch', 'cell=elman', 'trainingSet=50', 'updates=200', 'clipNorm=1'],
  ['task=text', 'updates=60'],
];

test('train has the native program’s bits, numbers and model file', () => {
  const script = `import { train } from 'unroll-lab/engine';
    import { writeFileSync } from 'node:fs';
    const all = [];
    for (const text of ${JSON.stringify(experiments.map((pairs) => pairs.join('&')))}) {
      const seen = [];
      const { model, ...rest } = await train(text, { onProgress: (p) => seen.push(p.update) });
      writeFileSync('model-' + all.length + '.safetensors', model);
      all.push({ ...rest, seen });
    }
    console.log(JSON.stringify(all));`;
  const all = node(script);
  experiments.forEach((pairs, i) => {
    const native = trainedNatively(...pairs, `save=${join(folder, `native-${i}.safetensors`)}`);
    assert.equal(all[i].weightsHash, native.weights_hash, pairs.join(' '));
    assert.equal(all[i].metric, native.metric);
    assert.equal(all[i].loss, native.loss);
    assert.equal(all[i].update, native.update);
    assert.deepEqual(all[i].seen, Array.from({ length: Math.ceil(native.update / 100) - 1 }, (_, n) => 100 * (n + 1)));
    assert.deepEqual(readFileSync(join(folder, `model-${i}.safetensors`)), readFileSync(join(folder, `native-${i}.safetensors`)));
  });
});

test('learnedAt is the study’s, and a training that diverges says where', () => {
  const pairs = ['task=xor', 'updates=2000'];
  const row = JSON.parse(run(cli, ['study', ...pairs]));
  const [learned, diverged] = node(`import { train } from 'unroll-lab/engine';
    const few = ({ learnedAt, diverged, update, metric }) => ({ learnedAt, diverged, update, metric });
    console.log(JSON.stringify([few(await train('task=xor&updates=2000')), few(await train({ task: 'adding', activation: 'relu', optimizer: 'sgd', learningRate: 10, updates: 500 }))]))`);
  assert.ok(row.learned_at > 0);
  assert.equal(learned.learnedAt, row.learned_at);
  assert.equal(learned.diverged, null);
  const native = trainedNatively('task=adding', 'activation=relu', 'optimizer=sgd', 'learningRate=10', 'updates=500');
  assert.ok(native.diverged);
  assert.equal(diverged.diverged.update, native.diverged_update);
  assert.equal(diverged.update, native.update);
});

test('predict, going on, own data and errors are the command line’s', () => {
  file('own.txt', 'the cat sat on the mat and the dog sat on the log. '.repeat(40));
  file('inputs.csv', '0.3,1\n0.9,0\n\n0.5,1\n');
  const answers = node(`import { train, predict } from 'unroll-lab/engine';
    import { readFileSync } from 'node:fs';
    const said = async (promise) => promise.then(() => 'no error', (error) => error.message);
    const { model } = await train('https://example.org/#scene=training&task=adding&updates=300');
    const own = await train('task=text&seqLen=20&updates=50', { data: readFileSync('own.txt') });
    const on = await train('updates=400&learningRate=0.005', { from: model });
    console.log(JSON.stringify({
      score: await predict(model, { seqLen: 40, sequences: 200, seed: '18446744073709551615' }),
      answers: await predict(model, [[[0.3, 1], [0.9, 0]], [[0.5, 1]]]),
      csv: (await predict(model, readFileSync('inputs.csv', 'utf8'))).csv,
      symbols: await predict(own.model, ['c', 'a', 't', ' ']),
      on: on.weightsHash, own: own.weightsHash,
      errors: [await said(train('hiddenSize=0')), await said(train('updates=10', { from: model })), await said(predict(model, [[1, 2, 3]])), await said(predict(new Uint8Array(9)))],
    }))`);
  run(cli, ['train', 'task=adding', 'updates=300', 'save=net.safetensors'], { cwd: folder });
  const score = JSON.parse(run(cli, ['predict', 'load=net.safetensors', 'seqLen=40', 'sequences=200', 'seed=18446744073709551615'], { cwd: folder }));
  assert.deepEqual(answers.score, score);
  const csv = run(cli, ['predict', 'load=net.safetensors', 'inputs.csv'], { cwd: folder });
  assert.equal(answers.csv, csv);
  assert.equal(answers.answers.csv, csv);
  assert.deepEqual(answers.answers.answers.map((sequence) => sequence.map(([y]) => y)), [[0, 1].map((t) => Number(csv.split('\n')[1 + t].split(',')[2])), [Number(csv.split('\n')[3].split(',')[2])]]);
  assert.equal(answers.on, trainedNatively(`load=${join(folder, 'net.safetensors')}`, 'updates=400', 'learningRate=0.005').weights_hash);
  assert.equal(answers.own, trainedNatively('task=text', 'seqLen=20', 'updates=50', `data=${join(folder, 'own.txt')}`).weights_hash);
  assert.equal(answers.symbols.likeliest[0].length, 4);
  assert.ok(answers.symbols.names.includes(' ') && answers.symbols.names.includes('c'));
  const sum = answers.symbols.answers[0][3].reduce((a, b) => a + b);
  assert.ok(Math.abs(sum - 1) < 1e-5, `probabilities add up to ${sum}`);
  assert.match(answers.errors[0], /^hiddenSize=0: must be /);
  assert.match(answers.errors[1], /^updates=10: the model is at update 300 already$/);
  assert.match(answers.errors[2], /the net has 2 inputs, this line has 3 fields/);
  assert.notEqual(answers.errors[3], 'no error');
});

test('a signal ends a training, and others have their turn meanwhile', () => {
  const { name, turns, ms } = node(`import { train } from 'unroll-lab/engine';
    const controller = new AbortController();
    let turns = 0, at = 0;
    const timer = setInterval(() => { if (++turns === 3) { at = performance.now(); controller.abort(); } }, 10);
    const name = await train('task=adding&cell=lstm&hiddenSize=64&updates=1000000', { signal: controller.signal }).catch((error) => error.name);
    clearInterval(timer);
    console.log(JSON.stringify({ name, turns, ms: performance.now() - at }))`);
  assert.equal(name, 'AbortError');
  assert.ok(turns >= 3);
  assert.ok(ms < 5000, `${ms} ms`);
});

test('TypeScript accepts the example and refuses what the types refuse', () => {
  const settings = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom'];
  const tsc = (name) => run(join(folder, 'node_modules/.bin/tsc'), [...settings, name], { cwd: folder });
  file('right.ts', `import { train, predict, version, type Progress, type Trained } from 'unroll-lab/engine';
    import { UnrollLab, type UnrollLabElement } from 'unroll-lab';
    const controller = new AbortController();
    const seen: Progress[] = [];
    const trained: Trained = await train({ task: 'adding', updates: 100 }, { onProgress: (p) => { seen.push(p); }, signal: controller.signal });
    const score = await predict(trained.model, { seqLen: 40, seed: 3n });
    const metric: number | null = score.metric;
    const y: number = (await predict(trained.model, [[0.5, 1]])).answers[0]![0]![0]!;
    const lab: UnrollLabElement | null = document.querySelector('unroll-lab');
    if (lab) { lab.src = '/unroll/index.html'; await lab.ready; const picture: string = await lab.snapshot(); console.log(picture); }
    console.log(version, metric, y, UnrollLab, trained.diverged?.where === 'loss');\n`);
  tsc('right.ts');
  for (const [name, line, wrong] of [['a', "await train(7);", 'TS2345'], ['b', "const x: string = (await train('')).metric;", 'TS2322'],
    ['c', "await predict('text');", 'TS2345'], ['d', "await train('', { onprogress: () => {} });", 'TS2561']]) {
    file(`${name}.ts`, `import { train, predict } from 'unroll-lab/engine';\nvoid [train, predict];\n${line}\nexport {};\n`);
    assert.throws(() => tsc(`${name}.ts`), (error) => error.stdout.includes(wrong) || assert.fail(`${line}\n${error.stdout}`));
  }
});

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.png': 'image/png', '.svg': 'image/svg+xml' };
async function serve(from) {
  const server = createServer((request, response) => {
    const path = join(from, decodeURIComponent(new URL(request.url, 'http://x').pathname));
    const whole = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path;
    if (!existsSync(whole)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(whole)] ?? 'application/octet-stream' }).end(readFileSync(whole));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  server.unref();
  return `http://127.0.0.1:${server.address().port}/`;
}

// The page's own complaints; the driver and the pages of the tests beside these are page.mjs's.
async function inChromium(url, look) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(90000);
    const complaints = [];
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('response', (response) => { if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`); });
    await page.goto(url);
    await look(page);
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
  }
}

test('bundled by Vite, a page in Chromium trains and shows the element', { timeout: longest }, async () => {
  file('index.html', `<!doctype html><title>Fresh</title><link rel="icon" href="data:,"><unroll-lab src="/unroll/index.html" scene="sequence" task="adding" hiddenSize="3" seqLen="6" lang="en"></unroll-lab><script type="module" src="/main.js"></script>`);
  file('main.js', `import 'unroll-lab';
    import { train } from 'unroll-lab/engine';
    train('task=adding&cell=lstm&seqLen=20&updates=500').then((trained) => { window.trained = trained; }, (error) => { window.trained = { error: error.message }; });`);
  mkdirSync(join(folder, 'public'), { recursive: true });
  cpSync(join(folder, 'node_modules/unroll-lab/site'), join(folder, 'public/unroll'), { recursive: true });
  run(join(folder, 'node_modules/.bin/vite'), ['build', '--logLevel', 'warn'], { cwd: folder });
  await inChromium(await serve(join(folder, 'dist')), async (page) => {
    await page.waitForFunction(() => window.trained);
    assert.equal(await page.evaluate(() => window.trained.error ?? window.trained.weightsHash), trainedNatively(...experiments[0]).weights_hash);
    assert.ok(await page.evaluate(() => window.trained.model instanceof Uint8Array));
    const state = await page.evaluate(async () => (await document.querySelector('unroll-lab').ready).state());
    assert.equal(state.task, 'adding');
    assert.equal(state.hiddenSize, 3);
  });
});

test('served as it is, without a bundler, the element finds its program', { timeout: longest }, async () => {
  file('plain.html', `<!doctype html><title>Plain</title><link rel="icon" href="data:,"><unroll-lab scene="training" task="xor" lang="en"></unroll-lab><script type="module" src="/node_modules/unroll-lab/index.js"></script>`);
  await inChromium(`${await serve(folder)}plain.html`, async (page) => {
    const state = await page.evaluate(async () => { await customElements.whenDefined('unroll-lab'); return (await document.querySelector('unroll-lab').ready).state(); });
    assert.equal(state.scene, 'training');
    assert.equal(state.task, 'xor');
  });
});

test('under Node.js the element’s module is empty, and does no harm', () => {
  assert.deepEqual(node("import { UnrollLab } from 'unroll-lab'; console.log(JSON.stringify({ kind: typeof UnrollLab }))"), { kind: 'undefined' });
});
