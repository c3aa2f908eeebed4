"""Cut static/dkfds out of an unpacked dkfds package: python .ci/tools/dkfds.py <package folder>.

We ship the rules of the parts we use, the two fonts those rules need (Latin only) and the icons in
``ICONS`` as one sprite. To use another part of the design system, add its class prefix and run again.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent.parent / "static" / "dkfds"
PARTS = ("sr-only", "button", "form-", "alert", "badge", "table", "skipnav", "icon-svg", "h1", "h2", "h3")
BEYOND = tuple(
    """form-checkbox- form-input-suffix form-input-prefix form-input-wrapper form-limit back-to-top table-scroll
    table--responsive table--sm table--md table--lg table-sm- table-md- table-lg- table-pagination table-actions
    table-selected table--selectable""".split()
)
WEIGHTS = {"Regular": 400, "Italic": 400, "SemiBold": 600}
ICONS = """arrow-back attach-file check chevron-down chevron-right close document download email error file file-image
file-pdf file-word flag-fill forward hourglass info link lock menu open-in-new person print refresh reply search send
settings success sync time warning""".split()
# What a browser needs for Danish and English, with the punctuation people type; other letters use the next font.
UNICODE_RANGE = "U+0000,U+000D,U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2013-2014,U+2018-201A"
UNICODE_RANGE += ",U+201C-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+2044,U+20AC,U+2122,U+2212"


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Split a style sheet into (prelude, body) pairs, one nesting level at a time."""
    depth = start = 0
    prelude = ""
    for position, sign in enumerate(css):
        if sign == "{":
            if depth == 0:
                prelude, start = css[start:position], position + 1
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield prelude, css[start:position]
                start = position + 1


def used(selector: str) -> bool:
    classes = re.findall(r"\.([a-zA-Z][\w-]*)", selector)
    wanted = all(name.startswith(PARTS) and not name.startswith(BEYOND) for name in classes)
    return wanted and not re.search(r"\b(footer|fieldset|header)\b", selector)


def cut(css: str) -> str:
    """The rules we use; rules that name a picture keep everything but the picture."""
    kept = []
    for prelude, body in blocks(css):
        if prelude.startswith("@media"):
            inner = cut(body)
            kept += [f"{prelude}{{{inner}}}"] if inner else []
        elif not prelude.startswith("@"):
            selectors = [selector for selector in prelude.split(",") if used(selector)]
            body = re.sub(r"[a-z-]+:[^;]*url\([^)]*\)[^;]*;?", "", body)
            kept += [f"{','.join(selectors)}{{{body}}}"] if selectors and body else []
    return "\n".join(kept)


def font_faces() -> str:
    face = (
        '@font-face{{font-family:"IBM Plex Sans";font-style:{style};font-weight:{weight};font-display:swap;'
        'src:url("fonts/IBMPlexSans-{name}-Latin1.woff2") format("woff2");unicode-range:{range}}}'
    )
    return "\n".join(
        face.format(name=name, weight=weight, style="italic" if name == "Italic" else "normal", range=UNICODE_RANGE)
        for name, weight in WEIGHTS.items()
    )


def sprite(source: str) -> str:
    symbols = (re.search(rf'<symbol id="{icon}" .*?</symbol>', source) for icon in ICONS)
    found = [symbol[0] for symbol in symbols if symbol]
    if len(found) != len(ICONS):
        raise SystemExit("An icon in ICONS is not in this version of dkfds.")
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(found) + "\n</svg>\n"


def main(package: Path) -> None:
    dist, fonts = package / "dist", TARGET / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for name in WEIGHTS:
        shutil.copy(dist / f"fonts/IBMPlexSans/split/woff2/IBMPlexSans-{name}-Latin1.woff2", fonts)
    shutil.copy(dist / "fonts/IBMPlexSans/split/woff2/license.txt", fonts / "LICENSE.txt")
    shutil.copy(package / "LICENSE.md", TARGET / "LICENSE.md")
    css = re.sub(r"/\*.*?\*/", "", (dist / "css/dkfds.min.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    css = css.removeprefix("\ufeff").removeprefix('@charset "UTF-8";')
    (TARGET / "dkfds.css").write_text(font_faces() + "\n" + cut(css) + "\n", encoding="utf-8")
    icons = (dist / "img/all-svg-icons.svg").read_text(encoding="utf-8")
    (TARGET / "icons.svg").write_text(sprite(icons), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
