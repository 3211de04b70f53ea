// Unroll's engine without a page, under Node.js, in a page and in a worker: the same bits as natively. Types and words: engine.d.ts.
import createModule from './unroll-engine.mjs';
import wasm from './unroll-engine.wasm.js';

export const version = '@VERSION@';

const slice = 40;  // ms of computing until others have their turn

const compiled = (() => {
  let promise = null;
  return () => (promise ??= WebAssembly.compile(Uint8Array.from(atob(wasm), (c) => c.charCodeAt(0))));
})();

// A call's own instance: what it computed leaves the memory with it.
async function start() {
  const program = await compiled();
  const module = await createModule({
    instantiateWasm(imports, receive) {
      WebAssembly.instantiate(program, imports).then((instance) => receive(instance, program));
      return {};
    },
  });
  const give = (bytes) => module.HEAPU8.set(bytes, module._unroll_buffer(bytes.length));
  const taken = () => {
    const from = module._unroll_answer();
    return module.HEAPU8.slice(from, from + module._unroll_answer_size());
  };
  const text = () => new TextDecoder().decode(taken());
  const allowed = (result) => {
    if (result === 0) throw new Error(text());
    return result;
  };
  return { module, give, say: (words) => give(new TextEncoder().encode(words)), taken, text, allowed };
}

// The turn of timers, of pictures, of whoever wants to abort.
const others = () => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    done();
  };
  port2.postMessage(null);
});

const isBytes = (value) => value instanceof Uint8Array || value instanceof ArrayBuffer;
const bytesOf = (value) => (typeof value === 'string' ? new TextEncoder().encode(value) : value instanceof ArrayBuffer ? new Uint8Array(value) : value);

// As a link says it: of a link what stands after its # or ?.
function textOf(experiment) {
  if (typeof experiment === 'string') return experiment.replace(/^[a-z]+:\/\/[^#?]*[#?]?|^[#?]/i, '');
  if (experiment === null || typeof experiment !== 'object') throw new TypeError('an experiment is a text, as task=adding&cell=lstm, or an object of its keys');
  return Object.entries(experiment).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
}

function open(engine, model) {
  if (!isBytes(model)) throw new TypeError('a model is the bytes of a model file, a Uint8Array');
  engine.give(bytesOf(model));
  return engine.allowed(engine.module._unroll_open());
}

export async function train(experiment, { onProgress, signal, data, from } = {}) {
  let text = textOf(experiment);
  signal?.throwIfAborted();
  const engine = await start();
  const { module } = engine;
  if (data !== undefined) {
    engine.give(bytesOf(data));
    engine.allowed(module._unroll_data());
    text += `${text ? '&' : ''}data=${engine.text()}`;
  }
  let run;
  if (from === undefined) {
    engine.say(text);
    run = engine.allowed(module._unroll_begin());
  } else {
    run = open(engine, from);
    engine.say(text);
    engine.allowed(module._unroll_resume(run));
  }
  const report = () => {
    module._unroll_report(run);
    return JSON.parse(engine.text());
  };
  for (let came = 0; came !== 2;) {
    await others();
    signal?.throwIfAborted();
    for (const until = performance.now() + slice; came !== 2 && performance.now() < until;) {
      came = module._unroll_advance(run, until - performance.now());
      if (came === 1 && onProgress) {
        onProgress(report());
        signal?.throwIfAborted();
      }
    }
  }
  const trained = report();
  module._unroll_model(run);
  return { ...trained, model: engine.taken() };
}

const isOptions = (value) => value === undefined || (value !== null && typeof value === 'object' && !Array.isArray(value));

export async function predict(model, asked) {
  const engine = await start();
  const { module } = engine;
  const run = open(engine, model);
  if (isOptions(asked)) {
    for (const key of Object.keys(asked ?? {})) {
      if (!['seqLen', 'sequences', 'seed'].includes(key)) throw new TypeError(`${key}: predict takes seqLen, sequences and seed, or inputs`);
    }
    engine.say(textOf(asked ?? {}));
    engine.allowed(module._unroll_score(run));
    return JSON.parse(engine.text());
  }
  engine.say(typeof asked === 'string' ? asked : printInputs(asked));
  engine.allowed(module._unroll_answers(run));
  return readAnswers(engine.text());
}

const quoted = (name) => (/[",;\r\n ]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

// [step][input] is one sequence, [sequence][step][input] are several; a step may be a symbol's name.
function printInputs(inputs) {
  const wrong = new TypeError('inputs are numbers by [step][input] or [sequence][step][input], or names of symbols by [step]');
  if (!Array.isArray(inputs) || inputs.length === 0) throw wrong;
  const several = Array.isArray(inputs[0]) && (Array.isArray(inputs[0][0]) || typeof inputs[0][0] === 'string');
  return (several ? inputs : [inputs]).map((sequence) => {
    if (!Array.isArray(sequence) || sequence.length === 0) throw wrong;
    return sequence.map((step) => {
      if (typeof step === 'string') return quoted(step);
      if (!Array.isArray(step) || step.length === 0 || step.some((value) => typeof value !== 'number')) throw wrong;
      return step.join(',');
    }).join('\n');
  }).join('\n\n');
}

function readAnswers(csv) {
  const rows = [[]];
  for (const [, field, end] of csv.matchAll(/("(?:[^"]|"")*"|[^,\n]*)(,|\n)/g)) {
    rows.at(-1).push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === '\n') rows.push([]);
  }
  rows.pop();
  const [head, ...steps] = rows;
  const classes = head.at(-1) === 'answer' && steps.every((row) => row.length === head.length);
  const names = head.slice(2, classes ? -1 : undefined);
  const answers = [], likeliest = [];
  for (const row of steps) {
    const sequence = Number(row[0]);
    (answers[sequence] ??= []).push(row.slice(2, 2 + names.length).map(Number));
    if (classes) (likeliest[sequence] ??= []).push(row.at(-1));
  }
  return { names, answers, ...(classes ? { likeliest } : {}), csv };
}
