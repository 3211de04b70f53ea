#!/usr/bin/env python3
"""site/index.html + unroll.js + unroll.wasm + unroll.later.wasm + unroll-worker.* + words.*.json → site/unroll.html, one file that also works from a USB stick (file://).
Usage: single_file.py SITE_FOLDER"""
import base64
import json
import pathlib
import re
import sys


def main():
    site = pathlib.Path(sys.argv[1])
    page = (site / "index.html").read_text(encoding="utf-8")
    script = (site / "unroll.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    parts = [(id, site / name) for id, name in (("wasm", "unroll.wasm"), ("later", "unroll.later.wasm"), ("worker", "unroll-worker.wasm"), ("worker-script", "unroll-worker.js")) if (site / name).exists()]
    binaries = "".join(f'<script type="application/octet-stream" id="{id}">{base64.b64encode(path.read_bytes()).decode("ascii")}</script>\n'
                       for id, path in parts)
    tags = re.findall(r'<script src="unroll\.js"[^>]*></script>', page)
    if len(tags) != 1:
        sys.exit('single_file.py: index.html must contain <script src="unroll.js"…></script> exactly once')
    page = page.replace('<script src="start.js"></script>\n', "")
    words = json.dumps({p.name[len("words."):-len(".json")]: p.read_text(encoding="utf-8") for p in site.glob("words.*.json")}).replace("</", "<\\/")
    decode = "function decode(id) { return Uint8Array.from(atob(document.getElementById(id).textContent), function (c) { return c.charCodeAt(0); }); }"
    film = (site / "film.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    inline = f"<script>{film}</script>\n{binaries}<script>{decode}\nvar Module = {{wasmBinary: decode('wasm'), laterBinary: function () {{ return decode('later'); }}, workerBinary: function () {{ return decode('worker'); }}, workerScript: function () {{ return new TextDecoder().decode(decode('worker-script')); }}, words: {words}}};</script>\n<script>{script}</script>"
    (site / "unroll.html").write_text(page.replace(tags[0], inline), encoding="utf-8")


main()
