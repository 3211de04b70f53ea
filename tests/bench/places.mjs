// Where the benchmark runs: natively, under Node.js, in a worker of headless Chromium. A place has a name (`backend` in its rows) and
// two functions that give JSON rows: ours(arguments of `unroll bench`) and rod(repetitions), the measuring rod of UNROLL_ROD.
//   UNROLL_BUILD  folder of the builds (build)
//   UNROLL_ROD    folder with reference.cpp, for --against-rod
//   CHROMIUM      the browser (/usr/bin/chromium)
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const build = resolve(root, process.env.UNROLL_BUILD ?? 'build');
const rodBuild = join(build, 'rod');

const rowsOf = (lines, backend) => lines.filter((line) => line.startsWith('{')).map((line) => ({ ...JSON.parse(line), backend }));

async function run(program, args, backend) {
  const { stdout, stderr } = await promisify(execFile)(program, args, { maxBuffer: 1 << 24 }).catch((error) => {
    throw new Error(error.stderr?.trim() || error.message);
  });
  if (stderr) process.stderr.write(stderr);
  return rowsOf(stdout.split('\n'), backend);
}

// Compiled once for each place, and again when its source is newer.
function compileRod(output, compiler, ...flags) {
  const source = join(resolve(process.env.UNROLL_ROD), 'reference.cpp');
  if (!existsSync(source)) throw new Error(`${source} is missing; UNROLL_ROD must be a folder that has it`);
  const file = join(rodBuild, output);
  if (existsSync(file) && statSync(file).mtimeMs > statSync(source).mtimeMs) return file;
  mkdirSync(rodBuild, { recursive: true });
  execFileSync(compiler, ['-O3', '-std=c++17', ...flags, source, '-o', file], {
    stdio: ['ignore', 2, 2], env: { NODE_PATH: '/usr/share/nodejs', ...process.env },
  });
  return file;
}
const compileWasmRod = () =>
  compileRod('rod.js', 'emcc', '-msimd128', '-sMODULARIZE=1', '-sEXPORT_NAME=createModule', '-sALLOW_MEMORY_GROWTH=1',
    '-sINITIAL_MEMORY=268435456', '-sENVIRONMENT=node,worker');

export function native() {
  const name = 'native';
  return {
    name,
    ours: (args) => run(join(build, 'native/unroll'), ['bench', ...args], name),
    rod: (repetitions) => run(compileRod('rod', 'g++', '-march=native'), [repetitions], name),
    close() {},
  };
}

export function node() {
  const name = 'node-simd128';
  const start = `const file = process.argv[1], wasmBinary = require('fs').readFileSync(file.replace(/js$/, 'wasm'));
    require(file)({ wasmBinary, print: console.log }).then((module) => module._run(+process.argv[2]));`;
  return {
    name,
    ours: (args) => run(process.execPath, [join(build, 'web/unroll-cli.js'), 'bench', ...args], name),
    rod: (repetitions) => run(process.execPath, ['-e', start, compileWasmRod(), repetitions], name),
    close() {},
  };
}

const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

export async function chromium() {
  const name = 'chromium-simd128';
  const { chromium: driver } = createRequire(join(root, 'tests/browser/package.json'))('playwright-core');
  const folders = [here, join(build, 'web'), rodBuild];
  const server = createServer((request, response) => {
    // The two headers give the page a clock of 5 µs; without them it ticks in 100 µs.
    const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
    const path = new URL(request.url, 'http://x').pathname;
    if (path === '/') return response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end('<!doctype html><link rel="icon" href="data:,">');
    const type = types[extname(path)];
    const file = folders.map((folder) => join(folder, path)).find((each) => existsSync(each));
    if (!type || !file) return response.writeHead(404).end();
    response.writeHead(200, { ...headers, 'content-type': type }).end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await driver.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const work = async (job) => {
    const { lines, errors, code } = await page.evaluate((job) => new Promise((done) => {
      const lines = [], errors = [], worker = new Worker('worker.js');
      const end = (code) => { worker.terminate(); done({ lines, errors, code }); };
      worker.onerror = (event) => { errors.push(event.message ?? 'the worker could not be loaded'); end(1); };
      worker.onmessage = ({ data: { line, error, code } }) => {
        if (line !== undefined) lines.push(line);
        else if (error !== undefined) errors.push(error);
        else end(code);
      };
      worker.postMessage(job);
    }), job);
    if (code !== 0) throw new Error(errors.join('\n') || `exit code ${code}`);
    return rowsOf(lines, name);
  };
  return {
    name,
    version: browser.version(),
    ours: (args) => work({ script: 'unroll-bench.js', args: ['bench', ...args], env: { UNROLL_BACKEND: name } }),
    rod: (repetitions) => { compileWasmRod(); return work({ script: 'rod.js', repetitions: Number(repetitions) }); },
    async close() { await browser.close(); server.closeAllConnections(); server.close(); },
  };
}
