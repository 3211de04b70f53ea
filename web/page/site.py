#!/usr/bin/env python3
"""What else belongs to the finished site, once the program is there: the element, a deck, icons, the manifest, the service worker with its
list of files, the policy that the site runs with. Run before single_file.py as `site.py SITE SOURCE`, after it as `site.py SITE --policy`."""
import base64
import hashlib
import html.parser
import json
import pathlib
import re
import shutil
import sys

sys.dont_write_bytecode = True
import icons  # noqa: E402

COPIED = ("start.js", "film.js", "unroll-element.js", "deck.html", "references.html", "exercise.html", "exercise.js", "manifest.webmanifest")
PROGRAM = ("index.html", "start.js", "film.js", "unroll.js", "unroll.wasm", "unroll.later.wasm", "unroll-worker.js", "unroll-worker.wasm", "manifest.webmanifest",
           "references.html", "exercise.html", "exercise.js", "unroll-element.js")
# Shares of an icon's side that the mark takes, and of its corners; of the maskable one a platform may cut all but the middle four fifths.
ICONS = (("icon-192.png", 192, 0.82, 0.2), ("icon-512.png", 512, 0.82, 0.2), ("maskable-512.png", 512, 0.58, 0.0))

POLICY = ("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src{styles}; connect-src 'self'; worker-src 'self' blob:; "
          "img-src 'self' data: blob:; media-src blob:; manifest-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'")


def sha256(data):
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")


def draw_icons(site, index):
    folder, stamp = site / "icons", site / "icons" / "icon.svg"
    mark = icons.Mark(index)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == mark.svg and all((folder / name).exists() for name, *_ in ICONS):
        return
    folder.mkdir(exist_ok=True)
    for name, pixels, share, corner in ICONS:
        (folder / name).write_bytes(mark.png(pixels, share, corner))
    stamp.write_text(mark.svg, encoding="utf-8")


def complete(site, source):
    for name in COPIED:
        shutil.copyfile(source / name, site / name)
    index = (site / "index.html").read_text(encoding="utf-8")
    draw_icons(site, index)
    # The version is of all files but index.html, which says it, and of index.html without it.
    names = [name for name in PROGRAM if (site / name).exists()] + sorted(path.name for path in site.glob("words.*.json"))
    names += [f"icons/{path.name}" for path in sorted((site / "icons").iterdir())]
    hashes = {name: sha256((site / name).read_bytes()) for name in names if name != "index.html"}
    bare = re.sub(r'<meta name="version"[^>]*>\n', "", index)
    version = hashlib.sha256((bare + json.dumps(hashes)).encode()).hexdigest()[:16]
    marked = bare.replace("<title>", f'<meta name="version" content="{version}">\n<title>', 1)
    (site / "index.html").write_text(marked, encoding="utf-8")
    hashes["index.html"] = sha256(marked.encode())
    worker = (source / "sw.js").read_text(encoding="utf-8")
    listed = json.dumps(hashes, indent=2)
    (site / "sw.js").write_text(worker.replace("= VERSION;", f"= '{version}';", 1).replace("= FILES;", f"= {listed};", 1), encoding="utf-8")


class Inline(html.parser.HTMLParser):
    """The texts of a page's own styles and scripts."""

    def __init__(self, text):
        super().__init__(convert_charrefs=False)
        self.styles, self.scripts, self.within = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag == "style":
            self.within = self.styles
        elif tag == "script" and "src" not in named and named.get("type", "text/javascript") == "text/javascript":
            self.within = self.scripts
        else:
            return
        self.within.append("")

    def handle_endtag(self, tag):
        if tag in ("style", "script"):
            self.within = None

    def handle_data(self, data):
        if self.within is not None:
            self.within[-1] += data


def write_policy(site):
    pages = [Inline((site / name).read_text(encoding="utf-8")) for name in ("index.html", "exercise.html", "references.html", "unroll.html")]
    hashes = lambda texts: "".join(sorted({f" '{sha256(text.encode())}'" for text in texts}))
    if any(page.scripts for page in pages[:-1]):
        sys.exit("site.py: a page has an inline script, which the site's policy forbids")
    styles = hashes([style for page in pages for style in page.styles])
    policy = POLICY.format(scripts=hashes(pages[-1].scripts), styles=styles)
    (site / "csp.conf").write_text(
        "# For nginx: include it where the site is served. The scripts' hashes are those of unroll.html, the single file; index.html needs none.\n"
        f'add_header Content-Security-Policy "{policy}" always;\n', encoding="utf-8")


def main():
    site = pathlib.Path(sys.argv[1])
    if sys.argv[2] == "--policy":
        write_policy(site)
    else:
        complete(site, pathlib.Path(sys.argv[2]))


main()
