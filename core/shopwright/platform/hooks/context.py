"""`Context`: all that a plugin needs, handed to every hook as `ctx`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from structlog.typing import FilteringBoundLogger

from shopwright.platform import audit, clock, secrets
from shopwright.platform.db import in_transaction, read, transaction
from shopwright.platform.errors import JSON
from shopwright.platform.folders import private_folder
from shopwright.platform.hooks.facade import PluginTables, check_writing
from shopwright.platform.identity import shop_id
from shopwright.platform.network import check_network
from shopwright.platform.outbound import HttpClient
from shopwright.platform.runtime import runtime

if TYPE_CHECKING:
    from shopwright.platform.jobs.plugin_jobs import PluginJobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The delivery being worked off. `key` is the same on every try: hand it to outside services."""

    id: UUID
    key: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopInfo:
    """What a plugin may know of the shop: for texts and links. `public_url` has no slash at its end.

    `id` is the shop's own, made with its database: by it other systems tell shops apart.
    `development` is True on a developer's machine and in demos; never show a page for developers
    elsewhere. `locales` are all languages of the catalog, `locale` is the first of them. What is the
    same for all guests may be kept for `cache_seconds`.
    """

    id: str
    name: str
    public_url: str
    locale: str
    development: bool
    locales: tuple[str, ...] = ()
    cache_seconds: int = 60


current_delivery: ContextVar[Delivery | None] = ContextVar("shopwright_delivery", default=None)


class Context:
    """A plugin's view of the shop it runs in.

    `id` is the plugin's, `settings` its validated settings, `log` a logger that carries its name.
    """

    __slots__ = ("_tables", "id", "log", "settings")

    def __init__(self, plugin_id: str, settings: Any) -> None:
        self.id = plugin_id
        self.settings = settings
        self.log: FilteringBoundLogger = structlog.get_logger(plugin=plugin_id)
        self._tables = PluginTables(plugin_id)

    def now(self) -> datetime:
        """The current moment in UTC; tests can set it."""
        return clock.now()

    @property
    def shop(self) -> ShopInfo:
        """Id, name, address and locales of the shop."""
        # Imported here because caches are emptied by events, and events know the hooks.
        from shopwright.platform.naming import shop_name

        settings = runtime().settings
        return ShopInfo(
            id=shop_id(),
            name=shop_name(),
            public_url=settings.public_url.rstrip("/"),
            locale=settings.locales[0] if settings.locales else "en",
            development=settings.environment == "development",
            locales=settings.locales,
            cache_seconds=settings.cache_seconds,
        )

    def check_network(self, what: str) -> None:
        """Call it before talking to another machine by other means than ours (`what` names it).

        Raises `NetworkForbidden` inside a transaction or a compute hook, where waiting for an
        answer would hold locks.
        """
        check_network(f"{what} (plugin '{self.id}')")

    @property
    def http(self) -> HttpClient:
        """The way to other machines: `ctx.http.get(url, params={...}).raise_for_status().json()`.

        Say `public_only=True` where somebody else wrote the address. Refused inside transactions
        and compute hooks.
        """
        return HttpClient(self.id)

    @property
    def db(self) -> PluginTables:
        """The plugin's own tables, inside the core's transaction ('-ing' hooks and vetoes)."""
        if not in_transaction():
            raise RuntimeError(
                f"{self.id}: ctx.db is there inside a transaction only ('-ing' hooks); "
                "elsewhere use ctx.read() and ctx.transaction()"
            )
        return self._tables

    @contextmanager
    def read(self) -> Iterator[PluginTables]:
        """Read the plugin's own tables; holds nothing."""
        with read():
            yield self._tables

    @contextmanager
    def transaction(self, *, settles: bool = True) -> Iterator[PluginTables]:
        """Write the plugin's own tables, outside of core transactions.

        In an '-ed' hook or a job the delivery's "done" mark commits together with these writes. With
        `settles=False` it does not: for noting what is about to be done outside of the database.
        A core command that is refused in it takes it along; call those first that may be.
        """
        with transaction():
            settle_delivery = delivery_settler.get()
            if settles and settle_delivery is not None:
                settle_delivery()
            yield self._tables

    def audit(self, action: str, subject: UUID | str, **data: JSON) -> None:
        """Write one entry to the audit log, in the open transaction: who did what, to what.

        Both get the plugin's id in front: `ctx.audit("print", card_id)` is `gift_wrap.print` of
        `gift_wrap:<card_id>`. `data` must hold no secret and no personal data.
        """
        self._check_changing("audit")
        audit.record(f"{self.id}.{action}", self.id, subject, **data)

    def notify_staff(self, title: str, text: str) -> None:
        """Tell staff what needs their attention, in the open transaction; plain text, no secrets.

        It becomes the event `staff_notified`, which mail and chat plugins hear.
        """
        from shopwright.platform.events.outbox import emit
        from shopwright.platform.notices import StaffNotified

        self._check_changing("notify_staff")
        emit(StaffNotified(source=self.id, title=title, text=text))

    def touch(self, *names: str) -> None:
        """Have pages that show something of the plugin made anew, once the open transaction commits.

        Call it where what its slot contents show was changed. With `names`, what depends on the
        stamps `plugin:ID:NAME` alone: for plugins that keep something themselves.
        """
        from shopwright.platform.cache import touch

        self._check_changing("touch")
        own = f"plugin:{self.id}"
        touch(*(f"{own}:{name}" for name in names) if names else (own,))

    def cache_folder(self) -> Path:
        """A folder of the plugin's for what can be made anew, in `data_dir`, closed to other users.

        Anybody may empty it at any time, and several processes use it at once: write a file under
        another name, then `os.replace` it. Raises `OSError` when there is none to be had, or when
        others could have written to it; the plugin is to go on without it then.
        """
        shared = private_folder(runtime().settings.data_dir.absolute() / "cache")
        return private_folder(shared / self.id)

    def seal(self, plain: str) -> str:
        """A secret as it may be stored in the plugin's tables: whoever reads those learns nothing.

        Settings typed `SecretStr` are sealed without it.
        """
        return secrets.seal(plain)

    def unseal(self, sealed: str) -> str:
        """What was sealed. Raises `CannotUnseal` when that was under another `secret_key`."""
        return secrets.unseal(sealed)

    @property
    def jobs(self) -> PluginJobs:
        """The plugin's jobs: `ctx.jobs.enqueue("push", sku="A-1")`, in an open transaction."""
        # It rests on the outbox, which rests on hooks.
        from shopwright.platform.jobs.plugin_jobs import PluginJobs

        return PluginJobs(self.id)

    @property
    def delivery(self) -> Delivery:
        """The delivery that is being worked off; an error outside of '-ed' hooks and jobs."""
        found = current_delivery.get()
        if found is None:
            raise RuntimeError(f"{self.id}: ctx.delivery is there in '-ed' hooks and jobs only")
        return found

    def _check_changing(self, what: str) -> None:
        if not in_transaction():
            raise RuntimeError(
                f"{self.id}: ctx.{what} belongs to a change; call it inside ctx.transaction()"
            )
        check_writing()


# Set by the delivery runner: marks the running delivery done inside the open transaction.
delivery_settler: ContextVar[Any] = ContextVar("shopwright_delivery_settler", default=None)
