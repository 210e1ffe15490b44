"""The doors: JSON over HTTP and nothing else."""

from __future__ import annotations

from flask import Flask


def open_doors(app: Flask) -> None:
    """Mount every door on `app`."""
