// Between the browser and platform/browser.cpp: frames, focus, keys that leave the canvas, the hash, files, what to say when nothing works.
// Linked in with --pre-js, so it shares the scope of Emscripten's own functions (UTF8ToString, _unroll_frame…). It touches the page only
// when it is called: the program may also be loaded where there is none, in a worker.

var unrollBridge = (function () {
  'use strict';
  var canvas = typeof document === 'undefined' ? null : document.getElementById('canvas');
  var lab = canvas && document.getElementById('lab');  // the canvas and what stands for its controls (tree.js)
  if (canvas) Module['canvas'] = canvas;  // where Emscripten looks for it
  var frame = 0;          // of requestAnimationFrame, 0: none is asked for
  var timer = 0;
  var running = false;
  var lost = false;       // the browser has taken the graphics context
  var pointerFocus = false;
  var hasKeys = false;    // the keyboard is in the lab
  var keysAreParents = false;  // after Escape, until the keyboard comes back
  var leaving = false;
  var stopped = false;
  var patience = 3000;  // ms until a lost graphics context is told of: most come back at once
  var writtenHash = null;
  var size = { width: 0, height: 0, pixelWidth: 0, pixelHeight: 0, ratio: 1 };

  // ── Frames: only while something moves and the page is seen ──

  function wake() {
    if (!running || frame || lost || document.hidden) return;
    clearTimeout(timer);
    timer = 0;
    frame = requestAnimationFrame(tick);
  }

  // Where the graphics are slow (a processor that emulates them), the next frame waits until they have done with the last one: drawn
  // beside it, it would only take longer itself. Not for ever: a context may never say that it is done.
  var drawn = null;
  var waited = 0;

  function isDrawn() {
    if (!drawn) return true;
    if (waited < 6 && GLctx.clientWaitSync(drawn, 0, 0) === GLctx.TIMEOUT_EXPIRED) {
      ++waited;
      return false;
    }
    GLctx.deleteSync(drawn);
    drawn = null;
    waited = 0;
    return true;
  }

  function tick() {
    frame = 0;
    if (!isDrawn()) wake();
    else draw();
  }

  function draw() {
    var after = drawFrame();
    if (after === 0) {
      if (!drawn && !lost && running) drawn = GLctx.fenceSync(GLctx.SYNC_GPU_COMMANDS_COMPLETE, 0);
      wake();
      gap.port2.postMessage(0);
    }
    else if (after > 0) timer = setTimeout(wake, after);
  }

  // Draws, then tells what has happened: nothing from outside is called while C++ is at work.
  function drawFrame() {
    measure();
    var after = guarded(function () { return _unroll_frame(size.width, size.height, size.pixelWidth, size.pixelHeight, size.ratio); });
    if (leaving) leave();
    unrollApi.afterFrame();
    return after;
  }

  function guarded(call) {
    try {
      return call();
    } catch (error) {
      stop(error);
      throw error;
    }
  }

  // Where the graphics are slower than the display, training goes on between two frames.
  var gap = new MessageChannel();
  gap.port1.onmessage = function () {
    if (running && frame && guarded(_unroll_work_between_frames)) gap.port2.postMessage(0);
  };

  function measure() {
    var ratio = window.devicePixelRatio || 1;
    var width = canvas.clientWidth, height = canvas.clientHeight;
    if (width !== size.width || height !== size.height || ratio !== size.ratio) {
      size = { width: width, height: height, ratio: ratio, pixelWidth: Math.round(width * ratio), pixelHeight: Math.round(height * ratio) };
    }
  }

  // ── Keyboard: the canvas' own keys go to SDL, everything else stays with the browser ──

  var scrollKeys = [' ', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', 'Backspace'];

  // Inside another page: a remote control turns slides with PageUp and PageDown, whatever has the keyboard here. The other keys are ours as
  // long as they mean something here (C++ hands on the rest), and the parent's after Escape.
  var pageKeys = ['PageUp', 'PageDown'];
  var returnedKeys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Escape'];

  function isFramed() { return window.parent !== window; }

  function handKey(key) {
    if (!isFramed()) return;
    window.parent.postMessage({ unroll: { key: key } }, '*');
    if (key === 'Escape') leaving = keysAreParents = true;
  }

  // The page around gets the keyboard itself, so that it needs no word of ours; where the browser refuses that, keys are handed on.
  function leave() {
    leaving = false;
    try { window.parent.focus(); } catch (_) { /* not allowed here */ }
  }

  function keyDown(event) {
    if (!lab.contains(event.target) || unrollTree.hasOwnKeys(event.target)) return;
    wake();
    var command = event.ctrlKey || event.metaKey;
    if (event.key === 'Tab') keysAreParents = false;
    var isParents = pageKeys.indexOf(event.key) >= 0 || (keysAreParents && returnedKeys.indexOf(event.key) >= 0);
    if (isFramed() && isParents && !command && !event.altKey) {
      handKey(event.key);
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.key === 'Tab' && !command && !event.altKey) {
      if (_unroll_walk(event.shiftKey ? 1 : 0)) event.preventDefault();
      else if (event.target !== canvas) leaveFrom(event.target);
      event.stopImmediatePropagation();
      return;
    }
    if (command && !event.altKey && /^[zy]$/i.test(event.key)) {
      _unroll_history(event.shiftKey || /^y$/i.test(event.key) ? 1 : 0);
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (command || event.altKey || /^F\d+$/.test(event.key)) {
      event.stopImmediatePropagation();  // SDL would swallow what belongs to the browser
      return;
    }
    if (scrollKeys.indexOf(event.key) >= 0 || isElements(event)) event.preventDefault();
  }

  // From an element that Tab doesn't reach a browser would go round to the canvas, not on.
  function leaveFrom(element) {
    element.tabIndex = 0;
    setTimeout(function () { element.tabIndex = -1; }, 0);
  }

  // What an element of the tree would do with a key, the program does.
  function isElements(event) { return event.target !== canvas && !unrollTree.hasOwnKeys(event.target) && /^( |Enter|Delete)$/.test(event.key); }

  // Without the ring that shows a keyboard user where the focus is.
  function focusSilently() {
    pointerFocus = true;
    canvas.focus({ preventScroll: true });
    pointerFocus = false;
  }

  function listen() {
    window.addEventListener('keydown', keyDown, true);
    ['pointermove', 'pointerdown', 'pointerup', 'pointerleave', 'pointercancel', 'wheel', 'keyup', 'touchstart', 'touchmove', 'touchend'].forEach(function (name) {
      canvas.addEventListener(name, wake, { passive: true });
    });
    window.addEventListener('pointerup', wake, { passive: true });
    canvas.addEventListener('pointerdown', function () {
      keysAreParents = false;
      focusSilently();
      _unroll_take_wheel(1);
    });
    canvas.addEventListener('contextmenu', function (event) { event.preventDefault(); });
    lab.addEventListener('keyup', function (event) { if (isElements(event)) event.preventDefault(); });
    canvas.addEventListener('focus', function () { keysAreParents = false; _unroll_focus(pointerFocus ? 1 : 2); wake(); });
    lab.addEventListener('focusin', function () { hasKeys = true; });
    lab.addEventListener('focusout', function (event) {
      if (unrollTree.isMoving() || lab.contains(event.relatedTarget)) return;
      hasKeys = false;
      _unroll_focus(0);
      _unroll_take_wheel(isFramed() ? 0 : 1);
      wake();
    });
    if (!isFramed()) _unroll_take_wheel(1);  // there is no other page that could be meant
    window.addEventListener('resize', wake);
    document.addEventListener('visibilitychange', wake);
    window.addEventListener('hashchange', function () {
      var text = location.hash.slice(1);
      if (text !== writtenHash) unrollApi.openLink(text).catch(function () {});
    });
    if (window.ResizeObserver) new ResizeObserver(wake).observe(canvas);
    ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'].forEach(function (query) {
      window.matchMedia(query).addEventListener('change', tellSurroundings);
    });
    watchPixelRatio();
    canvas.addEventListener('webglcontextlost', function (event) {
      event.preventDefault();
      lost = true;
      drawn = null;
      setTimeout(function () { if (lost && running) unrollEnding.graphicsAreAway(true); }, patience);
    });
    canvas.addEventListener('webglcontextrestored', function () {
      lost = false;
      unrollEnding.graphicsAreAway(false);
      _unroll_restore_graphics();
      wake();
    });
    unrollField.listen(canvas);
    listenToDrops();
  }

  function watchPixelRatio() {
    window.matchMedia('(resolution: ' + window.devicePixelRatio + 'dppx)').addEventListener('change', function () {
      wake();
      watchPixelRatio();
    }, { once: true });
  }

  function systemLanguage() {
    var said = (navigator.language || '').slice(0, 2).toLowerCase();
    return unrollLanguages.indexOf(said) < 0 ? 'en' : said;
  }

  function tellSurroundings() {
    _unroll_surroundings(unrollLanguages.indexOf(systemLanguage()), window.matchMedia('(prefers-color-scheme: dark)').matches ? 1 : 0, window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 1 : 0);
    wake();
  }

  // ── Model files ──

  function chooseFile() {
    var input = document.createElement('input');
    input.type = 'file';
    input.onchange = function () {
      if (input.files[0]) unrollApi.loadModel(input.files[0]).catch(function () {});
      canvas.focus();
    };
    input.click();
  }

  function saveFile(name, bytes) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  function listenToDrops() {
    window.addEventListener('dragover', function (event) { event.preventDefault(); });
    window.addEventListener('drop', function (event) {
      event.preventDefault();
      // Several are as if dropped one after the other, as the window takes them.
      Array.from(event.dataTransfer ? event.dataTransfer.files : []).reduce(function (before, file) {
        return before.then(function () { return unrollApi.loadModel(file).catch(function () {}); });
      }, Promise.resolve());
    });
    // A text that is pasted is as one that is dropped, but into a field.
    window.addEventListener('paste', function (event) {
      var inField = event.target && /^(INPUT|TEXTAREA)$/.test(event.target.tagName);
      var text = event.clipboardData && event.clipboardData.getData('text/plain');
      if (inField || !text) return;
      event.preventDefault();
      unrollApi.loadModel(new TextEncoder().encode(text)).catch(function () {});
    });
  }

  // ── What C++ asks for ──

  function showLink(text) {
    var field = document.getElementById('link');
    field.value = text;
    field.hidden = false;
    field.focus();
    field.select();
    field.onblur = function () { field.hidden = true; };
    field.onkeydown = function (event) { if (event.key === 'Escape' || event.key === 'Enter') canvas.focus(); };
  }

  // ── Films ──

  var filming = null;

  function canRecord() {
    return typeof MediaRecorder !== 'undefined' && typeof canvas.captureStream === 'function' && MediaRecorder.isTypeSupported('video/webm');
  }

  function fetchScript(file) {
    return new Promise(function (done, fail) {
      var element = document.createElement('script');
      element.src = beside(file);
      element.onload = done;
      element.onerror = function () { fail(new Error(file + ' could not be fetched')); };
      document.head.appendChild(element);
    });
  }

  // One at a time.
  function film() {
    if (!canRecord()) return Promise.reject(new Error('this browser has no MediaRecorder for WebM'));
    var end = function () { filming = null; };
    if (!filming) {
      filming = Promise.resolve(window.unrollFilm || fetchScript('film.js')).then(function () {
        return window.unrollFilm({
          canvas: canvas,
          frame: unrollBridge.frame,
          stage: unrollApi.stagePixels,
          bare: function (on) { _unroll_bare(on ? 1 : 0); wake(); },
          walkOn: function (fromTheBegin) { return _unroll_walk_on(fromTheBegin ? 1 : 0) !== 0; }
        });
      });
      filming.then(end, end);
    }
    return filming;
  }

  // A table that is not seen, for a screen reader to walk through.
  function showTable(content) {
    var place = document.getElementById('stage-table');
    place.textContent = '';
    if (content.rows) addTable(place, content);
  }

  function addTable(place, content) {
    var add = function (parent, name, words) {
      var element = parent.appendChild(document.createElement(name));
      if (words !== undefined) element.textContent = words;
      return element;
    };
    var table = add(place, 'table');
    add(table, 'caption', content.caption);
    var head = add(add(table, 'thead'), 'tr'), body = add(table, 'tbody');
    content.head.forEach(function (words) { add(head, 'th', words).scope = 'col'; });
    content.rows.forEach(function (cells) {
      var row = add(body, 'tr');
      cells.forEach(function (words, i) {
        if (i === 0) add(row, 'th', words).scope = 'row';
        else add(row, 'td', words);
      });
    });
  }

  // The program has ended or could not begin; why, ending.js tells.
  function stop(reason) {
    if (stopped) return;
    stopped = true;
    var began = running;
    running = false;
    unrollEnding.tell(began, reason);
  }

  Module['onAbort'] = stop;

  // ── Loading the program: Emscripten's own way says nothing where the browser refuses to fetch, as in a sandbox without an origin ──

  var script = typeof document !== 'undefined' && document.currentScript && document.currentScript.src;

  function loadProgram(file, bytes, imports) {
    if (bytes) return WebAssembly.instantiate(bytes, imports);
    return fetch(beside(file)).then(function (response) {
      if (!response.ok) throw new Error(response.status + ' ' + response.url);
      var streams = WebAssembly.instantiateStreaming && /^application\/wasm/.test(response.headers.get('content-type'));
      return streams ? WebAssembly.instantiateStreaming(response, imports) : response.arrayBuffer().then(function (all) { return WebAssembly.instantiate(all, imports); });
    });
  }

  // The program's second part (page/split.py): scenes that few begin with. It works on the first one's memory, and puts its functions into
  // the places of the table where until then there are functions that must not be called.
  var primary = null;  // what the first part exports
  var split = false;   // whether there is a second
  var scenes = null;   // the promise of it
  var notYet = new Proxy({}, { get: function () { return function () { throw new Error('a function of unroll.later.wasm was called before it was there'); }; } });

  function fetchScenes() {
    if (!split) return Promise.resolve();
    var program = function () { return loadProgram('unroll.later.wasm', Module['laterBinary'] && Module['laterBinary'](), { primary: primary }); };
    if (!scenes) scenes = Promise.all([program(), tellLaterWords()]).then(tellLaterWords).then(function () {  // twice: another language may have come
      _unroll_scenes_came(1);
      wake();
    }).catch(function (error) {
      scenes = null;  // the next who needs it tries again
      _unroll_scenes_came(0);
      wake();
      throw error;
    });
    return scenes;
  }

  function instantiate(imports, receive) {
    imports['later'] = notYet;
    loadProgram('unroll.wasm', Module['wasmBinary'], imports).then(function (both) {
      primary = both.instance.exports;
      split = WebAssembly.Module.imports(both.module).some(function (each) { return each.module === 'later'; });
      receive(both.instance, both.module);
    }).catch(function (error) {
      console.error(error);
      stop(error);
    });
    return {};
  }

  if (!Module['instantiateWasm']) Module['instantiateWasm'] = instantiate;

  // ── Words: a language is fetched when it is spoken, the first one beside the program ──

  function beside(file) { return script ? new URL(file, script).href : file; }

  // 'de', or 'de.later': those of the scenes in the program's second part.
  function wordsOf(name) {
    var all = Module['words'];  // of the single file
    if (all) return Promise.resolve(all[name]);
    return fetch(beside('words.' + name + '.json')).then(function (response) {
      if (!response.ok) throw new Error(response.status + ' ' + response.url);
      return response.text();
    });
  }

  function giveWords(name, json) {
    if (json) given.push(name);
    unrollApi.withText(json, function () { _unroll_words(unrollLanguages.indexOf(name.slice(0, 2))); });
  }

  // Of those, what C++ has not got yet.
  function tellWords(names) {
    var missing = names.filter(function (name) { return given.indexOf(name) < 0; });
    return Promise.all(missing.map(wordsOf)).then(function (all) { all.forEach(function (json, i) { giveWords(missing[i], json); }); });
  }

  // Of all languages that have been spoken.
  function tellLaterWords() {
    return tellWords(given.filter(function (name) { return name.length === 2; }).map(function (name) { return name + '.later'; }));
  }

  function fetchWords(language) {
    tellWords(scenes ? [language, language + '.later'] : [language]).then(function () {
      if (scenes) return tellLaterWords();  // the second part may have come meanwhile
    }).catch(function () { giveWords(language, ''); }).then(wake);
  }

  var given = [];  // what C++ has
  var firstWords = null;

  function firstLanguage() {
    var said = /(?:^#?|&)lang=(\w\w)(?:&|$)/.exec(location.hash);
    return said && unrollLanguages.indexOf(said[1]) >= 0 ? said[1] : systemLanguage();
  }

  if (canvas) {
    var language = firstLanguage(), asked = wordsOf(language);  // while the program is on its way
    asked.catch(function () {});  // it is told of below
    (Module['preRun'] = Module['preRun'] || []).push(function () {
      addRunDependency('words');
      asked.then(function (json) {
        firstWords = { language: language, json: json };
        removeRunDependency('words');
      }).catch(stop);
    });
  }

  // ImGui's back end saves and restores the state of the context around each frame. In a browser each such question waits for the GPU
  // process, 30 ms and more; but nobody else draws here, so the state as it was at the start will do.
  function answerFromMemory(gl) {
    var ask = gl.getParameter.bind(gl);
    var memory = {};
    gl.getParameter = function (name) { return name in memory ? memory[name] : (memory[name] = ask(name)); };
  }

  function begin() {
    running = true;
    listen();
    tellSurroundings();
    unrollApi.start();
    if (!isFramed()) focusSilently();
    wake();
  }

  return {
    isSplit: function () { return split; },
    fetchScenes: fetchScenes,
    beside: beside,
    start: function () {
      answerFromMemory(GLctx);
      giveWords(firstWords.language, firstWords.json);
      if (unrollApi.needsScenes()) fetchScenes().then(begin, begin);  // without it, with the first scene
      else begin();
    },
    wake: wake,
    fetchWords: fetchWords,
    // One frame at once; returns why there can't be one, or an empty string.
    frame: function () {
      if (lost) return 'the browser has taken the graphics away';
      if (!canvas.clientWidth || !canvas.clientHeight) return 'the page has no size: nothing is drawn';
      drawFrame();
      return '';
    },
    stop: stop,
    noGraphics: function () { unrollEnding.notice('no-webgl'); },
    setCanvasSize: function (width, height) {
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    },
    replaceHash: function (text) {
      writtenHash = text;
      try { history.replaceState(history.state, '', '#' + text); } catch (_) { /* a sandbox without a URL of its own */ }
    },
    // Nothing of it leaves the browser; a frame in a sandbox, or a browser that keeps nothing, has no such place.
    remember: function (hash) { try { localStorage.setItem('unroll', hash); } catch (_) { /* then it is not offered */ } },
    remembered: function () { try { return localStorage.getItem('unroll') || ''; } catch (_) { return ''; } },
    linkTo: function (text) { return location.href.replace(/#.*$/, '') + '#' + text; },
    copy: function (text) {
      var done = function () { _unroll_copied(1); wake(); };
      if (!navigator.clipboard || !navigator.clipboard.writeText) return showLink(text);
      navigator.clipboard.writeText(text).then(done, function () { showLink(text); });
    },
    copyPicture: function (png) {
      var tell = function (done) { return function () { _unroll_copied(done); wake(); }; };
      if (!navigator.clipboard || !navigator.clipboard.write || typeof ClipboardItem === 'undefined') return setTimeout(tell(0));
      navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([png], { type: 'image/png' }) })]).then(tell(1), tell(0));
    },
    canRecord: canRecord,
    film: film,
    record: function (name) {
      film().then(function (bytes) {
        saveFile(name, bytes);
        return 0;
      }, function (error) { return error instanceof RangeError ? 1 : 2; }).then(function (outcome) {
        _unroll_recorded(outcome);
        wake();
      });
    },
    announce: function (words) { document.getElementById('stage-words').textContent = words; },
    showTable: showTable,
    addTable: addTable,
    handKey: handKey,
    focusSilently: focusSilently,
    hasKeys: function () { return hasKeys; },
    saveFile: saveFile,
    chooseFile: chooseFile,
    emit: function (name, detail) {
      if (name === 'language') document.documentElement.lang = detail;
      unrollApi.emit(name, detail);
    }
  };
})();
