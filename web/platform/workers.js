// The workers of the page: each has the engine (engine/worker) and carries out one job at a time. Lines of text go to and fro
// (engine/study/helpers.h). Linked in with --pre-js; nothing is fetched before the first job.

var unrollWorkers = (function () {
  'use strict';
  var patience = 10000;  // ms until the first of them must have said something
  var mostDeaths = 3;    // of workers over one job
  var workers = null, failed = false, on = true, most = 16;
  var jobs = [];   // that wait: {line, deaths}
  var lines = [];  // for C++

  function count() {
    if (failed || typeof Worker === 'undefined') return 0;
    return Math.min(most, Math.max(2, navigator.hardwareConcurrency || 2));
  }

  // News are drawn twice a second: each frame takes the workers some of their time.
  var betweenFrames = 500;  // ms
  var waking = 0;

  function tell(line) {
    lines.push(line);
    if (!waking) waking = setTimeout(function () {
      waking = 0;
      unrollBridge.wake();
    }, betweenFrames);
  }

  // From beside the page; where a worker can't come from there (a single file, a sandbox), from memory.
  function sources() {
    var binary = Module['workerBinary'], script = Module['workerScript'];
    if (binary) return Promise.resolve({ wasm: binary(), address: URL.createObjectURL(new Blob([script()], { type: 'text/javascript' })) });
    return fetch(unrollBridge.beside('unroll-worker.wasm')).then(function (response) {
      if (!response.ok) throw new Error(response.status + ' ' + response.url);
      return response.arrayBuffer();
    }).then(function (bytes) { return { wasm: new Uint8Array(bytes), address: unrollBridge.beside('unroll-worker.js') }; });
  }

  function start() {
    workers = [];
    sources().then(function (from) {
      for (var i = 0; i < count(); ++i) open(i, from);
      setTimeout(function () { if (!workers.some(function (each) { return each.ready; })) giveUp(); }, patience);
      hand();
    }).catch(giveUp);
  }

  function open(index, from) {
    var each = { worker: new Worker(from.address), ready: false, job: null };
    each.worker.onmessage = function (event) { hear(index, each, from, event.data); };
    each.worker.onerror = function (event) { die(index, each, from, event.message || 'it could not be started'); };
    each.worker.postMessage({ wasm: from.wasm });
    workers[index] = each;
  }

  function hear(index, each, from, said) {
    if (said.ready) each.ready = true;
    if (said.failed) return die(index, each, from, said.failed);
    if (said.report && each.job) {
      tell('R' + said.report);
      if (said.done) each.job = null;
    }
    hand();
  }

  // Its job is begun anew by another one. Of workers that die before they have begun anything there will be no more.
  function die(index, each, from, reason) {
    if (workers[index] !== each || failed) return;
    each.worker.terminate();
    if (!each.ready) return giveUp();
    var job = each.job;
    tell('T' + (index + 1) + ': ' + reason.replace(/\s+/g, ' '));
    if (job && ++job.deaths >= mostDeaths) tell('J' + job.line);  // here it may be seen why
    else if (job) jobs.unshift(job);
    open(index, from);
    hand();
  }

  function giveUp() {
    if (failed) return;
    failed = true;
    workers.forEach(function (each) {
      each.worker.terminate();
      if (each.job) jobs.unshift(each.job);
    });
    workers = [];
    jobs.forEach(function (job) { lines.push('J' + job.line); });
    jobs = [];
    unrollBridge.wake();
  }

  function hand() {
    if (!on || !workers) return;
    workers.forEach(function (each) {
      if (each.job || !each.ready || jobs.length === 0) return;
      each.job = jobs.shift();
      each.worker.postMessage({ job: each.job.line, run: true });
    });
  }

  return {
    count: count,
    add: function (text) {
      text.split('\n').forEach(function (line) { if (line) jobs.push({ line: line, deaths: 0 }); });
      if (failed || !count()) {
        failed = true;
        jobs.forEach(function (job) { lines.push('J' + job.line); });
        jobs = [];
      } else if (!workers) start();
      else hand();
    },
    clear: function () {
      jobs = [];
      lines = [];
      (workers || []).forEach(function (each) {
        if (each.job) each.worker.postMessage({ drop: true });
        each.job = null;
      });
    },
    run: function (yes) {
      on = yes;
      (workers || []).forEach(function (each) { each.worker.postMessage({ run: yes }); });
      hand();
    },
    take: function () {
      var all = lines.join('\n');
      lines = [];
      return all;
    },
    // For tests: so many before the first is there; and one of them dies.
    limit: function (workers) { most = workers; },
    kill: function (index) { workers[index].worker.onerror({ message: 'killed' }); }
  };
})();
