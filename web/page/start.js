// After the program's script in index.html: says when that could not be loaded, and has the site kept for reading it without a network. Not in
// the single file. In a file of its own, so that the page needs no inline script.
(function () {
  'use strict';
  if (typeof unrollBridge === 'undefined') {
    document.getElementById('canvas').hidden = true;
    document.getElementById('no-program').hidden = false;
    return;
  }
  // Only for the page itself: a frame in somebody's deck installs nothing.
  var isOwnWindow = window.parent === window && /^https?:$/.test(location.protocol) && window.isSecureContext;
  if (!isOwnWindow) return;
  var link = document.createElement('link');
  link.rel = 'manifest';
  link.href = 'manifest.webmanifest';
  document.head.appendChild(link);
  if (!navigator.serviceWorker) return;
  // When the page is there: what it fetches comes first.
  window.addEventListener('load', function () {
    window.unroll ? keep() : setTimeout(keep, 3000);
  });
  function keep() {
    var done = function () { navigator.serviceWorker.register('sw.js', { updateViaCache: 'none' }).catch(function () { /* storage may be forbidden */ }); };
    if (window.unroll) window.unroll.ready.then(done);
    else done();
  }
})();
