"""What expressions in templates are, and which names and attributes in them do not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jinja2 import nodes

from shopwright_storefront.check.filtering import (
    BY_ATTRIBUTE,
    FIRST_ATTRIBUTE,
    ITEM,
    NUMBERS,
    SAME,
    WANTED,
    fitting,
    takes,
)
from shopwright_storefront.check.kinds import (
    BOOLEAN,
    NOTHING,
    NUMBER,
    TEXT,
    UNKNOWN,
    Kind,
    ListOf,
    MapOf,
    Plain,
    Record,
    TupleOf,
    described,
    each,
    either,
    item_of,
)
from shopwright_storefront.check.scopes import Module, Scope
from shopwright_storefront.render.filters import TEXT_METHODS
from shopwright_storefront.themes.findings import did_you_mean, nearest


class Expressions:
    """Works out kinds; the walk over statements is built on it."""

    say: Callable[..., None]
    """`say(rule, line, message, suggestion)`."""
    globals: list[str]
    used: set[tuple[Record, str]]
    """Attributes of settings that were read; `*` for all of them."""
    tested: frozenset[str]
    """Names of the current template of which it asks whether they are there."""

    def called(self, node: nodes.Call, scope: Scope) -> Kind:
        """What a call gives."""
        raise NotImplementedError

    def seen(self, name: str) -> None:
        """A name was read."""
        raise NotImplementedError

    def kind(self, node: nodes.Node | None, scope: Scope) -> Kind:
        """The kind of an expression."""
        if node is None:
            return NOTHING
        visit = getattr(self, f"_{type(node).__name__.lower()}", None)
        if visit is not None:
            found: Kind = visit(node, scope)
            return found
        for child in node.iter_child_nodes():
            self.kind(child, scope)
        return NUMBER if isinstance(node, nodes.BinExpr | nodes.UnaryExpr) else UNKNOWN

    def given(self, node: nodes.Node | None, scope: Scope) -> Kind:
        """The same of something that is handed on, so that nobody sees what becomes of it."""
        found = self.kind(node, scope)
        for option in each(found):
            if isinstance(option, Record) and option.settings:
                self.used.add((option, "*"))
        return found

    def attribute(self, kind: Kind, name: str, line: int) -> Kind:
        """`kind.name`, with a word where there is no such thing."""
        options = each(kind)
        found = [one for one in (self._member(option, name) for option in options) if one]
        if found or not options:
            return either(found) if found else UNKNOWN
        self._complain(kind, name, line)
        return UNKNOWN

    def _member(self, kind: Kind, name: str) -> Kind | None:
        if isinstance(kind, Record):
            if kind.settings:
                self.used.add((kind, name))
            return kind.fields.get(name, kind.rest)
        if isinstance(kind, MapOf):
            return kind.value
        if isinstance(kind, Module):
            return kind.names.get(name)
        if kind == TEXT:
            return TEXT if name in TEXT_METHODS else None
        return None if isinstance(kind, Plain | ListOf) and kind != UNKNOWN else UNKNOWN

    def _complain(self, kind: Kind, name: str, line: int) -> None:
        known = [one for option in each(kind) for one in _members(option)]
        if any(isinstance(option, Record) and option.settings for option in each(kind)):
            message = f"there is no '{name}' in {described(kind)}{did_you_mean(name, known)}"
            self.say("UnknownSetting", line, message, nearest(name, known))
            return
        more = did_you_mean(name, known)
        inner = [o.item for o in each(kind) if isinstance(o, ListOf)]
        if inner and name in _members(either(inner)):
            more = "; its items have: loop over it, or take the first with '|first'"
        message = f"{described(kind)} has no '{name}'{more}"
        self.say("UndefinedAttribute", line, message, nearest(name, known))

    # Names and values

    def _name(self, node: nodes.Name, scope: Scope) -> Kind:
        found = scope.get(node.name)
        self.seen(node.name)
        if found is not None:
            return found
        if node.name not in self.globals and node.name not in self.tested:
            known = [*scope.all(), *self.globals]
            message = f"'{node.name}' is not known here{did_you_mean(node.name, known)}"
            self.say("UndefinedObject", node.lineno, message, nearest(node.name, known))
        return UNKNOWN

    def _const(self, node: nodes.Const, scope: Scope) -> Kind:
        if isinstance(node.value, bool):
            return BOOLEAN
        if isinstance(node.value, int | float):
            return NUMBER
        return TEXT if isinstance(node.value, str) else NOTHING

    def _templatedata(self, node: nodes.TemplateData, scope: Scope) -> Kind:
        return TEXT

    def _list(self, node: nodes.List, scope: Scope) -> Kind:
        return ListOf(either([self.given(item, scope) for item in node.items]))

    def _tuple(self, node: nodes.Tuple, scope: Scope) -> Kind:
        return TupleOf(tuple(self.given(item, scope) for item in node.items))

    def _dict(self, node: nodes.Dict, scope: Scope) -> Kind:
        values = [self.given(pair.value, scope) for pair in node.items]
        keys = [pair.key for pair in node.items]
        if all(isinstance(key, nodes.Const) for key in keys):
            pairs = zip(keys, values, strict=True)
            return Record("object", {str(key.value): value for key, value in pairs})  # type: ignore[attr-defined]
        return MapOf(either(values))

    # Parts of values

    def _getattr(self, node: nodes.Getattr, scope: Scope) -> Kind:
        return self.attribute(self.kind(node.node, scope), node.attr, node.lineno)

    def _getitem(self, node: nodes.Getitem, scope: Scope) -> Kind:
        found = self.kind(node.node, scope)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self.attribute(found, node.arg.value, node.lineno)
        self.kind(node.arg, scope)
        self.given(node.node, scope)
        if isinstance(node.arg, nodes.Slice):
            return found
        return UNKNOWN if any(isinstance(o, Record) for o in each(found)) else item_of(found)

    # Operators

    def _and(self, node: nodes.And, scope: Scope) -> Kind:
        return either([self.kind(node.left, scope), self.kind(node.right, scope)])

    _or = _and

    def _condexpr(self, node: nodes.CondExpr, scope: Scope) -> Kind:
        self.kind(node.test, scope)
        return either([self.kind(node.expr1, scope), self.kind(node.expr2, scope)])

    def _not(self, node: nodes.Not, scope: Scope) -> Kind:
        self.kind(node.node, scope)
        return BOOLEAN

    def _compare(self, node: nodes.Compare, scope: Scope) -> Kind:
        self.kind(node.expr, scope)
        for operand in node.ops:
            self.kind(operand.expr, scope)
        return BOOLEAN

    def _concat(self, node: nodes.Concat, scope: Scope) -> Kind:
        for part in node.nodes:
            self.printed(part, scope)
        return TEXT

    def _test(self, node: nodes.Test, scope: Scope) -> Kind:
        if node.name not in ("defined", "undefined"):
            self.kind(node.node, scope)
        self._arguments(node, scope)
        return BOOLEAN

    def _call(self, node: nodes.Call, scope: Scope) -> Kind:
        return self.called(node, scope)

    # Filters

    def printed(self, node: nodes.Expr, scope: Scope) -> None:
        """An expression whose value becomes text."""
        kind = self.kind(node, scope)
        options = each(kind)
        if options and all(isinstance(o, Record | ListOf | MapOf | TupleOf) for o in options):
            message = f"{described(kind)} cannot be printed; print one of its values"
            self.say("FilterType", node.lineno, message, "")

    def _filter(self, node: nodes.Filter, scope: Scope) -> Kind:
        given = self._default(node, scope) if node.name in ("default", "d") else None
        if given is None:
            given = self.given(node.node, scope) if node.node is not None else TEXT
        self._check_given(node, given)
        arguments = self._arguments(node, scope)
        return self._filtered(node, given, arguments)

    def _default(self, node: nodes.Filter, scope: Scope) -> Kind | None:
        """`x|default(1)` and `product.x|default(1)` are for what may not be there."""
        if isinstance(node.node, nodes.Name):
            return scope.get(node.node.name) or UNKNOWN
        if isinstance(node.node, nodes.Getattr):
            self.given(node.node.node, scope)
            return UNKNOWN
        return None

    def _check_given(self, node: nodes.Filter, given: Kind) -> None:
        wanted, options = WANTED.get(node.name), each(given)
        if wanted and options and not any(takes(wanted, option) for option in options):
            message = f"the filter '{node.name}' takes {wanted}; this is {described(given)}"
            hint = fitting(options, wanted) if node.name == "money" else ""
            message += f"; did you mean its '{hint}'?" if hint else ""
            self.say("FilterType", node.lineno, message, hint)

    def _filtered(self, node: nodes.Filter, given: Kind, arguments: list[Kind]) -> Kind:
        name, item = node.name, item_of(given)
        attribute = self._by_attribute(node, item)
        if name in SAME:
            return given if isinstance(given, ListOf) else ListOf(item)
        if name in ITEM:
            return item
        if name in NUMBERS:
            return NUMBER
        if name == "map":
            return ListOf(attribute)
        if name == "groupby":
            return ListOf(Record("group", {"grouper": attribute, "list": ListOf(item)}))
        if name in ("items", "dictsort"):
            return ListOf(TupleOf((TEXT, _value_of(given))))
        if name == "split":
            return ListOf(TEXT)
        return either([given, *arguments]) if name in ("default", "d") else TEXT

    def _by_attribute(self, node: nodes.Filter, item: Kind) -> Kind:
        """The attribute that a filter is told to look at; unknown for none."""
        named = [pair.value for pair in node.kwargs if pair.key == "attribute"]
        if node.name in FIRST_ATTRIBUTE and node.args:
            named.append(node.args[0])
        if node.name not in (*BY_ATTRIBUTE, *FIRST_ATTRIBUTE) or not named:
            return UNKNOWN
        path = named[0]
        if not isinstance(path, nodes.Const) or not isinstance(path.value, str):
            return UNKNOWN
        kind = item
        for part in path.value.split(","):
            kind = item
            for step in part.split("."):
                kind = self.attribute(kind, step, node.lineno)
        return kind

    def _arguments(self, node: nodes.Filter | nodes.Test | nodes.Call, scope: Scope) -> list[Kind]:
        found = [self.given(argument, scope) for argument in node.args]
        for pair in node.kwargs:
            self.given(pair.value if isinstance(pair, nodes.Keyword) else pair, scope)
        for more in (node.dyn_args, node.dyn_kwargs):
            if more is not None:
                self.given(more, scope)
        return found


def _members(kind: Kind) -> Iterable[str]:
    if isinstance(kind, Record):
        return kind.fields
    if isinstance(kind, Module):
        return kind.names
    return TEXT_METHODS if kind == TEXT else ()


def _value_of(kind: Kind) -> Kind:
    found = []
    for option in each(kind):
        if isinstance(option, MapOf):
            found.append(option.value)
        elif isinstance(option, Record):
            found += option.fields.values()
    return either(found)
