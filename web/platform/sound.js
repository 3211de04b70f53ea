// The player of the page (base/sound.h) with Web Audio. Linked in with --pre-js; nothing is made before the first note is asked for, which
// a press does, and nothing is fetched.

var unrollSound = (function () {
  'use strict';
  var numbersPerTone = 9;  // Hz, then four points of its gain: s, 0…1
  var lead = 0.05;         // s until the first note, so that none is late
  var fade = 0.015;        // s, time constant: what is cut off would click
  var patience = 3000;     // ms for a context that does not begin: the browser doesn't let it, or there is no device
  var context = null, master = null, voices = [], loudness = 1, begin = 0, end = 0, playing = false, trouble = false, timer = 0;

  function silence() {
    if (!playing) return;
    playing = false;
    clearTimeout(timer);
    var now = context.currentTime;
    master.gain.setTargetAtTime(0, now, fade);
    voices.forEach(function (voice) { voice.stop(now + 6 * fade); });
    voices = [];
    setTimeout(function () { if (!playing) context.suspend(); }, 1000 * 8 * fade);  // at rest it takes no time
  }

  function play(numbers) {
    silence();
    var Context = window.AudioContext || window.webkitAudioContext;
    try {
      context = context || new Context();
    } catch (error) {
      return false;
    }
    context.resume();
    master = context.createGain();
    master.gain.value = loudness;
    master.connect(context.destination);
    var asked = context.currentTime;
    begin = asked + lead;
    end = begin;
    for (var i = 0; i < numbers.length; i += numbersPerTone) {
      var voice = context.createOscillator(), gain = context.createGain();
      voice.type = 'triangle';
      voice.frequency.value = numbers[i];
      for (var p = i + 1; p < i + numbersPerTone; p += 2) {
        if (p === i + 1) gain.gain.setValueAtTime(numbers[p + 1], begin + numbers[p]);
        else gain.gain.linearRampToValueAtTime(numbers[p + 1], begin + numbers[p]);
      }
      voice.connect(gain);
      gain.connect(master);
      var last = begin + numbers[i + numbersPerTone - 2];
      voice.start(begin + numbers[i + 1]);
      voice.stop(last);
      voices.push(voice);
      end = Math.max(end, last);
    }
    playing = true;
    timer = setTimeout(function () {
      if (!playing || context.currentTime > asked) return;
      trouble = true;
      silence();
      unrollBridge.wake();
    }, patience);
    return true;
  }

  if (typeof document !== 'undefined') {
    document.addEventListener('visibilitychange', function () { if (document.hidden) silence(); });
    // Where a browser lets sound begin only in the event itself.
    ['pointerup', 'touchend', 'keydown'].forEach(function (name) {
      window.addEventListener(name, function () { if (playing && context.state !== 'running') context.resume(); }, true);
    });
  }

  return {
    play: play,
    stop: silence,
    setLoudness: function (value) {
      loudness = value;
      if (playing) master.gain.value = value;
    },
    position: function () {
      if (playing && context.currentTime >= end) silence();
      return playing ? Math.max(0, context.currentTime - begin) : -1;
    },
    takeTrouble: function () {
      var was = trouble;
      trouble = false;
      return was;
    }
  };
})();
