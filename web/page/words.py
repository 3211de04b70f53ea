#!/usr/bin/env python3
"""All words.LANGUAGE.json of the rooms → SITE_FOLDER/words.LANGUAGE.json, one tree: what the page fetches of a language.
Usage: words.py SITE_FOLDER FILE…"""
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
    for path in map(pathlib.Path, sys.argv[2:]):
        merge(trees.setdefault(path.name.split(".")[1], {}), json.loads(path.read_text(encoding="utf-8")))
    for language, tree in trees.items():
        text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
        (pathlib.Path(sys.argv[1]) / f"words.{language}.json").write_text(text, encoding="utf-8")


main()
