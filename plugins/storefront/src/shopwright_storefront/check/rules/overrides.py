"""Copies of a parent's files that the parent has changed since."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright_storefront.check.overriding import overrides_of, stale
from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.findings import Finding


@rule(
    "StaleOverride",
    severity="warning",
    bad={
        "snippets/logo.html": "{#- @overrides base snippets/logo.html sha=00000000 -#}\n{{ shop.name }}\n"
    },
    good={"snippets/logo.html": "{{ shop.name }}\n"},
)
def stale_override(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """The parent has changed a file, or a block, since this theme made its own of it.

    `shopwright theme eject` notes in the copy which version it was made from, and keeps that in
    `.theme/origins/`. The message shows what the parent has changed since. Take over what you want
    of it, then run `shopwright theme eject --renew FILE`, which notes the new version.
    """
    for override in overrides_of(theme.chain):
        changed = stale(theme.chain, override)
        if changed is not None:
            message = f"{override.theme} has changed {override.what} since"
            if changed:
                message += f":\n{changed}"
            yield theme.fault(
                override.file, override.line, message, "shopwright theme eject --renew"
            )
