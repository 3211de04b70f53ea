// exercise.html#exercise=hopfield: a scene's story as an exercise for a class. Each finished task is told to the page around it and, where there
// is one, to the learning platform by SCORM 1.2. Nothing is stored here, and nothing is sent anywhere else.
(function () {
  'use strict';
  const lookEvery = 500;       // ms
  const longestMemory = 4096;  // characters that a platform keeps (cmi.suspend_data)
  const asked = new URLSearchParams(location.hash.slice(1) || location.search);
  const exercise = /^[a-z]+$/.test(asked.get('exercise') || '') ? asked.get('exercise') : 'sequence';
  const more = Array.from(asked).filter(([key]) => key !== 'exercise' && key !== 'scene').map(([key, value]) => key + '=' + encodeURIComponent(value));

  // ── The platform ──

  // Its object is in a window above this one, or in the one that opened it; a window of another origin may not be looked into.
  function find(from) {
    for (let at = from, i = 0; at && i < 50; at = at.parent === at ? null : at.parent, ++i) {
      try { if (at.API) return at.API; } catch (_) { return null; }
    }
    return null;
  }
  const api = find(window.parent === window ? null : window.parent) || find(window.opener);
  const platform = api && String(api.LMSInitialize('')) === 'true' ? api : null;
  const get = (name) => (platform ? String(platform.LMSGetValue(name) || '') : '');
  const set = (name, value) => { if (platform) platform.LMSSetValue(name, String(value)); };
  const mayWrite = platform && !/^(browse|review)$/.test(get('cmi.core.lesson_mode'));

  // ── What is done: {step: [task done, …]} of those that were seen ──

  let done = {}, steps = 0, link = '', written = '';
  function remember(text) {
    try {
      const memory = JSON.parse(text);
      for (const [step, tasks] of Object.entries(memory.done)) if (/^\d+$/.test(step) && Array.isArray(tasks)) done[step] = tasks.map(Boolean);
      if (Number.isInteger(memory.steps)) steps = memory.steps;
      if (typeof memory.link === 'string') link = memory.link;
    } catch (_) { /* none, or another program's */ }
  }
  if (platform) remember(get('cmi.suspend_data'));

  const isDone = (step) => Boolean(done[step]) && done[step].every(Boolean);
  const stepsDone = () => Object.keys(done).filter(isDone).length;
  const finished = () => steps > 0 && stepsDone() >= steps;

  function tell(step, task) {
    if (window.parent === window) return;
    window.parent.postMessage({ unroll: { event: 'task', detail: { exercise, step, task, steps, stepsDone: stepsDone(), finished: finished() } } }, '*');
  }

  function write() {
    if (!mayWrite) return;
    const memory = (text) => JSON.stringify({ done, steps, link: text });
    set('cmi.core.score.min', 0);
    set('cmi.core.score.max', 100);
    set('cmi.core.score.raw', steps ? Math.round(100 * stepsDone() / steps) : 0);
    set('cmi.core.lesson_status', finished() ? 'completed' : 'incomplete');
    // Where a link doesn't fit, the step is what is kept.
    set('cmi.suspend_data', memory(link).length <= longestMemory ? memory(link) : memory('scene=' + exercise + '&story=' + (/(?:^|&)story=(\d+)/.exec(link) || [0, 1])[1]));
    platform.LMSCommit('');
  }

  // ── The experiment ──

  const lab = document.createElement('unroll-lab');
  lab.title = 'Unroll: ' + exercise;
  // As an exercise: there is no way to other scenes in it, whatever the platform kept.
  const rest = link.split('&').filter((pair) => !/^(scene|exercise)=/.test(pair)).join('&');
  lab.setAttribute('link', ['exercise=' + exercise, ...(rest ? [rest] : more)].join('&'));
  document.body.appendChild(lab);

  function look(now) {
    const story = now.scene === exercise && now.story;
    if (!story || story.begins) return;
    const fresh = [];
    steps = story.steps;
    const tasks = done[story.step] = done[story.step] || [];
    story.done.forEach((is, i) => {
      if (is && !tasks[i]) fresh.push(i + 1);
      tasks[i] = Boolean(tasks[i]) || is;
    });
    link = now.link;
    const present = JSON.stringify([done, steps, link]);
    if (present === written) return;
    written = present;
    for (const task of fresh) tell(story.step, task);
    write();
  }

  setInterval(() => { if (lab.isAwake) lab.state().then(look, () => {}); }, lookEvery);

  // ── The end ──

  const began = Date.now();
  let ended = false;
  window.addEventListener('pagehide', () => {
    if (!platform || ended) return;
    ended = true;
    if (mayWrite) {
      write();
      const seconds = Math.round((Date.now() - began) / 1000), two = (n) => String(n).padStart(2, '0');
      set('cmi.core.session_time', String(Math.floor(seconds / 3600)).padStart(4, '0') + ':' + two(Math.floor(seconds / 60) % 60) + ':' + two(seconds % 60));
      set('cmi.core.exit', finished() ? '' : 'suspend');
    }
    platform.LMSFinish('');
  });
})();
