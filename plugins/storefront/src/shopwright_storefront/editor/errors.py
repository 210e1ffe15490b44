"""What can go wrong with arranging a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shopwright import Invalid, NotFound, Problem

from shopwright_storefront.themes.findings import did_you_mean


class ThemeUnknown(NotFound):
    """There is no theme of this name, or it cannot be used."""

    code = "theme_not_found"

    def __init__(self, theme: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no theme '{theme}'{did_you_mean(theme, known)}.")


class PageUnknown(NotFound):
    """The theme has no page of this name that is made of sections."""

    code = "theme_page_not_found"

    def __init__(self, page: str, known: Iterable[str]) -> None:
        super().__init__(f"The theme has no page '{page}'{did_you_mean(page, known)}.")


class PartUnknown(NotFound):
    """There is no section or block at this place."""

    code = "theme_part_not_found"

    def __init__(self, at: Sequence[str]) -> None:
        super().__init__(f"The page has nothing at '{' / '.join(at)}'; read it again.")


class ChangeRefused(Invalid):
    """A change that the theme does not allow; `problems` name the fields."""

    code = "theme_change_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        said = " ".join(problem.message for problem in problems)
        super().__init__(f"Nothing was changed. {said}", problems=problems)
