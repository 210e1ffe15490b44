"""Writes docs/themes/checking.md from the rules themselves: python docs/themes/checking.py

A test fails when the two differ, and tries every example of the page out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from shopwright_storefront.check.rule import Rule
from shopwright_storefront.check.rules import RULES

PAGE = Path(__file__).with_suffix(".md")

_HEAD = """\
# Checking a theme

*This page is written by `docs/themes/checking.py` from the rules in the code: `make api-lock`.*

```sh
shopwright theme check moss                  # a theme below ./themes, or an installed one
shopwright theme check ../downloads/fern     # any folder; it is checked in a process that can do little
shopwright theme check --fix                 # the theme of this folder; mends what can be mended safely
shopwright theme check moss --format sarif   # for code hosts, from the repository's top; json for others
```

It needs no shop, no account and no network. The exit code is 1 if there are errors; warnings alone are 0. A theme with errors is
neither packaged nor published. A template takes a few milliseconds (measured: 3 to 7 of one core; linen, with all that it inherits from
`base`, 0.3 s).

The check knows every object that templates get, and follows it through loops, `set`, includes, blocks, and the arguments of macros.
Say in a comment what a snippet's or macro's arguments are, and they are followed even where nobody calls it yet:
`{#- @param product: ProductCard -#}`.

Where a rule is wrong for once, a comment on the line, or alone on the line before, silences it. The reason is part of it:
`{# check: ignore ImgWithoutSize its size is not known #}`; in CSS `/* check: ignore ... */`, in TOML `# check: ignore ...`.

"""


def page() -> str:
    """The page's text."""
    parts = [_HEAD, "## The rules\n\n", *_table()]
    for severity, title in (("error", "Errors"), ("warning", "Warnings")):
        parts.append(f"\n## {title}\n")
        parts += [_told(rule) for rule in RULES if rule.severity == severity]
    return "".join(parts)


def _table() -> Iterator[str]:
    yield "| rule | what it finds | `--fix` |\n|---|---|---|\n"
    for rule in RULES:
        mark = "yes" if rule.mend else ""
        yield f"| [{rule.id}](#{rule.id.lower()}) | {rule.page.splitlines()[0]} | {mark} |\n"


def _told(rule: Rule) -> str:
    bad, good = _files("Wrong", rule.bad), _files("Right", rule.good)
    return f"\n### {rule.id}\n\n{rule.page}\n\n{bad}\n{good}"


def _files(title: str, files: Mapping[str, str]) -> str:
    shown = "\n".join(_block(path, text) for path, text in files.items())
    return f"{title}:\n\n{shown}"


def _block(path: str, text: str) -> str:
    kind = PurePosixPath(path).suffix.removeprefix(".").replace("html", "jinja")
    return f"```{kind} {path}\n{text}```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
