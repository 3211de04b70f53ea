// The engine's times natively, under Node.js and in headless Chromium, as one table or as JSON lines.
//   node tests/bench/run.mjs [--json] [--against-rod] [--rounds N] [W1…W5]
// --against-rod measures a bare hand-written trainer (UNROLL_ROD) between ours, in the same run.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium, native, node } from './places.mjs';

// Products only, a multiplication and an addition counted as two: forward, back to h, gradient of the weights.
const workloads = {
  W1: { text: 'Elman 2-32-1, T=50, batch 32, Adam', operations: 10.18e6 },
  W2: { text: 'LSTM 2-64-1, T=100, batch 32, Adam', operations: 320.1e6 },
  W3: { text: 'LSTM 64-128-64, T=64, batch 16, Adam', operations: 450.9e6 },
  W4: { text: 'Elman 2-64, one time step', operations: 2 * 64 * 66, micro: true },
  hopfield: { text: 'Hopfield N=1024, one random sweep' },
  W5: { text: 'Elman 2-8-1, T=10, batch 1, SGD', operations: 4.4e3, micro: true },
};

function commandLine() {
  const options = { json: { type: 'boolean' }, 'against-rod': { type: 'boolean' }, rounds: { type: 'string' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  for (const name of positionals) if (!workloads[name]) throw new Error(`${name}: must be one of ${Object.keys(workloads).join(', ')}`);
  const againstRod = values['against-rod'] ?? false;
  if (againstRod && !process.env.UNROLL_ROD) throw new Error('--against-rod: UNROLL_ROD must name the folder of reference.cpp');
  const rounds = Number(values.rounds ?? (againstRod ? 3 : 1));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: must be a whole number from 1`);
  return { json: values.json, againstRod, rounds, wanted: positionals };
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

// Several rounds of one workload as one row: the median of medians, the least and the greatest of all.
function merge(rows) {
  if (rows.length === 1) return rows[0];
  return {
    ...rows.at(-1), median_ms_per_step: median(rows.map((row) => row.median_ms_per_step)), min: Math.min(...rows.map((row) => row.min)),
    max: Math.max(...rows.map((row) => row.max)), reps: rows.reduce((sum, row) => sum + row.reps, 0),
  };
}

async function measure(place, { wanted, againstRod, rounds }) {
  const peaks = [], rows = [];
  for (let round = 0; round < rounds; ++round) {
    peaks.push(...(await place.ours(['peak'])));
    for (const which of wanted.length ? wanted : ['all']) rows.push(...(await place.ours([which])));
    if (againstRod) rows.push(...(await place.rod('9')).filter((row) => !wanted.length || wanted.includes(row.workload)));
  }
  const merged = (peer, workload) => {
    const same = rows.filter((row) => row.workload === workload && (row.peer === 'unroll') === (peer === 'unroll'));
    if (same.length === 0) return undefined;
    const row = merge(same);
    return { ...row, gflops: (workloads[workload]?.operations ?? row.operations_per_step) / row.median_ms_per_step * 1e-6 };
  };
  const names = [...new Set(rows.map((row) => row.workload))];
  return {
    name: place.name,
    peak: peaks.reduce((best, row) => (row.gflops > best.gflops ? row : best)),
    ours: names.map((name) => merged('unroll', name)),
    rod: Object.fromEntries(names.map((name) => [name, merged('rod', name)])),
  };
}

const short = (x) => (x >= 99.95 ? x.toFixed(0) : x >= 9.995 ? x.toFixed(1) : x >= 0.9995 ? x.toFixed(2) : x.toPrecision(2));

function table(results, againstRod) {
  const head = ['', '', 'median', 'min', 'max', '', 'reps', 'GFLOP/s', 'of peak', ...(againstRod ? ['rod median', 'rod min', 'ours/rod', 'min/min'] : [])];
  const lines = [head];
  for (const { name, peak, ours, rod } of results) {
    lines.push([`${name}: peak ${short(peak.gflops)} GFLOP/s (${peak.notes})`]);
    for (const row of ours) {
      const { text, micro } = workloads[row.workload] ?? { text: '' };
      const time = (ms) => short(micro ? ms * 1e3 : ms);
      const bare = rod[row.workload];
      lines.push([
        `  ${row.workload}`, text, ...[row.median_ms_per_step, row.min, row.max].map(time), micro ? 'µs' : 'ms', String(row.reps), short(row.gflops),
        `${Math.round((100 * row.gflops) / peak.gflops)} %`,
        ...(bare ? [time(bare.median_ms_per_step), time(bare.min), short(row.median_ms_per_step / bare.median_ms_per_step), short(row.min / bare.min)] : []),
      ]);
    }
  }
  const widths = head.map((_, i) => Math.max(...lines.filter((line) => line.length > 1).map((line) => (line[i] ?? '').length)));
  return lines.map((line) => (line.length === 1 ? line[0] : line.map((cell, i) => (i < 2 || i === 5 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd()));
}

function machine(chromiumVersion) {
  const cpu = /^model name\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? cpus()[0]?.model ?? process.arch;
  return `${cpu}, ${cpus().length} cores; Node.js ${process.versions.node}, Chromium ${chromiumVersion}; ${new Date().toISOString().slice(0, 10)}`;
}

let browser;
try {
  const wishes = commandLine();
  browser = await chromium();
  const results = [];
  for (const place of [native(), node(), browser]) {
    process.stderr.write(`measuring: ${place.name}\n`);
    results.push(await measure(place, wishes));
  }
  if (wishes.json) {
    for (const { peak, ours, rod } of results)
      for (const row of [peak, ...ours, ...Object.values(rod)]) if (row) console.log(JSON.stringify(row));
  } else {
    console.log([machine(browser.version), '', ...table(results, wishes.againstRod)].join('\n'));
  }
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 2;
} finally {
  await browser?.close();
}
