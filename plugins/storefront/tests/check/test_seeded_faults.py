"""`faulty/` is a theme with faults of all rules: each is found, where it is, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment
from shopwright_storefront.check.examine import examine
from shopwright_storefront.check.rules import RULES
from shopwright_storefront.render import untrusted
from shopwright_storefront.render.untrusted import check_untrusted
from shopwright_storefront.themes.discovery import chain_of, discover
from shopwright_storefront.themes.findings import Finding

FAULTY = Path(__file__).with_name("faulty")
BASE = Path(__file__).parents[2] / "src/shopwright_storefront/base"
OURS = discover([Path(__file__).parents[4] / "themes"])

SEEDED: list[tuple[str, int, str, str]] = [
    ("assets/css/theme.css", 1, "FontWithoutSwap", "font-display: swap"),
    ("assets/css/theme.css", 6, "PhysicalCSSProperty", "margin-inline-start"),
    ("build.py", 1, "PythonInTheme", "make a plugin of it"),
    ("layouts/plain.html", 1, "LayoutContract", "page_head()"),
    ("sections/board.html", 4, "MoreThanOneH1", "<h2>"),
    ("sections/board.html", 4, "UnknownSetting", "heading"),
    ("sections/board.html", 5, "UnknownSlot", "section.after"),
    ("sections/board.html", 7, "MacroImportInLoop", "at the top of the template"),
    ("sections/board.html", 10, "UndefinedAttribute", "width"),
    ("sections/board.html", 11, "FilterType", "price"),
    ("sections/board.html", 14, "MissingTemplate", "snippets/crumbs.html"),
    ("sections/board.html", 16, "SymlinkOrTraversal", "write it from its top"),
    ("sections/board.html", 17, "UndefinedObject", "product"),
    ("sections/board.html", 17, "UnknownFilter", "upper"),
    ("sections/board.html", 17, "UnknownFunction", "asset_url"),
    ("sections/board.html", 18, "TranslationKeyMissing", "cart.title"),
    ("sections/board.html", 18, "TranslationPlaceholders", "title"),
    ("sections/board.html", 19, "MissingAsset", "fonts/serif.woff2"),
    ("sections/board.toml", 6, "DuplicateSettingId", "heading"),
    ("sections/board.toml", 7, "InvalidSettingDefault", "within 1 to 4"),
    ("sections/board.toml", 8, "InvalidVisibleIf", "columns"),
    ("sections/board.toml", 9, "UnusedSetting", "use it in the template, or remove it"),
    ("sections/story.toml", 2, "ManifestSchema", "allowed_in"),
    ("snippets/broken.html", 1, "TemplateSyntax", "endif"),
    ("snippets/crumbs.html", 1, "StaleOverride", "eject --renew"),
    ("snippets/detail.html", 1, "UndefinedAttribute", "formatted"),
    ("snippets/legal.html", 1, "MissingRequiredSlot", 'slot("footer.legal")'),
    ("snippets/markup.html", 1, "UnsafeMarkup", "data-click"),
    ("snippets/markup.html", 2, "FormWithoutHelper", "{% form"),
    ("snippets/markup.html", 3, "InlineScript", "inline_asset"),
    ("snippets/markup.html", 4, "ParserBlockingScript", "defer"),
    ("snippets/markup.html", 5, "RemoteAsset", "asset_url"),
    ("snippets/markup.html", 6, "ImgWithoutSize", "image(...)"),
    ("snippets/markup.html", 7, "ImgWithoutAlt", 'alt=""'),
    ("snippets/markup.html", 8, "HardcodedUrl", "routes.cart"),
    ("snippets/nobody.html", 1, "OrphanSnippet", "remove it"),
    ("snippets/tile.html", 2, "UndefinedAttribute", "title"),
    ("snippets/tree.html", 2, "RecursiveInclude", "use a macro"),
    ("templates/index.json", 1, "MoreThanOneH1", "first and second"),
    ("templates/index.json", 3, "TemplateLimits", "at most 1"),
    ("templates/index.json", 6, "PageTemplateSchema", "board"),
    ("theme.toml", 8, "BudgetExceeded", "0.5 kB"),
    ("theme.toml", 13, "ContrastBelowAA", "#858585 would do"),
]


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return examine(chain_of(FAULTY, discover()))


@pytest.mark.parametrize(("file", "line", "rule", "remedy"), SEEDED)
def test_a_seeded_fault_is_found_with_file_line_and_remedy(
    file: str, line: int, rule: str, remedy: str, findings: list[Finding]
) -> None:
    here = [one for one in findings if (one.file, one.line, one.rule) == (file, line, rule)]
    assert [remedy in f"{one.message} {one.suggestion}" for one in here] == [True]


def test_nothing_else_is_found_and_every_rule_is_tried(findings: list[Finding]) -> None:
    assert sorted((f.file, f.line, f.rule) for f in findings) == sorted(f[:3] for f in SEEDED)
    assert {rule for _, _, rule, _ in SEEDED} == {rule.id for rule in RULES}
    assert len({(file, line, rule) for file, line, rule, _ in SEEDED}) >= 40
    assert {one.theme for one in findings} == {"faulty"}


def test_a_stale_override_shows_what_the_parent_has_changed(findings: list[Finding]) -> None:
    [stale] = [one for one in findings if one.rule == "StaleOverride"]
    assert '-<nav class="crumbs">before</nav>' in stale.message.splitlines()


def test_a_foreign_theme_is_checked_in_a_process_of_its_own_with_the_same_result(
    findings: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(untrusted, "SECONDS", 120)  # a busy machine is no fault of the theme
    assert check_untrusted(chain_of(FAULTY, discover())) == findings


@pytest.mark.parametrize("name", OURS.names())
def test_nothing_is_reported_on_our_own_themes(name: str) -> None:
    assert [str(one) for one in examine(OURS.chain(name))] == []


def test_a_template_takes_a_few_milliseconds() -> None:
    """By what it takes to find its words, a third of one, in the same minute on the same machine."""
    chain, words = discover().chain("base"), Environment()
    texts = [path.read_text() for path in BASE.rglob("*.html")]
    assert len(texts) == len(chain.names("", ".html"))
    examine(chain)
    checked = min(_cpu_seconds(lambda: examine(chain)) for _ in range(2))
    read = min(_cpu_seconds(lambda: [list(words.lex(text)) for text in texts]) for _ in range(5))
    assert checked < 40 * read


def _cpu_seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
