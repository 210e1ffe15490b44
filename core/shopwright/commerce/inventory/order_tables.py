"""Orders as inventory sees them.

Columns only: orders imports inventory, so inventory cannot import its models.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Text, Uuid, column, table

orders = table(
    "orders", column("id", Uuid()), column("number", BigInteger()), column("state", Text())
)
