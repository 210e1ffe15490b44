"""What can go wrong with publishing."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright import Conflict, Invalid, Problem

from shopwright_storefront.themes.findings import Finding


class ThemeRefused(Invalid):
    """A theme cannot be published as it is; `problems` say why, with files and lines."""

    code = "theme_refused"

    def __init__(self, theme: str, findings: Sequence[Finding]) -> None:
        problems = [Problem(code=one.rule, message=str(one)) for one in findings]
        super().__init__(f"The theme {theme} has errors and is not published.", problems=problems)


class NothingBefore(Conflict):
    """There is no earlier publication to go back to."""

    code = "nothing_before"

    def __init__(self) -> None:
        super().__init__("Nothing was published before this, so there is nothing to go back to.")


class ThemeGone(Conflict):
    """What was published before cannot be shown: its theme is not installed any more."""

    code = "theme_gone"

    def __init__(self, theme: str, version: str) -> None:
        super().__init__(
            f"The theme {theme} ({version}) is not installed any more; install it, then go back."
        )


class PublishedMeanwhile(Conflict):
    """Somebody else published at the same moment."""

    code = "published_meanwhile"

    def __init__(self) -> None:
        super().__init__("Somebody else published at the same moment; look, and try again.")
