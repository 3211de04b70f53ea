// A web worker that carries out jobs, one at a time. Linked in with --pre-js. Messages to it: {wasm: bytes}, once; {job: line}; {run: boolean};
// {drop: true}. From it: {ready: true}; {report: line, done: boolean}; {failed: reason}.

var Module = {};

(function () {
  'use strict';
  var slice = 100, betweenReports = 500;  // ms
  var instantiate = null, ready = false;
  var job = null, on = true, waits = false, reported = 0;

  Module['instantiateWasm'] = function (imports, receive) {
    instantiate = function (bytes) {
      WebAssembly.instantiate(bytes, imports).then(function (both) { receive(both.instance, both.module); }).catch(fail);
    };
    return {};
  };
  Module['onRuntimeInitialized'] = function () {
    ready = true;
    postMessage({ ready: true });
    begin();
  };
  Module['onAbort'] = fail;

  function fail(reason) { postMessage({ failed: String(reason && reason.message || reason) }); }

  function guarded(call) {
    try {
      return call();
    } catch (error) {
      job = null;
      fail(error);
    }
  }

  function begin() {
    if (!ready || !job) return;
    guarded(function () {
      var bytes = lengthBytesUTF8(job) + 1;
      stringToUTF8(job, _unroll_buffer(bytes), bytes);
      if (!_unroll_job()) throw new Error('no job: ' + job);
      reported = Date.now();
      later();
    });
  }

  function later() {
    if (waits) return;
    waits = true;
    setTimeout(work, 0);
  }

  function work() {
    waits = false;
    if (!job || !on) return;
    guarded(function () {
      var done = _unroll_advance(slice) === 1;
      if (done || Date.now() - reported >= betweenReports) {
        reported = Date.now();
        postMessage({ report: UTF8ToString(_unroll_report()), done: done });
      }
      if (done) job = null;
      else later();
    });
  }

  onmessage = function (event) {
    var said = event.data;
    if (said.wasm) instantiate(said.wasm);
    if ('run' in said) {
      on = said.run;
      if (on && job) later();
    }
    if (said.drop) job = null;
    if (said.job) {
      job = said.job;
      begin();
    }
  };
})();
