#!/usr/bin/env python3
"""site/unroll.wasm → itself, less what the scenes need that few begin with, and site/unroll.later.wasm, with just that.
Usage: split.py SITE_FOLDER BARE_WASM BUILD_FOLDER SYSROOT NM ROOM,… EARLY,… WASM-OPT FLAG…

BARE_WASM is the same program as the linker left it, both with mangled names. ROOMs are scenes and kinds of models; EARLY are objects of
theirs that the first part needs whole, since it calls their virtual functions, by expressions for a part of their paths. Into the second part go the functions of which no other object says the name: nothing else can reach them but through
pointers that they gave out themselves, or through the factories of the scenes and of Share, which the page calls only when the part is
there. Two things could still go wrong, both through wasm-opt, which makes one of functions that are alike: a place in the table, or a call,
of the first part may have come to be one of the second's. The table is compared with the linker's, the calls are looked through, and what is found stays in the first part."""
import hashlib
import pathlib
import re
import subprocess
import sys

FACTORY = re.compile(r"_ZN6unroll\d+make(?:\w+Scene|Share)Ev")
FEATURES = ["--enable-simd", "--enable-nontrapping-float-to-int", "--enable-sign-ext", "--enable-mutable-globals"]


def run(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


COMMON = {"training"}  # a scene, and a room of the engine that the first part needs as well


def plain(name):
    return re.sub(r"(?<!__uniq)\.[0-9]+$", "", name)  # wasm-opt numbers names that occur twice; one file's own have its hash: .__uniq.123


def symbols(nm, files):
    """→ names that are defined there; names that are only used."""
    defined, used = set(), set()
    for line in run(nm, *files).splitlines():
        words = line.split()
        if len(words) >= 2 and not line.endswith(":"):
            (used if words[-2] == "U" else defined).add(plain(words[-1]))
    return defined, used


class Program:
    """What wasm-dis says: each function's calls, the table, what is exported."""

    def __init__(self, wasm):
        self.calls, self.table, self.exported = {}, [], set()
        for line in run("wasm-dis", *FEATURES, wasm).splitlines():
            if line.startswith(" (func "):
                calls = self.calls.setdefault(re.match(r" \(func \$([^\s()]+)", line)[1], set())
            elif line.startswith(" (elem "):
                self.table = re.findall(r" \$([^\s()]+)", line.split("(i32.const 1)")[1])
            elif line.startswith(" (export "):
                self.exported.update(re.findall(r"\(func \$([^\s()]+)\)", line))
            elif "(call $" in line:
                calls.add(re.search(r"\(call \$([^\s()]+)", line)[1])


def later_functions(program, bare, nm, objects, libraries, rooms, early):
    rooms_of_engine = "|".join(name for name in rooms.split("|") if name not in COMMON)
    room = re.compile(rf"/unroll_({rooms_of_engine})\.dir/|[/_]scenes[/_]({rooms})[/_][^/]*$")
    places = {file: room.search(str(file)) for file in objects}
    if missing := set(rooms.split("|")) - {place[1] or place[2] for place in places.values() if place}:
        sys.exit(f"split.py: there is no room {', '.join(missing)}")
    for part in early:
        those = [file for file in objects if places[file] and re.search(part, str(file))]
        if not those:
            sys.exit(f"split.py: no object of the second part is {part}")
        places.update((file, None) for file in those)
    later, _ = symbols(nm, [file for file in objects if places[file]])
    first, used = symbols(nm, [file for file in objects if not places[file]] + libraries)
    names = later - first - {name for name in used if not FACTORY.fullmatch(name)}
    if len(program.table) != len(bare.table):
        sys.exit("split.py: the table is not the linker's")
    found = {name for name in program.calls if plain(name) in names}
    found -= program.exported
    found -= {now for now, before in zip(program.table, bare.table) if plain(before) not in names}
    while True:
        called = set().union(*(calls for name, calls in program.calls.items() if name not in found)) & found
        if not called:
            return found
        found -= called


def renamed(text, before, after):
    if text.count(before) != 1:
        sys.exit(f"split.py: not one {before}")
    return text.replace(before, after)


def main():
    site, bare, build, sysroot = map(pathlib.Path, sys.argv[1:5])
    nm, rooms, early, optimise = sys.argv[5], sys.argv[6].replace(",", "|"), sys.argv[7].split(","), sys.argv[8:]
    wasm, later = site / "unroll.wasm", site / "unroll.later.wasm"
    headless = re.compile(r"/unroll(_cli|-worker|-bench-web)?\.dir/")  # rooms that are not in the page
    objects = sorted(file for folder in ("engine", "web") for file in (build / folder).rglob("*.o") if not headless.search(str(file)))
    program = Program(wasm)
    found = later_functions(program, Program(bare), nm, objects, sorted(sysroot.rglob("libc++*.a")), rooms, early)
    work = bare.parent
    first, second = work / "first.wat", work / "later.wat"
    (work / "later.txt").write_text("\n".join(sorted(found)) + "\n", encoding="utf-8")
    run("wasm-split", *FEATURES, f"--split-funcs=@{work / 'later.txt'}", "--import-namespace=primary", "--placeholder-namespace=later",
        "--emit-text", "-o1", first, "-o2", second, wasm)
    text = first.read_text(encoding="utf-8")
    if "(call $placeholder_" in text:
        sys.exit("split.py: the first part calls the second")
    # A placeholder is imported for each place in the table. They are called by nobody, so one for each type will do: wasm-opt makes one
    # import of those that have one name.
    types = {}
    text = re.sub(r'(\(import "later" )"\d+"( \(func \S+(.*)\)\))', lambda m: f'{m[1]}"{types.setdefault(m[3], len(types))}"{m[2]}', text)
    # Two parts of different builds would agree in their short names and not in what these mean, as when the site is renewed while a page is
    # open. So one name, the stack pointer's, is the build's own: others can't be linked.
    build_name = hashlib.sha256(text.encode()).hexdigest()[:12]
    first.write_text(renamed(text, '(export "global" ', f'(export "{build_name}" '), encoding="utf-8")
    second.write_text(renamed(second.read_text(encoding="utf-8"), '(import "primary" "global" ', f'(import "primary" "{build_name}" '), encoding="utf-8")
    run(*optimise, "--enable-mutable-globals", first, "-o", wasm)
    run(*optimise, "--enable-mutable-globals", second, "-o", later)
    print(f"split.py: {len(found)} functions of {len(program.calls)} in the second part")


main()
