"""Plugins that hear one event and write a row each time: nothing but the shop keeps it to one."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from shopwright import Context, Plugin, hooks
from shopwright.commerce.orders import OrderNoteAdded

_MANIFEST = """\
id = "{name}"
name = "{name}"
summary = "Writes down what it hears."
category = "test"
api = "1.0"
"""
_PLUGIN = """
    from uuid import UUID

    from shopwright import Context, Key, Plugin, column_types, hooks, plugin_metadata
    from shopwright.commerce.orders import OrderNoteAdded
    from sqlalchemy.orm import DeclarativeBase, Mapped


    class Base(DeclarativeBase):
        metadata = plugin_metadata()
        type_annotation_map = column_types


    class Heard(Base):
        __tablename__ = "{name}_heard"

        id: Mapped[Key]
        note: Mapped[str]


    class plugin(Plugin):
        @hooks.order_note_added
        def heard(self, event: OrderNoteAdded, ctx: Context) -> None:
            with ctx.transaction() as db:
                db.add(Heard(note=event.note))
"""
_REVISION = """
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "0001", None, None, None


    def upgrade() -> None:
        op.create_table(
            "{name}_heard",
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("note", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_{name}_heard")),
        )


    def downgrade() -> None:
        op.drop_table("{name}_heard")
"""


def install_subscriber(site: Path, name: str) -> None:
    """A distribution in the folder `site`."""
    info, versions = site / f"{name}-1.0.dist-info", site / name / "migrations" / "versions"
    info.mkdir(parents=True)
    versions.mkdir(parents=True)
    for package in (versions.parents[1], versions.parent, versions):
        (package / "__init__.py").touch()
    files = {
        info / "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        info / "entry_points.txt": f"[shopwright.plugins]\n{name} = {name}.plugin:plugin\n",
        site / name / "plugin.toml": _MANIFEST,
        site / name / "plugin.py": dedent(_PLUGIN),
        versions / "v0001.py": dedent(_REVISION),
    }
    for path, content in files.items():
        path.write_text(content.replace("{name}", name))


def subscriber(name: str) -> type[Plugin]:
    """Stands for one in a process that tells of events, and delivers none."""

    class Subscriber(Plugin):
        id = name

        @hooks.order_note_added
        def heard(self, event: OrderNoteAdded, ctx: Context) -> None:
            raise NotImplementedError

    return Subscriber
