// window.unroll, and the same by postMessage. Every call but state() answers with a promise that is kept, or rejected with a reason.
// Linked in with --pre-js before bridge.js; like it, it shares the scope of Emscripten's own functions (UTF8ToString, _unroll_frame…).

var unrollApi = (function () {
  'use strict';
  // The order of Session::Activity and Session::Outcome.
  var training = 1, stepping = 2, seeking = 3, loadUnderWay = 4;
  var underWay = 0, reached = 1, stopped = 2;
  var largestStep = 10000000;       // as many updates as an experiment may have
  var replaced = 'superseded: another experiment was loaded before this was done';
  var longestText = 1 << 20;
  var largestModelFile = 256 << 20;

  var listeners = new Map(['load', 'change', 'update', 'done', 'pause', 'diverged', 'learned', 'language', 'task'].map(function (name) { return [name, new Set()]; }));
  var told = [];        // events of the frame that is being drawn; listeners hear of them after it
  var loading = null;   // the load whose updates are not done yet: {run, promise, resolve, reject}
  var fetching = null;  // the program's second part, while a call waits for it
  var steps = [];       // the steps that training has not done yet: {run, target, back, promise, resolve, reject}
  var dead = '';        // why nothing can be asked any more
  var resolveReady;

  // ── Promises ──

  // What `call` returns or throws, as a promise.
  function answered(call) {
    try {
      if (dead) throw new Error(dead);
      return Promise.resolve(call());
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) unrollBridge.stop(error);
      return Promise.reject(dead ? new Error(dead) : error);
    }
  }

  // To be kept later. A caller who doesn't wait for it needn't hear that it was given up.
  function pending(what) {
    what.promise = new Promise(function (resolve, reject) { what.resolve = resolve; what.reject = reject; });
    what.promise.catch(function () {});
    return what;
  }

  function withText(text, call) {
    var bytes = lengthBytesUTF8(text) + 1;
    var place = _unroll_buffer(bytes);
    stringToUTF8(text, place, bytes);
    return call();
  }

  // ── Experiments ──

  function state() {
    if (dead) throw new Error(dead);
    return JSON.parse(UTF8ToString(_unroll_state()));
  }

  function textOf(experiment) {
    if (typeof experiment === 'string') return experiment.replace(/^#/, '');
    if (!experiment || typeof experiment !== 'object' || Array.isArray(experiment)) throw new TypeError('load takes the text of an experiment, or an object {task: "xor", …}');
    return Object.keys(experiment).map(function (key) {
      var value = experiment[key];
      if (['string', 'number', 'boolean'].indexOf(typeof value) < 0) throw new TypeError('load: ' + key + ' must be a text, a number or a boolean');
      return key + '=' + encodeURIComponent(value);
    }).join('&');
  }

  // The run that has just been taken over, until its updates are done.
  function followLoad() {
    if (loading) loading.reject(new Error(replaced));
    loading = pending({ run: _unroll_run() });
    return loading.promise;
  }

  // Of a whole link what isn't said is as at first; an experiment leaves the page as it is.
  function open(link, isWhole) {
    return answered(function () {
      var text = textOf(link);
      if (text.length > longestText) throw new RangeError('load: a text of more than ' + longestText + ' characters');
      return withScenes(withText(text, _unroll_needs_scenes), function () {
        var error = withText(text, function () { return UTF8ToString(_unroll_load(isWhole ? 1 : 0)); });
        unrollBridge.wake();
        if (error) throw new Error(error);
        return followLoad();
      });
    });
  }

  function load(experiment) { return open(experiment, false); }
  function openLink(text) { return open(text, true); }

  // Where the program's second part has to be fetched first, what is asked for after that waits too: the order stays. If the part can't
  // be had, C++ says so.
  function withScenes(needed, call) {
    if (needed && !fetching) {
      var done = function () { fetching = null; };
      fetching = unrollBridge.fetchScenes().then(done, done);
    }
    return fetching ? fetching.then(function () { return answered(call); }) : call();
  }

  // ── Transport ──

  function mind(why) {
    unrollBridge.wake();
    if (why) throw new Error(why);
  }

  // What continues an experiment waits until that is there.
  function afterLoad(call) {
    if (fetching) return fetching.then(function () { return afterLoad(call); });
    if (!loading || _unroll_activity() !== loadUnderWay) return answered(call);
    var later = loading.promise.then(call);
    later.catch(function () {});
    return later;
  }

  function play() {
    return afterLoad(function () { mind(UTF8ToString(_unroll_play())); });
  }

  function pause() {
    return answered(function () {
      _unroll_pause();
      unrollBridge.wake();
      settle();
    });
  }

  function step(n) {
    return answered(function () {
      if (n === undefined) n = 1;
      var isNumber = typeof n === 'number';
      if (!isNumber || n !== Math.floor(n) || Math.abs(n) > largestStep)
        throw new RangeError('step takes a whole number from −' + largestStep + ' to ' + largestStep + ', not ' + (isNumber ? n : 'a ' + typeof n));
      return afterLoad(function () {
        mind(UTF8ToString(_unroll_step(n)));
        return followStep();
      });
    });
  }

  // In a scene that steps through updates they take their time.
  function followStep() {
    var activity = _unroll_activity();
    if (activity !== stepping && activity !== seeking) return undefined;
    var one = pending({ run: _unroll_run(), target: _unroll_target(), back: activity === seeking });
    steps.push(one);
    return one.promise;
  }

  // ── Model files and pictures ──

  function modelBytes() {
    var place = _unroll_model();
    return HEAPU8.slice(place, place + _unroll_model_size());
  }

  // It can be had even when the program has ended for want of memory.
  function saveModel() {
    if (!dead || !unrollEnding.canRescue()) return answered(modelBytes);
    return new Promise(function (done) { done(unrollEnding.rescue()); });
  }

  // Values of another page are no instances of this page's classes.
  function kindOf(value) { return Object.prototype.toString.call(value).slice(8, -1); }

  // Takes a File, an ArrayBuffer or a view of one. What is wrong with it is the error, and the running model stays.
  function loadModel(file) {
    return answered(function () {
      var kind = kindOf(file);
      var isFile = kind === 'File' || kind === 'Blob';
      if (!isFile && kind !== 'ArrayBuffer' && !ArrayBuffer.isView(file)) throw new TypeError('loadModel takes a File, an ArrayBuffer or a Uint8Array');
      var tooLarge = (isFile ? file.size : file.byteLength) > largestModelFile;
      if (tooLarge) return takeModel(new Uint8Array(0), true);
      if (isFile) return file.arrayBuffer().then(function (data) { return takeModel(new Uint8Array(data), false); });
      return takeModel(kind === 'ArrayBuffer' ? new Uint8Array(file) : new Uint8Array(file.buffer, file.byteOffset, file.byteLength), false);
    });
  }

  // Whose file it is, each kind of model is asked; so all have to be there.
  function takeModel(bytes, tooLarge) {
    return answered(function () {
      return withScenes(!tooLarge, function () {
        var place = _unroll_buffer(bytes.length);  // first: the memory may grow
        HEAPU8.set(bytes, place);
        var error = UTF8ToString(_unroll_load_model(tooLarge ? 1 : 0));
        unrollBridge.wake();
        if (error) throw new Error(error);
        followLoad();
        return state();
      });
    });
  }

  // A frame without what the page lays over the lesson.
  function bareFrame() {
    _unroll_bare(1);
    try {
      var why = unrollBridge.frame();
      if (why) throw new Error(why);
    } finally {
      _unroll_bare(0);
      unrollBridge.wake();
    }
  }

  // A picture of the stage as a data URL: 'png', where nothing is said, or 'svg'.
  function snapshot(form) {
    return answered(function () {
      if (form === 'svg') return vectorPicture();
      if (form !== undefined && form !== 'png') throw new TypeError("snapshot takes 'png' or 'svg', not " + String(form));
      return pixelPicture();
    });
  }

  function vectorPicture() {
    return withScenes(_unroll_share_is_away(), function () {
      if (_unroll_share_is_away()) throw new Error('the part of the program that draws it could not be fetched');
      _unroll_order_svg();
      bareFrame();
      var bytes = new TextEncoder().encode(UTF8ToString(_unroll_svg())), text = '';
      for (var i = 0; i < bytes.length; i += 4096) text += String.fromCharCode.apply(null, bytes.subarray(i, i + 4096));
      return 'data:image/svg+xml;base64,' + btoa(text);
    });
  }

  // Where the stage is on the canvas: [x, y, width, height].
  function stagePixels() {
    var now = state();
    return now.stage.map(function (v) { return Math.round(v * now.pixelsPerUnit); });
  }

  function pixelPicture() {
    bareFrame();
    var place = stagePixels();
    if (place[2] < 1 || place[3] < 1) throw new Error('the stage has no size: ' + Module['canvas'].clientWidth + '×' + Module['canvas'].clientHeight + ' pixels are too few');
    var picture = document.createElement('canvas');
    picture.width = place[2];
    picture.height = place[3];
    picture.getContext('2d').drawImage(Module['canvas'], place[0], place[1], place[2], place[3], 0, 0, place[2], place[3]);
    return picture.toDataURL('image/png');
  }

  // A film of a walk through time, as the bytes of a WebM file.
  function film() { return answered(unrollBridge.film); }

  // ── Events ──

  function on(event, listener) {
    return answered(function () {
      if (typeof event !== 'string' || !listeners.has(event)) throw new TypeError('on: no such event: ' + String(event) + '; there are ' + Array.from(listeners.keys()).join(', '));
      if (typeof listener !== 'function') throw new TypeError('on takes a function to call, not a ' + typeof listener);
      var entry = { listener: listener };
      listeners.get(event).add(entry);
      return function () { listeners.get(event).delete(entry); };
    });
  }

  // A listener's mistake is its own: it is reported, and everything goes on.
  function report(error) {
    if (typeof reportError === 'function') reportError(error);
    else console.error(error);
  }

  function deliver(event) {
    Array.from(listeners.get(event.name) || []).forEach(function (entry) {
      try { entry.listener(event.detail); } catch (error) { report(error); }
    });
  }

  function tellReady() {
    resolveReady(api);
    if (window.parent !== window) window.parent.postMessage({ unroll: { event: 'ready' } }, '*');
  }

  // From C++, within a frame.
  function emit(name, detail) {
    if (name === 'load') tellReady();
    // Unasked, as "ready": the page around an exercise=… need not ask for it.
    if (name === 'task' && window.parent !== window) window.parent.postMessage({ unroll: { event: 'task', detail: detail } }, '*');
    told.push({ name: name, detail: detail });
  }

  function settleLoad() {
    var outcome = loading ? _unroll_outcome(loading.run) : underWay;
    if (outcome === underWay) return;
    var ended = loading;
    loading = null;
    if (outcome === reached) return ended.resolve(state());
    if (outcome === stopped) tellReady();
    ended.reject(new Error(outcome === stopped ? 'stopped at update ' + _unroll_update() + ', before the updates of the experiment were done' : replaced));
  }

  // A later step overrules the earlier ones: where it has led, they are done too.
  function settleSteps() {
    var activity = _unroll_activity();
    if (steps.length === 0 || activity === seeking) return;
    var update = _unroll_update(), run = _unroll_run(), last = steps[steps.length - 1].target;
    steps = steps.filter(function (step) {
      var isSameRun = step.run === run;
      var isThere = isSameRun && (update === last || (!step.back && update >= step.target));
      var isOnTheWay = isSameRun && (activity === stepping || (activity === training && !step.back));
      if (isThere) step.resolve();
      else if (!isOnTheWay) step.reject(new Error(isSameRun ? 'stopped at update ' + update + ', before update ' + step.target : replaced));
      return !isThere && isOnTheWay;
    });
  }

  function settle() {
    settleLoad();
    settleSteps();
  }

  function afterFrame() {
    settle();
    told.splice(0).forEach(deliver);
  }

  // ── Messages: {unroll: {load: "task=xor", play: true, id: 7}} ──

  var plain = { ready: function () { return api.ready.then(function () {}); }, state: function () { return answered(state); }, play: play, pause: pause, film: film, saveModel: saveModel };
  Object.setPrototypeOf(plain, null);

  function asked(name, argument, tell) {
    if (name === 'load') return load(argument).then(function (now) { return now.experiment; });
    if (name === 'loadModel') return loadModel(argument);
    if (name === 'snapshot') return snapshot(argument === true ? 'png' : argument);
    if (name === 'step') return step(argument === true ? 1 : argument);
    if (name === 'on') return on(argument, function (detail) { tell({ event: argument, detail: detail }); }).then(function () {});
    if (!plain[name]) return Promise.reject(new Error('no such call: ' + name));
    return argument === true ? plain[name]() : Promise.reject(new TypeError(name + ' takes true'));
  }

  function onMessage(event) {
    var request = event.data && event.data.unroll;
    if (kindOf(request) !== 'Object') return;
    var has = function (name) { return Object.prototype.hasOwnProperty.call(request, name); };
    if (has('answer') || has('event') || has('key')) return;  // what pages like this one say, not what they are asked
    var source = event.source;
    // One call after the other has been answered, so that {load: …, play: true} plays what was loaded.
    Object.keys(request).filter(function (name) { return name !== 'id'; }).reduce(function (before, name) {
      var answer = function (value) {
        var reply = { id: request.id, answer: true };
        Object.defineProperty(reply, name, { value: value === undefined ? true : value, enumerable: true });
        if (source) source.postMessage({ unroll: reply }, '*');
      };
      return before.then(function () { return asked(name, request[name], answer); }).then(answer, function (error) { answer({ error: error.message }); });
    }, Promise.resolve());
  }

  // ── The object itself ──

  var api = {
    ready: new Promise(function (resolve) { resolveReady = resolve; }),  // the page is drawn, and its link's updates are done or were stopped
    state: state,           // at once, not a promise
    load: load,             // kept with the state, once the updates are done
    play: play,
    pause: pause,
    step: step,             // kept once the steps are done
    snapshot: snapshot,     // kept with a data URL, of a PNG or, snapshot('svg'), an SVG
    film: film,             // kept with a Uint8Array
    saveModel: saveModel,   // kept with a Uint8Array
    loadModel: loadModel,   // kept with the state
    on: on                  // kept with a function that ends it; the listener gets {update}
  };

  return {
    needsScenes: function () { return withText(location.hash.slice(1), _unroll_needs_scenes); },
    start: function () {
      window.unroll = api;
      window.addEventListener('message', onMessage);
      withText(location.hash.slice(1), function () { _unroll_load(1); });
      followLoad();
    },
    withText: withText,
    stagePixels: stagePixels,
    openLink: openLink,
    modelBytes: modelBytes,
    loadModel: loadModel,
    emit: emit,
    afterFrame: afterFrame,
    stop: function (why) {
      dead = why;
      if (loading) loading.reject(new Error(why));
      steps.splice(0).forEach(function (step) { step.reject(new Error(why)); });
      loading = null;
    }
  };
})();
