#!/usr/bin/env python3
"""All words.LANGUAGE.json of the rooms → SITE_FOLDER/words.LANGUAGE.json, one tree: what the page fetches of a language; and those of the
scenes in the program's second part → words.LANGUAGE.later.json, less their titles, which the header says.
Usage: words.py SITE_FOLDER SCENE,… FILE…"""
import json
import pathlib
import sys


def merge(tree, more):
    for key, value in more.items():
        if isinstance(value, dict):
            merge(tree.setdefault(key, {}), value)
        else:
            tree[key] = value


def main():
    trees = {}
    scenes = sys.argv[2].split(",")
    for path in map(pathlib.Path, sys.argv[3:]):
        language, words = path.name.split(".")[1], json.loads(path.read_text(encoding="utf-8"))
        name = language
        if path.parent.parent.name in ("scenes", "web") and path.parent.name in scenes:
            name += ".later"
            merge(trees.setdefault(language, {}), {key: words.pop(key) for key in ("scene", "sceneLine") if key in words})
        merge(trees.setdefault(name, {}), words)
    for name, tree in trees.items():
        text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
        (pathlib.Path(sys.argv[1]) / f"words.{name}.json").write_text(text, encoding="utf-8")


main()
