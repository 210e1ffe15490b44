"""`LivePlugins`: which plugins take part in this process, now.

Each process imports its plugins once. The database holds a stamp that changes with every switch;
a request, a job or a sweeper's pass looks at it first (at most twice a second) and keeps to the
registry of that moment. Where money is bound, the stamp is read in the transaction itself, and a
command that finds another one starts over.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from shopwright.platform.db import StartOver, current_transaction, in_transaction, read
from shopwright.platform.errors import FAULTS
from shopwright.platform.plugins.deprecation import log_deprecated_uses
from shopwright.platform.plugins.loading import Known, known_plugins, load_plugin, plugin_class
from shopwright.platform.plugins.manifest import Manifest, discover
from shopwright.platform.plugins.models import current_stamp
from shopwright.platform.plugins.registry import Loaded, Registry, build
from shopwright.platform.runtime import runtime

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from shopwright.platform.plugins.plugin import Plugin

_log = structlog.get_logger()
LOOK_EVERY = 0.5  # seconds; the promise is that a switch is seen within one
_CHECKED = "plugins checked"
_NOT_HERE = (
    "it was not there when the shop's processes started; it takes part as soon as they have been "
    "restarted"
)

_kept: ContextVar[Registry | None] = ContextVar("shopwright_registry", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A plugin whose code is in this process."""

    kind: type[Plugin]
    manifest: Manifest


class LivePlugins:
    """The plugins of one process. `hold` fixes them, which is what tests and tools do."""

    def __init__(self) -> None:
        self._latest = Registry()
        self._imported: dict[str, Imported] = {}
        self._failed: dict[str, str] = {}
        self._look_at: float | None = None
        self._turn = threading.Lock()

    @property
    def registry(self) -> Registry:
        """The one that the running request or job keeps to; else the latest."""
        return _kept.get() or self._latest

    def hold(self, registry: Registry) -> None:
        """Use `registry` from now on, whatever the database says."""
        self._latest, self._look_at = registry, None
        if _kept.get() is not None:
            _kept.set(registry)

    def load(self) -> None:
        """Import what this shop knows, and follow its switches from now on; in safe mode, nothing."""
        if runtime().settings.safe_mode:
            self.hold(Registry())
            return
        stamp, known = known_plugins()
        for found in discover():
            if found.name not in known or known[found.name].error:
                continue
            try:
                if found.manifest is None:
                    raise RuntimeError(found.error)
                kind = plugin_class(found)
                self._imported[found.name] = Imported(kind=kind, manifest=found.manifest)
                log_deprecated_uses(found.name, kind)
            except FAULTS as error:
                self._failed[found.name] = found.error or _trace(error)
        self._latest = self._build(stamp, known)
        self._look_at = time.monotonic() + LOOK_EVERY

    def mountable(self) -> Iterator[tuple[Manifest, Registry]]:
        """Every imported plugin with a registry that has its routes, the enabled ones first."""
        for item in self._latest.plugins:
            yield item.manifest, self._latest
        _, known = known_plugins() if self._imported else (None, {})
        for plugin_id in sorted(self._imported.keys() - set(self._latest.ids)):
            alone = self._loaded({plugin_id: known[plugin_id]}, {})
            yield self._imported[plugin_id].manifest, build(alone)

    def leave_out(self, plugin_id: str, error: BaseException) -> None:
        """Quarantine a plugin for the life of this process: it failed after all."""
        self._failed[plugin_id] = _trace(error)
        members = [item for item in self._latest.plugins if item.id != plugin_id]
        quarantined = {**self._latest.quarantined, plugin_id: self._failed[plugin_id]}
        self._latest = build(members, quarantined, stamp=self._latest.stamp)

    @contextmanager
    def kept(self, *, at_once: bool = False) -> Iterator[None]:
        """Keep to one registry for the length of the block.

        With `at_once` it is that of this very moment: for jobs, which may follow from a switch.
        """
        if at_once and self._look_at is not None:
            self._look_at = 0.0
        self._look(wait=at_once)
        token = _kept.set(self._latest)
        try:
            yield
        finally:
            _kept.reset(token)

    def check(self) -> None:
        """In a command: have it start over if the plugins were switched since we looked."""
        if self._is_unchecked():
            self.compare(current_stamp(current_transaction().session))

    def compare(self, stamp: UUID | None) -> None:
        """The same for a command that has read the stamp along with something else."""
        if self._is_unchecked():
            current_transaction().memo[_CHECKED] = True
            if stamp != self.registry.stamp:
                raise StartOver(self._catch_up)

    def _is_unchecked(self) -> bool:
        if self._look_at is None or not in_transaction():
            return False
        opened = current_transaction()
        return opened.restartable and _CHECKED not in opened.memo

    def is_current(self, db: Session) -> bool:
        """Whether nothing was switched since we looked; nothing is until the transaction ends."""
        return self._look_at is None or current_stamp(db, hold=True) == self.registry.stamp

    def _catch_up(self) -> None:
        with self._turn:
            self._refresh()
        if _kept.get() is not None:
            _kept.set(self._latest)

    def _look(self, *, wait: bool) -> None:
        """One looks at a time.

        Without `wait` the others go on with what is known: the database may not answer.
        """
        if self._look_at is None or time.monotonic() < self._look_at:
            return
        if not self._turn.acquire(blocking=wait):
            return
        try:
            if time.monotonic() >= self._look_at:
                self._refresh()
        except SQLAlchemyError as error:  # what needs no database goes on without it
            _log.warning("the plugins' states cannot be read", error=str(error))
            self._look_at = time.monotonic() + LOOK_EVERY
        finally:
            self._turn.release()

    def _refresh(self) -> None:
        with read() as db:
            stamp = current_stamp(db)
        if stamp != self._latest.stamp:
            self._latest = self._build(*known_plugins())
        self._look_at = time.monotonic() + LOOK_EVERY

    def _build(self, stamp: UUID | None, known: Mapping[str, Known]) -> Registry:
        wanted = {name: state for name, state in known.items() if state.enabled}
        quarantined: dict[str, str] = {}
        loaded = self._loaded(wanted, quarantined)
        return build(loaded, quarantined, stamp=stamp)

    def _loaded(self, wanted: Mapping[str, Known], quarantined: dict[str, str]) -> list[Loaded]:
        """Those of `wanted` that can take part; `quarantined` gets the others, each with a reason."""
        running = {item.id: item for item in self._latest.plugins}
        loaded: list[Loaded] = []
        for name, state in wanted.items():
            reason = state.error or self._failed.get(name)
            if reason is None and name not in self._imported:
                reason = _NOT_HERE if _is_installed(name) else "the package is not installed"
            if reason is not None:
                quarantined[name] = reason
                continue
            try:
                loaded.append(self._load(name, state, running.get(name)))
            except FAULTS as error:
                quarantined[name] = _trace(error)
        return loaded

    def _load(self, name: str, state: Known, running: Loaded | None) -> Loaded:
        """The plugin as it runs already, unless its settings changed."""
        imported = self._imported[name]
        loaded = load_plugin(imported.kind, imported.manifest, state.settings)
        same = running is not None and running.context.settings == loaded.context.settings
        return running if running is not None and same else loaded


def plugins_stamp() -> str:
    """Another one whenever a plugin was enabled, disabled, upgraded or set up: for keys of caches."""
    return str(runtime().registry.stamp)


def _is_installed(name: str) -> bool:
    return any(found.name == name for found in discover())


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
