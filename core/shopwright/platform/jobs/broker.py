"""The broker: Redis as seen by us. It carries ids of deliveries and wake-up calls, never truth.

Every method survives Redis being away: what could not be sent is swept up from the database. What
requests ask of Redis goes by `ask` and `wake`, which no answer holds up, however slowly it comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import redis
import structlog
from rq import Queue
from rq.exceptions import DuplicateJobError

from shopwright.platform.messengers import Messengers
from shopwright.platform.network import check_network

WAKE_KEY = "shopwright:wake"
_MARK_KEY = "shopwright:mark"
PERFORM = "shopwright.platform.jobs.worker.perform_delivery"
JOB_SECONDS = {"fast": 30, "heavy": 1800, "plugins": 120}
_WHOLE_SECONDS = 1.0
_REST_SECONDS = 5.0
R = TypeVar("R")
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """One hand-over of one delivery to RQ. `ttl`, in seconds, is shorter than its lease.

    `timeout`, in seconds, is how long it may take.
    """

    delivery_id: UUID
    number: int
    ttl: int
    timeout: int


class Broker:
    """Connections to Redis at `url`; an empty url makes a broker that carries nothing."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client: redis.Redis | None = (
            redis.Redis.from_url(
                url, socket_timeout=2, socket_connect_timeout=1, health_check_interval=30
            )
            if url
            else None
        )
        self._messengers = Messengers("redis")
        self._rests_until = 0.0
        self._waking = False

    @property
    def client(self) -> redis.Redis | None:
        """The connection pool's client; callers guard against the network themselves."""
        check_network("Redis")
        return self._client

    def ask(self, question: Callable[[redis.Redis], R]) -> R:
        """What Redis says to `question`, within a second. Raises `redis.RedisError`.

        One that kept somebody waiting for longer is left alone for a while.
        """
        client = self.client
        assert client is not None
        if time.monotonic() < self._rests_until:
            raise redis.TimeoutError("Redis was too slow a moment ago")
        try:
            return self._messengers.ask(lambda: question(client), seconds=_WHOLE_SECONDS)
        except TimeoutError as error:
            self._rests_until = time.monotonic() + _REST_SECONDS
            raise redis.TimeoutError(str(error)) from None

    def wake(self) -> None:
        """Tell the enqueuer that something is due, without waiting; a lost call costs a second."""
        client = self.client
        if client is None or self._waking:
            return
        self._waking = True
        self._messengers.send(lambda: self._call_awake(client))

    def _call_awake(self, client: redis.Redis) -> None:
        self._waking = False
        try:
            pipeline = client.pipeline(transaction=False)
            pipeline.lpush(WAKE_KEY, "1")
            pipeline.ltrim(WAKE_KEY, 0, 0)
            pipeline.execute()
        except redis.RedisError:
            _log.debug("no wake-up call: redis is away")

    def wait(self, seconds: float) -> None:
        """Sleep until woken, at most `seconds`. Raises `redis.RedisError` when Redis is away."""
        assert self.client is not None
        self.client.blpop([WAKE_KEY], timeout=seconds)

    def has_forgotten(self) -> bool:
        """Whether Redis lost what it carried since somebody asked last: restarted, or flushed.

        One caller is told. Raises `redis.RedisError` when Redis is away.
        """
        assert self.client is not None
        return bool(self.client.set(_MARK_KEY, "1", nx=True))

    def backlog(self, queue: str) -> int:
        """How many jobs wait in `queue`."""
        assert self.client is not None
        return int(Queue(queue, connection=self.client).count)

    def send(self, queue: str, sends: Sequence[Send]) -> None:
        """Hand deliveries to RQ. Each has an id of its own, so a repeated hand-over is dropped."""
        assert self.client is not None
        target = Queue(queue, connection=self.client)
        for send in sends:
            try:
                target.enqueue_call(
                    PERFORM,
                    args=(str(send.delivery_id),),
                    job_id=f"{send.delivery_id}-{send.number}",
                    timeout=send.timeout,
                    ttl=send.ttl,
                    result_ttl=0,
                    failure_ttl=60,
                    unique=True,
                )
            except DuplicateJobError:
                continue
