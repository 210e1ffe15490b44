"""Writes docs/plugins/hooks.md from the hooks themselves: python docs/plugins/hooks.py

A test fails when the two differ, and another one tries every example out.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shopwright import hooks
from shopwright.platform.hooks.spec import SPECS, AnyHook, Phase, implemented
from shopwright.platform.plugins.deprecation import deprecation_of
from shopwright.platform.plugins.loading import plugin_class
from shopwright.platform.plugins.manifest import discover
from shopwright.testing.surface import public_modules, public_names

PAGE = Path(__file__).with_suffix(".md")
BUNDLED = Path(__file__).parents[2] / "plugins"

_HEAD = """\
# Hooks

*This page is written by `docs/plugins/hooks.py` from the hooks in the code: `make api-lock`.*

A hook is a decorator for a method of your plugin. The tense of its name says when it runs. `event`, `draft` and whatever is in them
cannot be changed; `ctx` (a `Context`) is all that you need to do your work.

```python
from shopwright import Context, Plugin, hooks
from shopwright.commerce.orders import OrderPlaced


class GiftWrap(Plugin):
    @hooks.order_placed
    def print_card(self, event: OrderPlaced, ctx: Context) -> None:
        ctx.log.info("a card is wanted", order=event.number)
```

"""

_PHASES = {
    Phase.BOOT: (
        "Plural nouns: what a plugin brings",
        "Called once when a shop's processes start, and again when the plugin is set up differently. Returns descriptors. "
        "An exception quarantines the plugin: the shop starts without it and shows staff the traceback.",
    ),
    Phase.VETO: (
        "`..._validate`: refusing",
        "Runs in the transaction, before anything is written. Returns problems; one is enough to refuse. No network, no writes. "
        "An exception refuses as well: shoppers read a neutral sentence, staff the plugin's name.",
    ),
    Phase.JOIN: (
        "`..._ing`: joining the transaction",
        "Runs in the transaction; what you write by `ctx.db` is kept or undone together with the change. No network, no commands of "
        "the core. An exception undoes everything.",
    ),
    Phase.HEAR: (
        "`..._ed`: hearing of it",
        "Runs after the commit, in a worker, at least once and in no promised order. An exception leads to more tries, after 1, 5 and 30 "
        "minutes, 2 and 12 hours; then staff find it among the dead letters. Nobody else notices.",
    ),
    Phase.COMPUTE: (
        "Computing",
        "Pure: no network, no writes, the same answer for the same question.",
    ),
    Phase.CHECK: (
        "Checking settings",
        "Runs before settings are saved, outside of transactions, so it may use the network. Returns problems.",
    ),
}
_MONEY = {
    True: "An exception stops the sale: a price is not guessed.",
    False: "An exception leaves the plugin out.",
}
_SINCE = re.compile(r"Since plugin API (\d+\.\d+)\.")
_CODE = re.compile(r"^(?:@|class |(?:api|pages) = )")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A hook's docstring, taken apart."""

    text: str
    example: str


def render() -> str:
    """The whole page."""
    parts = [_HEAD]
    for phase, (title, policy) in _PHASES.items():
        found = [SPECS[name] for name in hooks.__all__ if SPECS[name].phase is phase]
        if found:
            parts += [f"## {title}\n\n{policy}\n", *map(_section, found)]
    return "\n".join(parts)


def described(hook: AnyHook) -> Described:
    """What a hook says of itself, and its example, which ends the docstring."""
    lines = inspect.cleandoc(hook.function.__doc__ or "").splitlines()
    start = next((n for n, line in enumerate(lines) if _CODE.match(line.strip())), len(lines))
    text = "\n".join(lines[:start]).strip()
    text = re.sub(r"\n*^Examples?:+$", "", text, flags=re.MULTILINE).strip()
    return Described(text=text, example=textwrap.dedent("\n".join(lines[start:])).strip())


@cache
def users() -> dict[str, list[str]]:
    """Which bundled plugins implement each hook."""
    found: dict[str, list[str]] = {name: [] for name in hooks.__all__}
    for plugin in discover():
        if (BUNDLED / plugin.name).is_dir():
            for name in implemented(plugin_class(plugin)):
                found[name].append(plugin.name)
    return found


def _section(hook: AnyHook) -> str:
    found = described(hook)
    since = _SINCE.search(found.text)
    facts = [f"since {since[1] if since else '1.0'}"]
    if (gone := deprecation_of(hook)) is not None:
        facts.append(f"deprecated since {gone.since}, removed in {gone.removed_in}; use {gone.use}")
    if hook.phase is Phase.COMPUTE:
        facts.append(_MONEY[hook.money].rstrip(".").replace("An", "an", 1))
    facts += [f"`{name}` is in `{home}`" for name, home in _imports(hook)]
    used = users()[hook.name]
    facts.append(f"used by {', '.join(used)}" if used else "not used by a bundled plugin yet")
    example = f"\n```python\n{found.example}\n```\n" if found.example else ""
    return (
        f"### {hook.name}\n\n```python\n{_signature(hook)}\n```\n\n{found.text}\n{example}\n"
        f"*{'; '.join(facts)}.*\n"
    )


def _imports(hook: AnyHook) -> list[tuple[str, str]]:
    """The types of a signature that a plugin has to import, and from where."""
    words = dict.fromkeys(re.findall(r"[A-Z]\w+", _signature(hook)))
    return [(word, home) for word in words if (home := home_of(word)) and word != "Context"]


def home_of(name: str) -> str:
    """The public module that exports a name; '' when none does."""
    found = [module for module in public_modules() if name in public_names(module)]
    return found[0] if found else ""


def _signature(hook: AnyHook) -> str:
    found = inspect.signature(hook.function)
    parameters = ", ".join(f"{item.name}: {item.annotation}" for item in found.parameters.values())
    return f"def {hook.name}(self, {parameters}) -> {found.return_annotation}: ..."


if __name__ == "__main__":
    PAGE.write_text(render(), "utf-8")
