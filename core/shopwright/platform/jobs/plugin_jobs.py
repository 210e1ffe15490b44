"""`PluginJobs`: how a plugin asks for its jobs. What is asked for is written like any other change."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from shopwright.platform.db import in_transaction
from shopwright.platform.events.outbox import enqueue_for_plugin
from shopwright.platform.hooks.facade import check_writing
from shopwright.platform.jobs.hooks import Job, job_definitions
from shopwright.platform.runtime import runtime


class UnknownJob(LookupError):
    """The plugin declares no job of this name, or is not enabled."""

    def __init__(self, plugin_id: str, name: str) -> None:
        known = ", ".join(f"'{job}'" for job in declared_jobs(plugin_id)) or "none"
        super().__init__(
            f"the plugin '{plugin_id}' declares no job '{name}' in job_definitions; it has: {known}"
        )


def declared_jobs(plugin_id: str) -> dict[str, Job]:
    """The jobs of an enabled plugin, by name."""
    found = runtime().registry.described(job_definitions)
    return {job.name: job for owner, job in found if owner == plugin_id}


def find_job(plugin_id: str, name: str) -> Job:
    """One of them. Raises `UnknownJob`."""
    job = declared_jobs(plugin_id).get(name)
    if job is None:
        raise UnknownJob(plugin_id, name)
    return job


class PluginJobs:
    """Asking for the jobs that `job_definitions` returned."""

    __slots__ = ("_plugin_id",)

    def __init__(self, plugin_id: str) -> None:
        self._plugin_id = plugin_id

    def enqueue(
        self,
        name: str,
        *,
        run_at: datetime | None = None,
        dedupe_key: str | None = None,
        **arguments: Any,
    ) -> None:
        """Owe one run of a job, in the open transaction: it will run if and only if that commits.

        `arguments` are JSON values. It runs now, or not before `run_at` (aware). A second one with
        the same `dedupe_key` is dropped for as long as the first is remembered: while it is owed,
        and for 30 days after. Raises `UnknownJob`.
        """
        where = f"the plugin '{self._plugin_id}' owes the job '{name}'"
        if not in_transaction():
            raise RuntimeError(
                f"{where} outside of a transaction; write `with ctx.transaction():` around it"
            )
        check_writing()
        job = find_job(self._plugin_id, name)
        try:
            json.dumps(arguments)
        except TypeError as error:
            raise TypeError(f"{where} with arguments that are no JSON: {error}") from error
        enqueue_for_plugin(
            self._plugin_id,
            name,
            arguments,
            queue=job.queue,
            run_at=run_at,
            dedupe_key=dedupe_key,
        )
