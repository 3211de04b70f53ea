#!/usr/bin/env python3
"""Fills the folder of the npm package: npm.py BUILD TARGET VERSION, where BUILD has site/ and module/ (the web build)."""
import base64
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
# The single file is for USB sticks; a package has its parts.
LEFT_OUT = ("unroll.html", "csp.conf")
LAST_RESORT = "return script && script.src || document.baseURI;"


def element(source):
    """The element's file as a module: it finds its program beside itself, and does nothing where there are no elements."""
    if source.count(LAST_RESORT) != 1:
        sys.exit(f"npm.py: unroll-element.js doesn't have “{LAST_RESORT}” once")
    lines = source.replace(LAST_RESORT, "return script && script.src || new URL(site, import.meta.url).href;")
    return ("const site = './site/unroll-element.js';  // no bundler shall take it for a picture\n"
            "if (typeof customElements !== 'undefined') {\n" + lines + "}\n"
            "export const UnrollLab = typeof customElements === 'undefined' ? undefined : customElements.get('unroll-lab');\n")


def main(build, target, version):
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copytree(build / "site", target / "site", ignore=lambda folder, names: [name for name in names if name in LEFT_OUT])
    for path in sorted((HERE / "npm").iterdir()):
        (target / path.name).write_text(path.read_text(encoding="utf-8").replace("@VERSION@", version), encoding="utf-8")
    shutil.copyfile(ROOT / "LICENSE", target / "LICENSE")
    (target / "index.js").write_text(element((build / "site" / "unroll-element.js").read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copyfile(build / "module" / "unroll-engine.mjs", target / "unroll-engine.mjs")
    wasm = base64.b64encode((build / "module" / "unroll-engine.wasm").read_bytes()).decode("ascii")
    (target / "unroll-engine.wasm.js").write_text(f"export default '{wasm}';\n", encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3])
