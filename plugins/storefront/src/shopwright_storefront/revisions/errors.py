"""What can go wrong with publishing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from shopwright import Conflict, Invalid, NotFound, Problem

from shopwright_storefront.revisions.comparing import Comparison
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


class RevisionNotFound(NotFound):
    """There is no revision of this id."""

    code = "revision_not_found"

    def __init__(self, revision: UUID) -> None:
        super().__init__(f"There is no revision {revision}.")


class NoDraft(NotFound):
    """Nothing was changed of this theme since it was published, by this person."""

    code = "no_draft"

    def __init__(self, theme: str) -> None:
        super().__init__(f"You have no draft of the theme {theme}; change something first.")


class ChangedMeanwhile(Conflict):
    """The same draft was begun in another window at the same moment."""

    code = "changed_meanwhile"

    def __init__(self) -> None:
        super().__init__("The draft was changed in another window at this moment; try again.")


class NewerRevision(Conflict):
    """Somebody published after the draft was begun; `comparison` says what each has changed."""

    code = "newer_revision"

    def __init__(self, revision: UUID, author: str, comparison: Comparison) -> None:
        super().__init__(
            f"{author or 'Somebody'} published after you had begun. Look at what differs; then "
            f"publish yours in place of revision {revision}, or discard your draft.",
            extra={
                "revision": str(revision),
                "author": author,
                "theirs": list(comparison.theirs),
                "yours": list(comparison.yours),
                "both": list(comparison.both),
            },
        )
        self.comparison = comparison
