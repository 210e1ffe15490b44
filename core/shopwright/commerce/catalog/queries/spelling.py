"""What somebody meant to type: unknown words are brought to known ones, unfinished ones completed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, literal, select, union_all

from shopwright.commerce.catalog.vocabulary import countable, trigrams
from shopwright.commerce.catalog.word_models import SearchTerm, SearchTrigram
from shopwright.platform.db import read

# Short words have too many neighbors; long ones stay themselves with two faults.
_SHORTEST = 4
_LONG = 8
_NEIGHBORS = 200
_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Neighbor:
    word: str
    shown: str
    titles: int
    texts: int


def spelled(locale: str, query: Sequence[str]) -> tuple[list[str], str | None]:
    """The words to look for, and how to show them when they differ from what was typed.

    The last word may be unfinished. One statement when every word is known, else two.
    """
    doubtful = [word for word in query if len(word) >= _SHORTEST and countable(word)]
    unknown = set(doubtful) - _known(locale, doubtful, query[-1]) if doubtful else set()
    if not unknown:
        return list(query), None
    neighbors = _neighbors(locale, unknown)
    better = {
        word: found
        for word in unknown
        if (found := _nearest(word, neighbors, unfinished=word == query[-1])) is not None
    }
    if not better:
        return list(query), None
    shown = [better[word].shown if word in better else word for word in query]
    return [better[word].word if word in better else word for word in query], " ".join(shown)


def completions(locale: str, query: Sequence[str], *, limit: int) -> list[str]:
    """Ways to finish the last word by words of titles, the most frequent first; one statement."""
    *whole, last = query
    statement = (
        select(SearchTerm.shown)
        .where(SearchTerm.locale == locale, SearchTerm.titles > 0)
        .where(SearchTerm.word >= last, SearchTerm.word < last + _END)
        .order_by(SearchTerm.titles.desc(), SearchTerm.texts.desc(), SearchTerm.word)
        .limit(limit)
    )
    with read() as db:
        return [" ".join([*whole, shown]) for shown in db.scalars(statement)]


def distance(one: str, other: str) -> int:
    """Letters to insert, drop, replace or swap with their neighbor (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _known(locale: str, doubtful: Iterable[str], last: str) -> set[str]:
    of_locale = SearchTerm.locale == locale
    begun = exists().where(of_locale, SearchTerm.word >= last, SearchTerm.word < last + _END)
    statement = union_all(
        select(SearchTerm.word).where(of_locale, SearchTerm.word.in_(list(doubtful))),
        select(literal(last)).where(begun),
    )
    with read() as db:
        return set(db.scalars(statement))


def _neighbors(locale: str, words: Iterable[str]) -> list[_Neighbor]:
    wanted = set().union(*map(trigrams, words))
    near = (
        select(SearchTrigram.word, func.count().label("shared"))
        .where(SearchTrigram.locale == locale, SearchTrigram.trigram.in_(wanted))
        .group_by(SearchTrigram.word)
        .order_by(func.count().desc(), SearchTrigram.word)
        .limit(_NEIGHBORS)
        .subquery()
    )
    statement = (
        select(SearchTerm.word, SearchTerm.shown, SearchTerm.titles, SearchTerm.texts)
        .join(near, near.c.word == SearchTerm.word)
        .where(SearchTerm.locale == locale)
    )
    with read() as db:
        return [_Neighbor(*row) for row in db.execute(statement)]


def _nearest(word: str, neighbors: Iterable[_Neighbor], *, unfinished: bool) -> _Neighbor | None:
    allowed = 2 if len(word) >= _LONG else 1
    ranked = []
    for near in neighbors:
        away = distance(word, near.word)
        if unfinished and len(near.word) > len(word):
            begun = (near.word[: len(word)], near.word[: len(word) + 1])
            away = min(away, *(distance(word, part) for part in begun))
        if away <= allowed:
            ranked.append((away, -near.titles, -near.texts, near.word, near))
    return min(ranked, key=lambda item: item[:4])[4] if ranked else None
