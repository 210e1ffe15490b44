"""Style sheets that serve every direction, and text that is there before its font."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shopwright_storefront.check.markup import css_lines
from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.findings import Finding

_SIDES = {"left": "start", "right": "end"}
_PHYSICAL = re.compile(
    r"(?<![\w-])(?:(margin|padding|border|scroll-margin|scroll-padding)-(left|right)"
    r"(-(?:width|style|color))?|border-(top|bottom)-(left|right)-radius|(left|right))\s*:"
    r"|(?<![\w-])(text-align|float|clear)\s*:\s*(left|right)(?![\w-])"
)
_FACE = re.compile(r"@font-face\s*\{[^}]*\}", re.IGNORECASE)


def _logical(match: re.Match[str]) -> str:
    """The same, told by the direction of writing."""
    box, side, part, edge, corner, inset, name, value = match.groups()
    if box:
        return f"{box}-inline-{_SIDES[side]}{part or ''}:"
    if edge:
        block = "start" if edge == "top" else "end"
        return f"border-{block}-{_SIDES[corner]}-radius:"
    if inset:
        return f"inset-inline-{_SIDES[inset]}:"
    inline = "inline-" if name in ("float", "clear") else ""
    return f"{name}: {inline}{_SIDES[value]}"


def _made_logical(line: str) -> str:
    return _PHYSICAL.sub(_logical, line)


def _swapped(line: str) -> str:
    return re.sub(r"(@font-face\s*\{)", r"\1 font-display: swap;", line, flags=re.IGNORECASE)


@rule(
    "PhysicalCSSProperty",
    severity="warning",
    bad={"assets/css/theme.css": ".card { margin-left: 1rem; text-align: left; }\n"},
    good={"assets/css/theme.css": ".card { margin-inline-start: 1rem; text-align: start; }\n"},
    mend=_made_logical,
)
def physical_css_property(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A style names left or right, which are the wrong way round in Arabic and Hebrew.

    Logical properties follow the direction of writing: `margin-inline-start` for `margin-left`,
    `text-align: start`, `inset-inline-end` for `right`.
    """
    for path in theme.files("assets", ".css"):
        for number, line in css_lines(theme.text(path)):
            for match in _PHYSICAL.finditer(line):
                instead = _logical(match)
                message = (
                    f"'{match.group().strip()}' is the wrong side when written from right to left"
                )
                yield theme.fault(path, number, f"{message}; use '{instead}'", instead)


@rule(
    "FontWithoutSwap",
    severity="warning",
    bad={
        "assets/fonts/serif.woff2": "",
        "assets/css/theme.css": '@font-face { font-family: Serif; src: url("../fonts/serif.woff2"); }\n',
    },
    good={
        "assets/fonts/serif.woff2": "",
        "assets/css/theme.css": "@font-face { font-display: swap; font-family: Serif;"
        ' src: url("../fonts/serif.woff2"); }\n',
    },
    mend=_swapped,
)
def font_without_swap(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """Text stays invisible until its font has come.

    `font-display: swap` shows it in another font first. Fonts of theme.toml have it.
    """
    for path in theme.files("assets", ".css"):
        text = "\n".join(line for _, line in css_lines(theme.text(path)))
        for match in _FACE.finditer(text):
            if "font-display" not in match.group():
                line = text.count("\n", 0, match.start()) + 1
                message = "without 'font-display: swap' text is invisible until the font has come"
                yield theme.fault(path, line, message, "font-display: swap")
