// What the page says when the program can't begin or has ended, in words of its own in index.html. Linked in with --pre-js, as bridge.js.

var unrollEnding = (function () {
  'use strict';
  var memoryIsUp = false;

  function notice(id, reason) {
    if (typeof document === 'undefined') return;
    var place = document.getElementById(id);
    document.getElementById('canvas').hidden = true;
    place.hidden = false;
    var links = place.querySelectorAll('a');
    for (var i = 0; i < links.length; ++i) links[i].href = 'unroll.html' + location.hash;
    var why = place.querySelector('.reason');
    if (why && reason) why.textContent = String(reason.message || reason);
  }

  // The program has ended, but the model lies in its memory as it was: nothing is allocated in the middle of an update, and a new model takes
  // the old one's place once it is whole. What it kept back is enough to write the file.
  function rescue() {
    _unroll_release_reserve();
    return unrollApi.modelBytes();
  }

  // A model that the link holds whole has no file. Where even rescue fails, the place of the words says so.
  function offerRescue() {
    if (typeof document === 'undefined') return;
    var place = document.getElementById('no-memory'), button = place.querySelector('button');
    var name = UTF8ToString(_unroll_model_name());
    button.hidden = !name;
    button.onclick = function () {
      try {
        unrollBridge.saveFile(name, rescue());
      } catch (error) {
        place.querySelector('.reason').textContent = String(error.message || error);
      }
    };
  }

  // The first reason counts: what follows from it says less.
  function tell(began, reason) {
    var isSingleFile = Boolean(Module['wasmBinary']);
    unrollField.place({});
    unrollApi.stop('the program has stopped: ' + (memoryIsUp ? 'the browser gives it no more memory' : reason && reason.message || reason));
    if (began && memoryIsUp) {
      offerRescue();
      notice('no-memory');
    }
    else if (began) notice('stopped', reason);
    else if (typeof WebAssembly !== 'object') notice('no-wasm');
    else if (!isSingleFile && location.protocol === 'file:') notice('no-file');
    else if (!isSingleFile && window.origin === 'null') notice('no-origin');
    else notice('no-program', memoryIsUp ? 'no memory' : reason);
  }

  // Over the canvas, which stays: it may come back.
  function graphicsAreAway(away) { document.getElementById('no-graphics').hidden = !away; }

  return {
    notice: notice,
    graphicsAreAway: graphicsAreAway,
    tell: tell,
    outOfMemory: function () { memoryIsUp = true; },
    canRescue: function () { return memoryIsUp; },
    rescue: rescue
  };
})();
