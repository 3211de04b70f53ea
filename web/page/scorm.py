#!/usr/bin/env python3
"""site/ → unroll-scorm.zip beside it, a package for learning platforms (SCORM 1.2): the story of each scene is one exercise. The same site
gives the same bytes. Usage: scorm.py SITE SCENES.INC"""
import json
import pathlib
import re
import sys
import zipfile
from xml.sax.saxutils import escape, quoteattr

# A platform's frame installs nothing and reads no other page of the site.
LEFT_OUT = {"sw.js", "csp.conf", "deck.html", "unroll.html", "manifest.webmanifest"}
DAY = (2020, 1, 1, 0, 0, 0)  # of every file in the package


def manifest(files, titles):
    items = "".join(
        f'      <item identifier="exercise-{name}" identifierref="program" isvisible="true" parameters={quoteattr("?exercise=" + name)}>\n'
        f"        <title>{escape(title)}</title>\n      </item>\n" for name, title in titles)
    listed = "".join(f"      <file href={quoteattr(name)}/>\n" for name in files)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="unroll" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="lecture">
    <organization identifier="lecture">
      <title>Unroll: recurrent neural networks</title>
{items}    </organization>
  </organizations>
  <resources>
    <resource identifier="program" type="webcontent" adlcp:scormtype="sco" href="exercise.html">
{listed}    </resource>
  </resources>
</manifest>
"""


def main():
    site, scenes = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    files = sorted(str(path.relative_to(site)) for path in site.rglob("*") if path.is_file() and path.name not in LEFT_OUT)
    words = json.loads((site / "words.en.json").read_text(encoding="utf-8"))["scene"]
    names = re.findall(r"^UNROLL_SCENE\((\w+),", scenes.read_text(encoding="utf-8"), re.MULTILINE)
    with zipfile.ZipFile(site.parent / "unroll-scorm.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        def add(name, data):
            package.writestr(zipfile.ZipInfo(name, DAY), data, zipfile.ZIP_DEFLATED, 9)

        add("imsmanifest.xml", manifest(files, [(name, words[name]) for name in names]))
        for name in files:
            add(name, (site / name).read_bytes())


main()
