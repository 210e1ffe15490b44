"""The declarative base, and the column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from shopwright.platform.ids import uuid7

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite keeps no zone, so it stores naive UTC and gives it back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value!r}; use clock.now()")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")
Minor = BigInteger().with_variant(Integer(), "sqlite")

type_map = {
    datetime: UtcDateTime(),
    str: Text(),
    dict[str, Any]: Json,
    list[Any]: Json,
    list[str]: Json,
}

Key = Annotated[UUID, mapped_column(primary_key=True, default=uuid7)]
Handle = Annotated[str, mapped_column(String(255), unique=True)]
Amount = Annotated[int, mapped_column(Minor)]
Currency = Annotated[str, mapped_column(String(3))]


class Base(DeclarativeBase):
    """All tables of the core; a plugin's tables live in a metadata of their own."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = type_map
