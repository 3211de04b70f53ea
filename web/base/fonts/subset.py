#!/usr/bin/env python3
"""Inter, cut down to the signs that Unroll writes, with tabular figures in the place of the proportional ones (Dear ImGui's
rasteriser knows no OpenType features). Usage: subset.py SOURCE_FOLDER TARGET_FOLDER"""
import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

FACES = ["Regular", "SemiBold", "Italic"]
SIGNS = (
    "".join(map(chr, range(0x20, 0x7F))) + "".join(map(chr, range(0xA0, 0x100)))
    + "−·∂×÷≤≥≫≠≈±∈Σ∑√∞‖°…–—„“”‘’‚→←↑↓↶↷▸▾▲△○●✓½¼"
    + "₀₁₂₃₄₅₆₇₈₉₊₋⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿₜₕₓᵢⱼ"
    + "αβγδεηθλμξπρστφωΔΞΩ∘"
)
# Only formulas are in italics: of the letters beyond ASCII those of our own words.
ITALIC_SIGNS = "".join(sign for sign in SIGNS if not "\u00a1" <= sign <= "\u00ff" or sign in "äöüÄÖÜß·±×²³¹°¼½¾")


def tabular_figures(font):
    """glyph name → tabular glyph, of the digits and the signs that stand among them."""
    mapping = {}
    table = font["GSUB"].table
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for lookup in table.LookupList.Lookup[index].SubTable:
                lookup = getattr(lookup, "ExtSubTable", lookup)
                mapping.update(getattr(lookup, "mapping", {}))
    return mapping


def make(source, target):
    font = TTFont(source)
    tabular = tabular_figures(font)
    for table in font["cmap"].tables:
        if table.isUnicode():
            for code, name in list(table.cmap.items()):
                if chr(code) in "0123456789+−-.,:" and name in tabular:
                    table.cmap[code] = tabular[name]
            if 0x25E6 in table.cmap:
                table.cmap.setdefault(0x2218, table.cmap[0x25E6])  # Inter has no ∘; its ◦ is the same ring
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[], glyph_names=False, notdef_outline=True,
                             drop_tables=["GSUB", "GPOS", "GDEF", "STAT", "DSIG"], desubroutinize=True)  # gzip finds better
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=ITALIC_SIGNS if "Italic" in source else SIGNS)
    subsetter.subset(font)
    font.save(target)


def main():
    source, target = sys.argv[1:3]
    os.makedirs(target, exist_ok=True)
    for face in FACES:
        make(os.path.join(source, f"Inter-{face}.otf"), os.path.join(target, f"Inter-{face}.ttf"))


main()
