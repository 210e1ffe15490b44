"""Events: what happened, written with the change itself and delivered until it is heard."""

from __future__ import annotations

from shopwright.platform.events.consumers import Consumers, Job
from shopwright.platform.events.event import Event

__all__ = ["Consumers", "Event", "Job"]
