"""`ThemeEnvironment`: Jinja as themes get it. One per theme version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, FileSystemBytecodeCache, Template, TemplateNotFound
from jinja2.environment import TemplateModule
from jinja2.filters import _GroupTuple
from jinja2.runtime import BlockReference, LoopContext, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from markupsafe import Markup, escape

from shopwright_storefront.render.codegen import MeteredCodeGenerator
from shopwright_storefront.render.current import current_render
from shopwright_storefront.render.filters import (
    PLAIN_FILTERS,
    PLAIN_TESTS,
    TEXT_METHODS,
    limited_range,
)
from shopwright_storefront.render.limits import MAX_TEXT, LimitExceeded, Meter, printable
from shopwright_storefront.render.operators import GUARDED, calculate
from shopwright_storefront.render.tags import FormTag
from shopwright_storefront.render.undefined import Silent, Strict, unknown
from shopwright_storefront.themes.files import Chain, Folder

_MEMBERS: dict[type, frozenset[str]] = {
    LoopContext: frozenset(
        ["index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0",
         "previtem", "nextitem", "cycle", "changed"]
    ),
    BlockReference: frozenset(["super"]),
    _GroupTuple: frozenset(["grouper", "list"]),
}  # fmt: skip
_WITH_ITEMS = (dict, list, tuple, str, range, Mapping)
_NONE: Mapping[str, Callable[..., Any]] = {}
_PLUGIN = "plugin."


class ThemeTemplate(Template):
    """A template whose macros are made anew for each render.

    Jinja would keep a module, with whatever its top level computed for one shopper, for the next.
    """

    def _get_default_module(self, ctx: Any = None) -> TemplateModule:
        render = current_render()
        module = render.modules.get(self.name or "")
        if module is None:
            module = self.make_module(dict(render.everywhere))
            render.modules[self.name or ""] = module
        return module


class ThemeLoader(BaseLoader):
    """Finds `linen:sections/hero.html`; names without a theme were made whole by `join_path`."""

    def __init__(self, chain: Chain, plugins: Callable[[str], Path | None]) -> None:
        self._chain = chain
        self._plugins = plugins

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        owner, _, path = template.rpartition(":")
        folder = self._folder(owner)
        text = folder.read(path) if folder else None
        file = folder.find(path) if folder else None
        if text is None or file is None:
            raise TemplateNotFound(path)
        return text, str(file), _unchanged(file)

    def _folder(self, owner: str) -> Folder | None:
        if not owner.startswith(_PLUGIN):
            return self._chain.folder(owner)
        root = self._plugins(owner.removeprefix(_PLUGIN))
        return Folder(name=owner, root=root) if root else None


class ThemeEnvironment(ImmutableSandboxedEnvironment):
    """Compiles and runs a theme's templates, each step of them counted.

    `strict` makes unknown names errors; else they are reported and print nothing. `plugins` finds
    the folder of a plugin's templates. Rendering needs a `Render` (see `current`).
    """

    code_generator_class = MeteredCodeGenerator
    template_class = ThemeTemplate
    intercepted_binops = GUARDED

    def __init__(
        self,
        chain: Chain,
        *,
        strict: bool,
        functions: Mapping[str, Callable[..., Any]] = _NONE,
        filters: Mapping[str, Callable[..., Any]] = _NONE,
        plugins: Callable[[str], Path | None] = lambda plugin: None,
        bytecode: FileSystemBytecodeCache | None = None,
        reload: bool = False,
    ) -> None:
        super().__init__(
            loader=ThemeLoader(chain, plugins),
            undefined=Strict if strict else Silent,
            autoescape=lambda name: not (name or "").endswith(".txt"),
            optimized=False,
            auto_reload=reload,
            cache_size=-1,
            bytecode_cache=bytecode,
            extensions=[FormTag],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.chain = chain
        self._names: dict[tuple[str, str], str] = {}
        self.strict = strict
        self.filters = {**PLAIN_FILTERS, **filters}
        self.tests = dict(PLAIN_TESTS)
        self.globals = {"range": limited_range, "namespace": Namespace, **functions}

    # Finding templates

    def join_path(self, template: str, parent: str) -> str:
        """The whole name: `parent:` looks beyond the theme that the parent belongs to."""
        if not template.startswith("parent:"):
            return self.whole_name(template)
        after, _, _ = parent.rpartition(":")
        return self._known(template.removeprefix("parent:"), after)

    def whole_name(self, path: str) -> str:
        """`sections/hero.html` with the theme in front that has it, as it is if none has."""
        owner, _, rest = path.rpartition(":")
        if owner.startswith(_PLUGIN):
            mended = f"templates/plugins/{owner.removeprefix(_PLUGIN)}/{rest}"
            found = self._known(mended)
            return path if found == mended else found
        return path if owner else self._known(path)

    def _known(self, path: str, after: str = "") -> str:
        """Looking through folders takes longer than rendering; only designers' files change."""
        found = self._names.get((path, after))
        if found is None or self.auto_reload:
            owner = self.chain.owner(path, after=after)
            found = f"{owner.name}:{path}" if owner else path
            self._names[path, after] = found
        return found

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        if isinstance(name, str) and parent is None:
            name = self.whole_name(name)
        return super().get_template(name, parent, globals)

    # What compiled templates call

    def meter(self) -> Meter:
        """The meter of the render that is going on."""
        return current_render().meter

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`: a key of an object, or one of few members of what Jinja itself makes."""
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return self._member(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]`."""
        if isinstance(obj, _WITH_ITEMS):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                return self.undefined(obj=obj, name=argument)
        return self._member(obj, argument)

    def _member(self, obj: Any, name: Any) -> Any:
        """A member of what is no dict, if it is one of those that templates may know."""
        kind = type(obj)
        if kind is str or kind is Markup:
            method = TEXT_METHODS.get(name)
            if method is not None:
                return lambda *args: method(obj, *args)
        elif kind in _MEMBERS:
            if name in _MEMBERS[kind]:
                return getattr(obj, name)
        elif kind is Namespace:
            if not name.startswith("_") and hasattr(obj, name):
                return getattr(obj, name)
        elif kind is TemplateModule:
            if not name.startswith("_") and name in vars(obj):
                return vars(obj)[name]
        elif isinstance(obj, Mapping):
            if name in obj:
                return obj[name]
        elif kind is TemplateReference:
            return obj[name]
        elif kind is Silent:
            return obj
        elif kind is Strict:
            raise unknown(obj)
        return self.undefined(obj=obj, name=name)

    def call(self, __context: Any, __function: Any, *args: Any, **kwargs: Any) -> Any:
        """A call. What can be reached can be called: nothing else is reachable."""
        if kwargs:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
        return __function(*args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        return calculate(operator, left, right)

    def concat(self, parts: Iterable[str]) -> str:
        """What a template printed, as one text."""
        found = parts if type(parts) is list else list(parts)
        if sum(map(len, found)) > MAX_TEXT:
            raise LimitExceeded(f"a template makes more than {MAX_TEXT:,} characters")
        return "".join(found)

    def joined(self, parts: Iterable[Any], separator: str = "") -> str:
        """`a ~ b`: markup if any part is, the others then escaped."""
        texts = [printable(part) for part in parts]
        length = sum(map(len, texts)) + len(separator) * len(texts)
        if length > MAX_TEXT:
            raise LimitExceeded(f"a text of more than {MAX_TEXT:,} characters is too long")
        if any(type(text) is Markup for text in texts):
            text: str = escape(separator).join(texts)
        else:
            text = separator.join(texts)
        current_render().meter.produced(text)
        return text

    def cut(self, obj: Any, start: Any, stop: Any, step: Any) -> Any:
        """`obj[start:stop:step]`, which is a copy."""
        found = obj[start:stop:step]
        if isinstance(found, str):
            current_render().meter.produced(found)
        else:
            current_render().meter.tick(len(found))
        return found

    def metered(self, iterable: Iterable[Any]) -> Iterator[Any]:
        """The items, each counted as a step."""
        tick = current_render().meter.tick
        for item in iterable:
            tick(1)
            yield item


def _unchanged(file: Path) -> Callable[[], bool]:
    """Whether the file is as it was when this was called; for reloading."""
    seen = file.stat().st_mtime_ns

    def unchanged() -> bool:
        try:
            return file.stat().st_mtime_ns == seen
        except OSError:
            return False

    return unchanged
