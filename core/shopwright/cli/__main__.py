"""`python -m shopwright.cli`: the command line by the interpreter at hand."""

from __future__ import annotations

from shopwright.cli import main

main()
