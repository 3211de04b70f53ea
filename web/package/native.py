#!/usr/bin/env python3
"""Packages of the native program: native.py deb|appdir BUILD TARGET VERSION, where BUILD has unroll and unroll-app. deb writes
TARGET/unroll-lab_VERSION_ARCH.deb, appdir fills TARGET/Unroll.AppDir, a folder that runs wherever it lies."""
import email.utils
import gzip
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "page"))
import icons  # noqa: E402

PACKAGE = "unroll-lab"
MAINTAINER = "The Unroll authors <unroll@localhost>"
PROGRAMS = ("unroll", "unroll-app")
ICON_SIZES = (48, 64, 128, 256, 512)
# What a program brings along breaks where it talks to the machine's own drivers, sound or C library: those are the system's (AppImage's list).
OF_THE_SYSTEM = re.compile(
    r"^(ld-linux.*|linux-vdso|lib(c|m|dl|rt|pthread|resolv|util|anl|mvec|stdc\+\+|gcc_s|GL|EGL|GLX|GLdispatch|OpenGL|drm|gbm|glapi|X11|X11-xcb|xcb"
    r"|wayland-client|wayland-server|wayland-egl|wayland-cursor|asound|expat|z|gpg-error))\.so\b")


def run(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def roff(text):
    return "\n".join(("\\&" if line[:1] in ".'" else "") + line.replace("\\", "\\e").replace("-", "\\-") for line in text.splitlines())


def commands(program):
    """`unroll help` as the middle of its man page: blocks of "unroll NAME TAKES" and what it does."""
    blocks = run(program, "help").strip().split("\n\n")[1:]
    lines = []
    for block in blocks:
        head, *about = block.split("\n")
        name, _, takes = head.removeprefix("unroll ").partition(" ")
        lines += [".TP", f".B {roff(name)}", ".RS 0", f"{roff(takes)}", ".br", roff("\n".join(about)), ".RE"]
    return "\n".join(lines)


def lay_out(usr, build, version, compressed):
    """All files as they stand under /usr."""
    (usr / "bin").mkdir(parents=True)
    for name in PROGRAMS:
        shutil.copyfile(build / name, usr / "bin" / name)
        (usr / "bin" / name).chmod(0o755)
        run("strip", "--strip-unneeded", "--remove-section=.comment", "--remove-section=.note", usr / "bin" / name)
    share = usr / "share"
    (share / "applications").mkdir(parents=True)
    shutil.copyfile(HERE / "native" / "unroll.desktop", share / "applications" / "unroll.desktop")
    (share / "mime" / "packages").mkdir(parents=True)
    shutil.copyfile(HERE / "native" / "unroll.xml", share / "mime" / "packages" / "unroll.xml")
    mark = icons.Mark((ROOT / "index.html").read_text(encoding="utf-8"))
    hicolor = share / "icons" / "hicolor"
    for size in ICON_SIZES:
        (hicolor / f"{size}x{size}" / "apps").mkdir(parents=True)
        (hicolor / f"{size}x{size}" / "apps" / "unroll.png").write_bytes(mark.png(size, 0.82, 0.2))
    (hicolor / "scalable" / "apps").mkdir(parents=True)
    (hicolor / "scalable" / "apps" / "unroll.svg").write_text(mark.svg, encoding="utf-8")
    (share / "man" / "man1").mkdir(parents=True)
    for name in PROGRAMS:
        page = (HERE / "native" / f"{name}.1").read_text(encoding="utf-8").replace("@VERSION@", version)
        if "@COMMANDS@" in page:
            page = page.replace("@COMMANDS@", commands(build / name))
        if compressed:
            (share / "man" / "man1" / f"{name}.1.gz").write_bytes(gzip.compress(page.encode(), 9, mtime=0))
        else:
            (share / "man" / "man1" / f"{name}.1").write_text(page, encoding="utf-8")
    (share / "doc" / PACKAGE).mkdir(parents=True)
    (share / "doc" / PACKAGE / "copyright").write_text(copyright_text(), encoding="utf-8")


def copyright_text():
    """Our licence, and those of what is compiled in, as they came with it."""
    parts = [(ROOT / "LICENSE").read_text(encoding="utf-8")]
    others = (("Dear ImGui", ROOT / ".deps/imgui/LICENSE.txt"), ("Inter, the typeface", pathlib.Path("/usr/share/doc/fonts-inter/copyright")),
              ("Eigen", pathlib.Path("/usr/share/doc/libeigen3-dev/copyright")),
              ("nlohmann-json", pathlib.Path("/usr/share/doc/nlohmann-json3-dev/copyright")),
              ("stb", pathlib.Path("/usr/share/doc/libstb-dev/copyright")))
    for name, path in others:
        if path.exists():
            parts.append(f"Compiled in: {name}\n\n" + path.read_text(encoding="utf-8"))
    return ("\n" + "─" * 80 + "\n\n").join(parts)


def dependencies(binaries):
    """What dpkg-shlibdeps says of the libraries that are linked, and what SDL opens by itself for a window with OpenGL."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "debian").mkdir()
        (pathlib.Path(folder) / "debian" / "control").write_text(f"Source: {PACKAGE}\n\nPackage: {PACKAGE}\nArchitecture: any\n", encoding="utf-8")
        said = run("dpkg-shlibdeps", "-O", *[f"-e{path}" for path in binaries], cwd=folder, stderr=subprocess.DEVNULL)
    return re.search(r"shlibs:Depends=(.*)", said).group(1) + ", libgl1, libegl1"


def deb(build, target, version):
    architecture = run("dpkg", "--print-architecture").strip()
    folder = target / "deb"
    shutil.rmtree(folder, ignore_errors=True)
    lay_out(folder / "usr", build, version, compressed=True)
    built = int((ROOT / "CMakeLists.txt").stat().st_mtime)
    change = f"{PACKAGE} ({version}) unstable; urgency=low\n\n  * See the README.\n\n -- {MAINTAINER}  {email.utils.formatdate(built)}\n"
    (folder / "usr/share/doc" / PACKAGE / "changelog.gz").write_bytes(gzip.compress(change.encode(), 9, mtime=0))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    size = sum((path.stat().st_size + 1023) // 1024 for path in files)
    (folder / "DEBIAN").mkdir()
    (folder / "DEBIAN" / "md5sums").write_text("".join(f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files), encoding="utf-8")
    (folder / "DEBIAN" / "control").write_text(
        f"Package: {PACKAGE}\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: {MAINTAINER}\n"
        f"Installed-Size: {size}\nDepends: {dependencies([folder / 'usr/bin' / name for name in PROGRAMS])}\nRecommends: zenity | kdialog, libgl1-mesa-dri\n"
        "Section: education\nPriority: optional\nDescription: laboratory for recurrent neural networks\n"
        " See the loop, unroll it over time, hold it against its feedforward twin, train\n it, break it and find out why. With the headless program unroll, whose numbers\n"
        " are the same to the last bit here, in every browser and under Node.js.\n", encoding="utf-8")
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    folder.chmod(0o755)
    package = target / f"{PACKAGE}_{version}_{architecture}.deb"
    run("dpkg-deb", "--root-owner-group", "--build", folder, package, env={**os.environ, "SOURCE_DATE_EPOCH": str(built)})
    shutil.rmtree(folder)
    return package


def appdir(build, target, version):
    folder = target / "Unroll.AppDir"
    shutil.rmtree(folder, ignore_errors=True)
    lay_out(folder / "usr", build, version, compressed=False)
    (folder / "usr" / "lib").mkdir()
    copied = 0
    for name, path in re.findall(r"^\s*(\S+) => (/\S+)", run("ldd", folder / "usr/bin/unroll-app"), re.M):
        if OF_THE_SYSTEM.match(name):
            continue
        shutil.copyfile(os.path.realpath(path), folder / "usr/lib" / name)
        copied += 1
    if copied == 0:
        sys.exit("native.py: no library to take along, not even SDL: is unroll-app linked to it?")
    # Found from where the program lies, whatever the working directory; not by a variable, which programs that it starts would inherit.
    run("patchelf", "--force-rpath", "--set-rpath", "$ORIGIN/../lib", folder / "usr/bin/unroll-app")
    for path in (folder / "usr/lib").iterdir():
        run("patchelf", "--force-rpath", "--set-rpath", "$ORIGIN", path)
    shutil.copyfile(folder / "usr/share/applications/unroll.desktop", folder / "unroll.desktop")
    shutil.copyfile(folder / "usr/share/icons/hicolor/256x256/apps/unroll.png", folder / "unroll.png")
    (folder / ".DirIcon").symlink_to("unroll.png")
    (folder / "AppRun").write_text('#!/bin/sh\n# Opens Unroll from this folder, wherever it lies. usr/bin/unroll is the headless program.\n'
                                   'exec "$(dirname "$(readlink -f "$0")")/usr/bin/unroll-app" "$@"\n', encoding="utf-8")
    (folder / "AppRun").chmod(0o755)
    return folder


if __name__ == "__main__":
    kind, build, target, version = sys.argv[1:]
    pathlib.Path(target).mkdir(parents=True, exist_ok=True)
    print({"deb": deb, "appdir": appdir}[kind](pathlib.Path(build).resolve(), pathlib.Path(target).resolve(), version))
