// Runs one WebAssembly program (its script defines createModule) away from the page, which so stays responsive. Posts every line that
// the program prints, then the exit code. A program without main() exports run(repetitions).
onmessage = async ({ data: { script, args, repetitions, env } }) => {
  let code = 0;
  try {
    importScripts(script);
    const module = await createModule({
      arguments: args,
      preRun: [(m) => { if (m.ENV) Object.assign(m.ENV, env); }],
      print: (line) => postMessage({ line }),
      printErr: (error) => postMessage({ error }),
      onExit: (status) => { code = status; },
    });
    module._run?.(repetitions);
  } catch (problem) {
    postMessage({ error: String(problem) });
    code = 1;
  }
  postMessage({ code });
};
