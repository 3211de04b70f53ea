#!/usr/bin/env python3
"""site/index.html + unroll.js + unroll.wasm + words.*.json → site/unroll.html, one file that also works from a USB stick (file://).
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
    wasm = base64.b64encode((site / "unroll.wasm").read_bytes()).decode("ascii")
    tags = re.findall(r'<script src="unroll\.js"[^>]*></script>', page)
    if len(tags) != 1:
        sys.exit('single_file.py: index.html must contain <script src="unroll.js"…></script> exactly once')
    words = json.dumps({p.name.split(".")[1]: p.read_text(encoding="utf-8") for p in site.glob("words.*.json")}).replace("</", "<\\/")
    decode = "Uint8Array.from(atob(document.getElementById('wasm').textContent), function (c) { return c.charCodeAt(0); })"
    inline = (f'<script type="application/octet-stream" id="wasm">{wasm}</script>\n'
              f"<script>var Module = {{wasmBinary: {decode}, words: {words}}};</script>\n<script>{script}</script>")
    (site / "unroll.html").write_text(page.replace(tags[0], inline), encoding="utf-8")


main()
