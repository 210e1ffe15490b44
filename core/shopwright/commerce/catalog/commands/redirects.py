"""Paths that staff send elsewhere: of a shop before this one, of a campaign.

No target is itself a path with a redirect: chains are collapsed and circles refused when they are
written, so that following one is a single read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import unquote, urlsplit
from uuid import UUID

from pydantic import Field
from sqlalchemy import Table, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.errors import RedirectInvalid, UnknownRedirect
from shopwright.commerce.catalog.inputs import Input
from shopwright.commerce.catalog.queries.redirects import RedirectView, redirect
from shopwright.commerce.catalog.word_models import Redirect
from shopwright.platform import audit
from shopwright.platform.cache import touch
from shopwright.platform.clock import now
from shopwright.platform.db import command, insert_rows, session
from shopwright.platform.errors import Problem
from shopwright.platform.ids import uuid7

MAX_LINES = 5_000
_LONGEST = 1_000
_BROKEN = re.compile(r"[\x00-\x20\x7f\\]")
_COLUMNS = {"path": "path", "redirect from": "path", "target": "target", "redirect to": "target"}


class RedirectInput(Input):
    """`path` is of this shop; `target` is another path of it, or an address elsewhere."""

    path: str = Field(min_length=1, max_length=_LONGEST, examples=["/old-shirts"])
    target: str = Field(min_length=1, max_length=_LONGEST, examples=["/categories/shirts"])


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectImport:
    """What a file brought. `problems` name the lines that were left out, as `lines.<number>`."""

    added: int
    changed: int
    problems: tuple[Problem, ...]


@command()
def create_redirect(wanted: RedirectInput) -> RedirectView:
    """Send `path` to `target`. Raises `RedirectInvalid`, also for a circle or a path that has one."""
    path, target = _checked(wanted)
    db = session()
    if db.scalar(select(Redirect.id).where(Redirect.path == path)) is not None:
        raise _invalid("path", "taken", f"'{path}' is sent elsewhere already; change that one.")
    _write_one(db, path, target)
    found = db.scalar(select(Redirect.id).where(Redirect.path == path))
    assert found is not None
    return redirect(found)


@command()
def update_redirect(redirect_id: UUID, target: str) -> RedirectView:
    """Send the path elsewhere. Raises `UnknownRedirect`, `RedirectInvalid`."""
    db = session()
    row = db.get(Redirect, redirect_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise UnknownRedirect(redirect_id)
    path, target = _checked(RedirectInput(path=row.path, target=target))
    _write_one(db, path, target)
    return redirect(redirect_id)


@command()
def delete_redirect(redirect_id: UUID) -> None:
    """Raises `UnknownRedirect`."""
    db = session()
    path = db.scalar(delete(Redirect).where(Redirect.id == redirect_id).returning(Redirect.path))
    if path is None:
        raise UnknownRedirect(redirect_id)
    audit.record("redirect.delete", "redirect", redirect_id, path=path)
    touch("catalog")


@command()
def import_redirects(text: str) -> RedirectImport:
    """Add those of a CSV file with the columns `path` and `target`, in one transaction.

    Shopify's names of the columns do as well. A path that has a redirect gets the file's. Lines
    that cannot be used are told and left out. Raises `RedirectInvalid` when nothing can be read.
    """
    problems: list[Problem] = []
    wanted = dict(_readable(_lines(text), problems))
    db = session()
    known = _around(db, wanted.values())
    merged, refused = settled(known, wanted.values())
    numbers = {path: number for number, (path, _) in wanted.items()}
    problems += [_circle(f"lines.{numbers[path]}", path) for path in refused]
    added, changed = _write(db, known, merged)
    audit.record("redirect.import", "redirect", "file", added=added, changed=changed)
    touch("catalog")
    return RedirectImport(added=added, changed=changed, problems=tuple(problems))


def settled(
    known: Mapping[str, str], wanted: Iterable[tuple[str, str]]
) -> tuple[dict[str, str], list[str]]:
    """All redirects with `wanted` added and chains collapsed, and the paths that would close a circle."""
    merged, refused = dict(known), []
    for path, target in wanted:
        if _end(merged, target, path) == path:
            refused.append(path)
        else:
            merged[path] = target
    return {path: _end(merged, target) for path, target in merged.items()}, refused


def _end(redirects: Mapping[str, str], target: str, stop: str | None = None) -> str:
    """Where one arrives, or `stop` if one comes by. There are no circles in `redirects`."""
    while target in redirects and target != stop:
        target = redirects[target]
    return target


def _write_one(db: Session, path: str, target: str) -> None:
    known = _around(db, [(path, target)])
    merged, refused = settled(known, [(path, target)])
    if refused:
        problem = _circle("target", path)
        raise RedirectInvalid(problem.message, problems=[problem])
    _write(db, known, merged)
    audit.record("redirect.set", "redirect", path, target=merged[path])
    touch("catalog")


def _around(db: Session, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The stored redirects that these could touch: of the same paths, from the targets, to the paths."""
    found = list(pairs)
    paths = [path for path, _ in found]
    ends = [target for _, target in found]
    rows = db.execute(
        select(Redirect.path, Redirect.target)
        .where(or_(Redirect.path.in_([*paths, *ends]), Redirect.target.in_(paths)))
        .order_by(Redirect.path)
        .with_for_update()
    )
    return {row.path: row.target for row in rows}


def _write(db: Session, known: Mapping[str, str], wanted: Mapping[str, str]) -> tuple[int, int]:
    fresh = [
        {"id": uuid7(), "path": path, "target": target, "created_at": now()}
        for path, target in wanted.items()
        if path not in known
    ]
    other = [
        {"path_": path, "target_": target}
        for path, target in wanted.items()
        if known.get(path, target) != target
    ]
    insert_rows(db, Redirect, fresh)
    if other:
        table = cast(Table, Redirect.__table__)
        change = update(table).where(table.c.path == bindparam("path_"))
        db.connection().execute(change.values(target=bindparam("target_")), other)
    return len(fresh), len(other)


def _checked(wanted: RedirectInput) -> tuple[str, str]:
    """Both in their normal form. Raises `RedirectInvalid`."""
    path = unquote(urlsplit(wanted.path).path).rstrip("/")
    if not path.startswith("/") or path.startswith("//") or _BROKEN.search(path):
        message = "A path begins with a slash, such as '/old-shirts'; the home page has none."
        raise _invalid("path", "not_a_path", message)
    target = wanted.target
    parts = urlsplit(target)
    elsewhere = parts.scheme in ("http", "https") and bool(parts.netloc)
    inside = target.startswith("/") and not target.startswith("//")
    if not (elsewhere or inside) or _BROKEN.search(target):
        message = "A target is a path such as '/categories/shirts', or begins with 'https://'."
        raise _invalid("target", "not_a_target", message)
    plain = inside and not parts.query and not parts.fragment
    target = (unquote(target).rstrip("/") or "/") if plain else target
    if target == path:
        raise _invalid("target", "circle", f"'{path}' would lead to itself.")
    return path, target


def _lines(text: str) -> Iterator[tuple[int, RedirectInput | Problem]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    names = [_COLUMNS.get(name.strip().casefold(), "") for name in next(reader, [])]
    if sorted(filter(None, names)) != ["path", "target"]:
        message = "The first line names the columns: 'path' and 'target', separated by commas."
        raise _invalid("#", "no_columns", message)
    for cells in reader:
        number = reader.line_num
        if number > MAX_LINES + 1:
            raise _invalid("#", "too_long", f"A file has at most {MAX_LINES} lines.")
        values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        if not any(values.values()):
            continue
        if len(values) < 2 or not all(1 <= len(v) <= _LONGEST for v in values.values()):
            message = "A line has a path and a target, each of at most 1,000 characters."
            yield number, Problem(code="not_a_line", message=message, field=f"lines.{number}")
        else:
            yield number, RedirectInput(**values)


def _readable(
    lines: Iterable[tuple[int, RedirectInput | Problem]], problems: list[Problem]
) -> Iterator[tuple[int, tuple[str, str]]]:
    for number, line in lines:
        if isinstance(line, Problem):
            problems.append(line)
            continue
        try:
            yield number, _checked(line)
        except RedirectInvalid as error:
            place = f"lines.{number}"
            problems += [
                Problem(code=item.code, message=item.message, field=place)
                for item in error.problems
            ]


def _circle(field: str, path: str) -> Problem:
    message = f"'{path}' would lead back to itself; remove the other redirect first."
    return Problem(code="circle", message=message, field=field)


def _invalid(field: str, code: str, message: str) -> RedirectInvalid:
    return RedirectInvalid(message, problems=[Problem(code=code, message=message, field=field)])
