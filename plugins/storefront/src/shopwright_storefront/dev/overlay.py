"""What failed, on the page where it failed: the line, how it was reached, what there was, a remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from shopwright_storefront.render.failures import Failure
from shopwright_storefront.render.undefined import MISSING
from shopwright_storefront.themes.findings import Finding

_REMEDIES = {
    "Undefined": "Look at the objects of this page (toolbar, Objects): that name is not there.",
    "TemplateSyntax": "Look whether a tag, a quote or a bracket is not closed before this line.",
    "MissingTemplate": "Make the file, or name one that there is.",
    "TemplateLimits": "Look for a loop within a loop, or for a template that includes itself.",
    "TextMissing": "Write the text into locales/en.json.",
    "ThemeInvalid": "Mend the file; the page comes back by itself.",
}


def overlay(failures: Sequence[Failure]) -> Markup:
    """All failures of a page, the first one open; nothing where there are none."""
    if not failures:
        return Markup("")
    cards = Markup("").join(_card(one, is_open=index == 0) for index, one in enumerate(failures))
    return Markup(
        '<section class="errors" role="alert"><h1>{count}</h1>{cards}'
        "<p class=quiet>This goes away when it is mended.</p></section>"
    ).format(count=_counted(len(failures)), cards=cards)


def findings_overlay(findings: Iterable[Finding]) -> Markup:
    """The same for a theme whose files cannot be used at all."""
    rows = Markup("").join(Markup("<li>{}</li>").format(str(one)) for one in findings)
    return Markup(
        '<section class="errors" role="alert"><h1>The theme cannot be used</h1><ul>{}</ul>'
        "<p class=quiet>This goes away when it is mended.</p></section>"
    ).format(rows)


def editor_link(file: str, line: int, column: int = 0) -> str:
    """An address that editors open when they were told to: file, line and column."""
    path = quote(str(Path(file).absolute()))
    return f"editor://open?file={path}&line={line}&column={max(column, 1)}"


def _card(failure: Failure, *, is_open: bool) -> Markup:
    return Markup(
        '<details class="error"{open}><summary><b>{kind}</b> {message}</summary>'
        "{place}{source}{meant}<p class=remedy>{remedy}</p>{chain}{values}</details>"
    ).format(
        open=Markup(" open") if is_open else "",
        kind=failure.kind,
        message=failure.message,
        place=_place(failure),
        source=_source(failure),
        meant=_meant(failure),
        remedy=_remedy(failure),
        chain=_chain(failure),
        values=_values(failure),
    )


def _place(failure: Failure) -> Markup:
    whose = f"plugin {failure.plugin}, {failure.what}" if failure.plugin else failure.what
    left_out = (
        Markup(" <span class=quiet>left out or replaced: {}</span>").format(whose) if whose else ""
    )
    if failure.place is None:
        return Markup("<p class=place>{}</p>").format(left_out)
    link = editor_link(failure.file, failure.place.line, failure.column)
    return Markup('<p class=place><a href="{}">{}</a>{}</p>').format(link, failure.place, left_out)


def _source(failure: Failure) -> Markup:
    if not failure.source or failure.place is None:
        return Markup("")
    rows: list[Markup] = []
    for number, text in failure.source.items():
        here = number == failure.place.line
        rows.append(
            Markup('<span class="{}"><i>{:>4}</i> {}\n</span>').format(
                "here" if here else "", number, text
            )
        )
        if here and failure.column:
            rows.append(
                Markup('<span class="caret">{}^\n</span>').format(" " * (failure.column + 4))
            )
    return Markup("<pre class=source>{}</pre>").format(Markup("").join(rows))


def _meant(failure: Failure) -> Markup:
    if not failure.suggestion:
        return Markup("")
    return Markup("<p class=meant>Did you mean <b>{}</b>?</p>").format(failure.suggestion)


def _remedy(failure: Failure) -> str:
    if MISSING in failure.message:
        return "It may be none: ask for it first, as in {% if product.compare_at %}...{% endif %}."
    if failure.plugin:
        return "This is the plugin's fault, not the theme's: shoppers see the page without it."
    return _REMEDIES.get(
        failure.kind, "Look at the line above; `shopwright theme check` may say more."
    )


def _chain(failure: Failure) -> Markup:
    if len(failure.chain) < 2:
        return Markup("")
    steps = Markup("").join(Markup("<li>{}</li>").format(place) for place in failure.chain)
    return Markup("<h2>How it came here</h2><ol>{}</ol>").format(steps)


def _values(failure: Failure) -> Markup:
    if not failure.values:
        return Markup("")
    rows = Markup("").join(
        Markup("<tr><th>{}</th><td>{}</td></tr>").format(name, value)
        for name, value in failure.values.items()
    )
    return Markup("<h2>What there was</h2><table>{}</table>").format(rows)


def _counted(count: int) -> str:
    return "Something failed" if count == 1 else f"{count} things failed"
