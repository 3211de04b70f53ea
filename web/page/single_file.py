#!/usr/bin/env python3
"""site/index.html + unroll.js + unroll.wasm → site/unroll.html, one file that also works from a USB stick (file://).
Usage: single_file.py SITE_FOLDER"""
import base64
import pathlib
import sys


def main():
    site = pathlib.Path(sys.argv[1])
    page = (site / "index.html").read_text(encoding="utf-8")
    script = (site / "unroll.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    wasm = base64.b64encode((site / "unroll.wasm").read_bytes()).decode("ascii")
    tag = '<script src="unroll.js"></script>'
    if page.count(tag) != 1:
        sys.exit(f"single_file.py: index.html must contain {tag} exactly once")
    decode = "Uint8Array.from(atob(document.getElementById('wasm').textContent), function (c) { return c.charCodeAt(0); })"
    inline = (f'<script type="application/octet-stream" id="wasm">{wasm}</script>\n'
              f"<script>var Module = {{wasmBinary: {decode}}};</script>\n<script>{script}</script>")
    (site / "unroll.html").write_text(page.replace(tag, inline), encoding="utf-8")


main()
