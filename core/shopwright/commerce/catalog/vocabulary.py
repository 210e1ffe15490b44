"""The words that published products have: what searches are spelled by and completed from.

Publishing adds the words that are new, so that all that can be found is known. How often a word
occurs, and which ones are gone, a job counts once a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import ProductDocument
from shopwright.commerce.catalog.text import tokens
from shopwright.commerce.catalog.word_models import SearchTerm, SearchTrigram
from shopwright.platform.db import command, read, session
from shopwright.platform.runtime import runtime

RECOUNT_JOB = "recount_words"
_SHORTEST, _LONGEST = 2, 40
_CHUNK = 5_000
_DOCUMENTS = 500

_Key = tuple[str, str]  # locale, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document as the vocabulary reads it; `search_text` is folded."""

    locale: str
    title: str
    search_text: str


@dataclass(slots=True)
class _Seen:
    shown: str
    titles: int = 0
    texts: int = 0


def countable(word: str) -> bool:
    """Whether a folded word is one of a language: numbers and codes are not."""
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


def trigrams(word: str) -> set[str]:
    """`oak` -> `  o`, ` oa`, `oak`, `ak `, `k  `."""
    padded = f"  {word}  "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def learn_words(db: Session, documents: Iterable[Read]) -> None:
    """Add what is new in these documents: one statement when nothing is, three more at most."""
    seen = _count(documents)
    if not seen:
        return
    known = _known(db, seen)
    _add(db, {key: word for key, word in seen.items() if key not in known})
    now_titles = [
        {"locale_": locale, "word_": word, "titles_": found.titles, "shown_": found.shown}
        for (locale, word), found in sorted(seen.items())
        if found.titles and known.get((locale, word)) == 0
    ]
    if now_titles:
        table = cast(Table, SearchTerm.__table__)
        change = update(table).where(
            table.c.locale == bindparam("locale_"), table.c.word == bindparam("word_")
        )
        statement = change.values(titles=bindparam("titles_"), shown=bindparam("shown_"))
        db.connection().execute(statement, now_titles)


def recount_words() -> None:
    """The job: count every word of the published products, and forget those that none has."""
    for locale in runtime().settings.locales:
        with read() as db:
            stored = {
                (locale, word): (titles, texts)
                for word, titles, texts in db.execute(
                    select(SearchTerm.word, SearchTerm.titles, SearchTerm.texts).where(
                        SearchTerm.locale == locale
                    )
                )
            }
        seen = _count(_documents(locale))
        gone = [word for _, word in stored.keys() - seen.keys()]
        other = [
            {"locale_": locale, "word_": word, "titles_": found.titles, "texts_": found.texts}
            for (_, word), found in seen.items()
            if stored.get((locale, word), (found.titles, found.texts))
            != (found.titles, found.texts)
        ]
        for part in _chunks(sorted(gone)):
            _forget(locale, part)
        for rows in _chunks(sorted(other, key=lambda row: str(row["word_"]))):
            _set_counts(rows)


@command()
def _forget(locale: str, words: Sequence[str]) -> None:
    for model in (SearchTrigram, SearchTerm):
        session().execute(delete(model).where(model.locale == locale, model.word.in_(words)))


@command()
def _set_counts(rows: Sequence[dict[str, Any]]) -> None:
    table = cast(Table, SearchTerm.__table__)
    change = update(table).where(
        table.c.locale == bindparam("locale_"), table.c.word == bindparam("word_")
    )
    statement = change.values(titles=bindparam("titles_"), texts=bindparam("texts_"))
    session().connection().execute(statement, list(rows))


def _count(documents: Iterable[Read]) -> dict[_Key, _Seen]:
    seen: dict[_Key, _Seen] = {}
    for document in documents:
        in_title = {word: shown for word, shown in tokens(document.title) if countable(word)}
        in_text = set(document.search_text.split())
        for word in in_title.keys() | {word for word in in_text if countable(word)}:
            found = seen.setdefault((document.locale, word), _Seen(word))
            found.texts += 1
            if word in in_title:
                found.shown = in_title[word]
                found.titles += 1
    return seen


def _documents(locale: str) -> Iterator[Read]:
    after: UUID | None = None
    columns = (
        ProductDocument.product_id,
        ProductDocument.search_title,
        ProductDocument.search_text,
    )
    while True:
        statement = select(*columns).where(ProductDocument.locale == locale)
        if after is not None:
            statement = statement.where(ProductDocument.product_id > after)
        with read() as db:
            rows = db.execute(
                statement.order_by(ProductDocument.product_id).limit(_DOCUMENTS)
            ).all()
        if not rows:
            return
        for _, title, text in rows:
            yield Read(locale=locale, title=title, search_text=text)
        after = rows[-1].product_id


def _known(db: Session, seen: dict[_Key, _Seen]) -> dict[_Key, int]:
    """How many titles have each of these words, for those in the vocabulary."""
    known: dict[_Key, int] = {}
    locales = {locale for locale, _ in seen}
    for part in _chunks(sorted({word for _, word in seen})):
        rows = db.execute(
            select(SearchTerm.locale, SearchTerm.word, SearchTerm.titles).where(
                SearchTerm.locale.in_(locales), SearchTerm.word.in_(part)
            )
        )
        known |= {(locale, word): titles for locale, word, titles in rows}
    return known


def _add(db: Session, fresh: dict[_Key, _Seen]) -> None:
    """In order, so that two who learn the same words wait for each other and never in a circle."""
    if not fresh:
        return
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    terms = [
        {
            "locale": locale,
            "word": word,
            "shown": found.shown,
            "titles": found.titles,
            "texts": found.texts,
        }
        for (locale, word), found in sorted(fresh.items())
    ]
    parts = sorted((locale, trigram, word) for locale, word in fresh for trigram in trigrams(word))
    rows = [{"locale": locale, "trigram": three, "word": word} for locale, three, word in parts]
    db.execute(dialect.insert(SearchTerm).on_conflict_do_nothing(), terms)
    db.execute(dialect.insert(SearchTrigram).on_conflict_do_nothing(), rows)


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while part := list(islice(rest, _CHUNK)):
        yield part
