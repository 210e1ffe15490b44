"""The one statement that counts all facets of a list.

A product that misses nothing of what was chosen counts in every facet. One that misses a single
facet counts in that facet alone: so a facet's own choices do not narrow its counts, and nothing is
asked once per facet or per value.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, String, column

from shopwright.commerce.catalog.queries.listing_sql import Shape, chosen, every, narrowed, typed
from shopwright.commerce.catalog.queries.search import Match, found_sql

# Counting more than these would take the database too long for a guest; then counts are too low.
SCOPE_LIMIT = 10_000
# Of one facet: nobody reads further.
CHOICES_LIMIT = 100

_COLUMNS = (
    column("facet", String()),
    column("name", String()),
    column("name_label", String()),
    column("value", String()),
    column("label", String()),
    column("color", String()),
    column("place", BigInteger()),
    column("number", BigInteger()),
)
_BRANCHES = {
    "vendor": """
SELECT 'vendor', '', '', k.vendor, k.vendor, NULL, 0, count(*) FROM kept k
WHERE {ok} AND k.vendor <> '' GROUP BY k.vendor""",
    "tag": """
SELECT 'tag', '', '', t.tag, t.tag, NULL, 0, count(*) FROM kept k
JOIN product_tags t ON t.product_id = k.product_id WHERE {ok} GROUP BY t.tag""",
    "option": """
SELECT 'option', g.name, COALESCE(n.text, g.name), g.value, COALESCE(v.text, g.value), s.color,
  g.place, g.number
FROM (SELECT c.name, c.value, CAST(1000 * avg(c.position) AS BIGINT) AS place, count(*) AS number
  FROM kept k JOIN product_choices c ON c.product_id = k.product_id
  WHERE {ok} GROUP BY c.name, c.value) g
LEFT JOIN swatches s ON s.name = g.name AND s.value = g.value
LEFT JOIN option_texts n ON n.locale = :locale AND n.name = g.name AND n.value = ''
LEFT JOIN option_texts v ON v.locale = :locale AND v.name = g.name AND v.value = g.value""",
    "category": """
SELECT 'category', '', '', c.handle, COALESCE(t.title, c.title), NULL, c.position, g.number
FROM (SELECT l.category_id, count(*) AS number FROM kept k
  JOIN category_listings l ON l.product_id = k.product_id WHERE {ok} GROUP BY l.category_id) g
JOIN categories c ON c.id = g.category_id AND {below}
LEFT JOIN translations t ON t.kind = 'category' AND t.owner_id = c.id AND t.locale = :locale""",
    "collection": """
SELECT 'collection', '', '', c.handle, COALESCE(t.title, c.title), NULL, 0, g.number
FROM (SELECT x.collection_id, count(*) AS number FROM kept k
  JOIN collection_products x ON x.product_id = k.product_id WHERE {ok} GROUP BY x.collection_id) g
JOIN collections c ON c.id = g.collection_id AND c.published{other}
LEFT JOIN translations t ON t.kind = 'collection' AND t.owner_id = c.id AND t.locale = :locale""",
    "availability": """
SELECT 'availability', '', '', 'in', 'in', NULL, 0, count(*) FROM kept k
WHERE {ok} AND k.stock_state <> 'out'""",
    "price": """
SELECT 'price', '', '', 'min', '', NULL, 0, min(k.amount) FROM kept k WHERE {ok}
UNION ALL
SELECT 'price', '', '', 'max', '', NULL, 0, max(k.amount) FROM kept k WHERE {ok}""",
}
_TOTALS = """
SELECT 'total', '', '', '', '', NULL, 0, count(*) FROM kept k WHERE k.misses = 0
UNION ALL
SELECT 'scope', '', '', '', '', NULL, 0, count(*) FROM listed"""
_HEAD = """
SELECT CAST('' AS TEXT) AS facet, CAST('' AS TEXT) AS name, CAST('' AS TEXT) AS name_label,
  CAST('' AS TEXT) AS value, CAST('' AS TEXT) AS label, CAST(NULL AS TEXT) AS color,
  CAST(0 AS BIGINT) AS place, CAST(0 AS BIGINT) AS number WHERE 1 = 0"""


@cache
def facets(shape: Shape, match: Match | None) -> Any:
    """The statement for lists of this shape, or, with `match`, for what a search found."""
    if match is None:
        owner, source, conditions = every(shape)
    else:
        owner, (source, found) = "m", found_sql(match, document=True)
        conditions = [*found, *narrowed(shape, "m")]
    misses = dict(chosen(shape, owner))
    flags = [
        f"CASE WHEN {condition} THEN 0 ELSE 1 END AS miss_{name}"
        for name, condition in misses.items()
    ]
    total = " + ".join(f"miss_{name}" for name in misses) or "0"
    columns = ["d.product_id", "d.vendor", "d.stock_state", "p.min_amount AS amount", *flags]
    sql = f"""
WITH listed AS MATERIALIZED (
  SELECT {", ".join(columns)} FROM {source} WHERE {" AND ".join(conditions)} LIMIT :limit
), kept AS MATERIALIZED (
  SELECT listed.*, {total} AS misses FROM listed WHERE {total} <= 1
)
{_HEAD}
UNION ALL {" UNION ALL ".join(_branches(shape, misses))}
UNION ALL {_TOTALS}
"""  # noqa: S608 - constants only
    more = ["by_code"] if match is not None and match.by_code else []
    return typed(sql, shape, *more).columns(*_COLUMNS)


def _branches(shape: Shape, misses: dict[str, str]) -> list[str]:
    below = "c.parent_id IS NULL"
    if shape.category:
        below = "c.parent_id = (SELECT id FROM categories WHERE handle = :category)"
    other = " AND c.handle <> :collection" if shape.collection else ""
    return [
        branch.format(ok=_counted(facet, shape, misses), below=below, other=other)
        for facet, branch in _BRANCHES.items()
    ]


def _counted(facet: str, shape: Shape, misses: dict[str, str]) -> str:
    """Whether a product of `kept`, which misses one facet at most, counts in this one."""
    if facet == "option":
        own = [f"(k.miss_option_{n} = 1 AND c.name = :option_{n})" for n in range(shape.options)]
        return f"({' OR '.join(['k.misses = 0', *own])})"
    return f"(k.misses = 0 OR k.miss_{facet} = 1)" if facet in misses else "k.misses = 0"
