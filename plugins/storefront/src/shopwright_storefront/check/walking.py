"""`Walk`: follows a theme's templates as the engine would, through all that they include."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import nodes

from shopwright_storefront.check.calls import Call, is_super, literal_names, tested_names
from shopwright_storefront.check.expressions import Expressions
from shopwright_storefront.check.kinds import (
    NUMBER,
    TEXT,
    UNKNOWN,
    Kind,
    ListOf,
    Record,
    TupleOf,
    described,
    each,
    either,
    item_of,
)
from shopwright_storefront.check.scopes import (
    FORM,
    LOOP,
    Entry,
    Macro,
    Module,
    Names,
    Scope,
    declared,
    entries,
    everywhere,
    functions,
)
from shopwright_storefront.check.subject import Subject, Template
from shopwright_storefront.render.tags import OPENER
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest

Blocks = Mapping[str, Sequence[tuple[Template, nodes.Block]]]
_MAX_DEPTH = 25


@dataclass
class Walk(Expressions):
    """What following all templates has told. Only faults of the theme's own files are kept.

    `reached`: templates by name, with the entries that lead to them. `content`: entries that print
    the page. `parts`: what entries get beside what is everywhere.
    """

    subject: Subject
    faults: dict[tuple[str, str, int, str], Finding] = field(default_factory=dict)
    calls: dict[Call, None] = field(default_factory=dict)
    reached: dict[str, set[str]] = field(default_factory=dict)
    content: set[str] = field(default_factory=set)
    used: set[tuple[Record, str]] = field(default_factory=set)
    globals: list[str] = field(default_factory=list)
    parts: dict[str, Names] = field(default_factory=dict)
    everywhere: Names = field(default_factory=dict)
    _seen: set[object] = field(default_factory=set)
    _macros: list[Macro] = field(default_factory=list)
    _called: set[nodes.Macro] = field(default_factory=set)
    _modules: dict[str, Module] = field(default_factory=dict)
    _stack: list[Template] = field(default_factory=list)
    _entry: str = ""

    @property
    def tested(self) -> frozenset[str]:  # type: ignore[override]
        """Names of which the current template asks whether they are there."""
        return tested_names(self._stack[-1])

    # The whole theme

    def run(self) -> Walk:
        """Follow everything."""
        self.globals = functions(self.subject)
        self.everywhere = everywhere(self.subject)
        for entry in entries(self.subject):
            self._begin(entry)
        for macro in self._macros:
            if macro.node not in self._called:
                self._expand(macro, {})
        return self

    def _begin(self, entry: Entry) -> None:
        template = self.subject.at(entry.path)
        if template is not None:
            self._entry = entry.path
            self.parts[entry.path] = entry.names
            self._template(template, Scope({**self.everywhere, **entry.names}), {})

    def seen(self, name: str) -> None:
        if name == "content":
            self.content.add(self._entry)

    def say(self, rule: str, line: int, message: str, suggestion: str) -> None:
        template = self._stack[-1]
        if template.theme != self.subject.own.name:
            return
        key = (rule, template.path, line, message)
        if key not in self.faults:
            self.faults[key] = self.subject.fault(template.path, line, message, suggestion)

    # Templates

    def _template(self, template: Template, scope: Scope, blocks: Blocks) -> None:
        """A template from its top, in this scope; `blocks` are those that override its own."""
        if template.tree is None or len(self._stack) > _MAX_DEPTH:
            return
        self.reached.setdefault(template.name, set()).add(self._entry)
        self._stack.append(template)
        own = {one.name: one for one in template.all(nodes.Block)}
        names = dict.fromkeys([*blocks, *own])
        merged = {
            name: [*blocks.get(name, ()), *([(template, own[name])] if name in own else [])]
            for name in names
        }
        self._body(template.tree.body, scope, merged)
        self._stack.pop()

    def _body(self, body: Iterable[nodes.Node], scope: Scope, blocks: Blocks) -> None:
        statements = list(body)
        parent = next((one for one in statements if isinstance(one, nodes.Extends)), None)
        for node in statements:
            if parent is not None and isinstance(node, nodes.Output | nodes.Block | nodes.Extends):
                continue
            self._statement(node, scope, blocks)
        if parent is not None:
            for template in self._named(parent.template, scope):
                self._template(template, scope, blocks)

    def _statement(self, node: nodes.Node, scope: Scope, blocks: Blocks) -> None:
        visit = getattr(self, f"_on_{type(node).__name__.lower()}", None)
        if visit is not None:
            visit(node, scope, blocks)
            return
        for child in node.iter_child_nodes():
            if isinstance(child, nodes.Expr):
                self.kind(child, scope)
            else:
                self._statement(child, scope, blocks)

    def _on_output(self, node: nodes.Output, scope: Scope, blocks: Blocks) -> None:
        for part in node.nodes:
            if not isinstance(part, nodes.TemplateData):
                if is_super(part) and blocks:
                    continue
                self.printed(part, scope)

    def _on_if(self, node: nodes.If, scope: Scope, blocks: Blocks) -> None:
        self.kind(node.test, scope)
        for part in (*node.body, *node.elif_, *node.else_):
            self._statement(part, scope, blocks)

    def _on_for(self, node: nodes.For, scope: Scope, blocks: Blocks) -> None:
        given = self.given(node.iter, scope)
        self._check_loop(node, given)
        item = item_of(given)
        inner = scope.inner({"loop": LOOP})
        self._assign(node.target, item, inner)
        if node.test is not None:
            self.kind(node.test, inner)
        for part in node.body:
            self._statement(part, inner, blocks)
        for part in node.else_:
            self._statement(part, scope.inner(), blocks)

    def _check_loop(self, node: nodes.For, given: Kind) -> None:
        options = each(given)
        if options and all(isinstance(option, Record) for option in options):
            message = f"{described(given)} is no list; loop over one of its lists, or over '|items'"
            self.say("FilterType", node.lineno, message, "")

    def _on_assign(self, node: nodes.Assign, scope: Scope, blocks: Blocks) -> None:
        self._assign(node.target, self.kind(node.node, scope), scope)

    def _on_assignblock(self, node: nodes.AssignBlock, scope: Scope, blocks: Blocks) -> None:
        inner = scope.inner()
        for part in node.body:
            self._statement(part, inner, blocks)
        self._assign(node.target, TEXT, scope)

    def _on_with(self, node: nodes.With, scope: Scope, blocks: Blocks) -> None:
        inner = scope.inner()
        for target, value in zip(node.targets, node.values, strict=True):
            self._assign(target, self.kind(value, scope), inner)
        for part in node.body:
            self._statement(part, inner, blocks)

    def _assign(self, target: nodes.Node, kind: Kind, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            before = scope.names.get(target.name)
            scope.names[target.name] = kind if before is None else either([before, kind])
        elif isinstance(target, nodes.Tuple):
            options = each(kind)
            parts = (
                options[0].items if len(options) == 1 and isinstance(options[0], TupleOf) else ()
            )
            for index, part in enumerate(target.items):
                self._assign(part, parts[index] if index < len(parts) else UNKNOWN, scope)

    def _on_block(self, node: nodes.Block, scope: Scope, blocks: Blocks) -> None:
        """The block that is the nearest to the child; and those that it calls by `super()`."""
        seen = scope if node.scoped else scope.root
        for template, one in blocks.get(node.name, [(self._stack[-1], node)]):
            self._stack.append(template)
            inner = seen.inner({"super": UNKNOWN})
            for part in one.body:
                self._statement(part, inner, blocks)
            self._stack.pop()
            if not any(is_super(call) for call in one.find_all(nodes.Call)):
                break

    # Other templates

    def _on_include(self, node: nodes.Include, scope: Scope, blocks: Blocks) -> None:
        names = scope.all() if node.with_context else dict(self.everywhere)
        for template in self._named(node.template, scope):
            key = (template.name, frozenset((n, names[n]) for n in template.names if n in names))
            if (key, self._entry) not in self._seen:
                self._seen.add((key, self._entry))
                self._template(template, Scope(dict(names)), {})

    def _on_import(self, node: nodes.Import, scope: Scope, blocks: Blocks) -> None:
        for template in self._named(node.template, scope):
            scope.names[node.target] = self._module(template)
        scope.names.setdefault(node.target, UNKNOWN)

    def _on_fromimport(self, node: nodes.FromImport, scope: Scope, blocks: Blocks) -> None:
        modules = [self._module(template) for template in self._named(node.template, scope)]
        for one in node.names:
            name, alias = one if isinstance(one, tuple) else (one, one)
            known = [module.names for module in modules]
            if known and name not in known[0]:
                message = f"{modules[0].path} has no '{name}'{did_you_mean(name, known[0])}"
                self.say("UndefinedObject", node.lineno, message, nearest(name, known[0]))
            scope.names[alias] = known[0].get(name, UNKNOWN) if known else UNKNOWN

    def _module(self, template: Template) -> Module:
        """What a template defines at its top; it sees what is everywhere, and nothing of a page."""
        known = self._modules.get(template.name)
        if known is None:
            known = self._modules[template.name] = Module(template.path)
            scope = Scope(dict(self.everywhere))
            self._template(template, scope, {})
            known.names = {
                name: kind
                for name, kind in scope.names.items()
                if self.everywhere.get(name) is not kind
            }
        return known

    def _named(self, node: nodes.Expr, scope: Scope) -> Iterable[Template]:
        """The templates that an expression names, if it does so literally."""
        if not isinstance(node, nodes.Const):
            self.kind(node, scope)
        for name in literal_names(node):
            template = self.subject.referred(name, self._stack[-1])
            if template is not None:
                yield template
                return

    # Macros and calls

    def _on_macro(self, node: nodes.Macro, scope: Scope, blocks: Blocks) -> None:
        macro = Macro(self._stack[-1], node, scope)
        scope.names[node.name] = macro
        self._macros.append(macro)

    def _on_callblock(self, node: nodes.CallBlock, scope: Scope, blocks: Blocks) -> None:
        self.kind(node.call, scope)
        is_form = isinstance(node.call.node, nodes.Name) and node.call.node.name == OPENER
        kinds = dict.fromkeys((one.name for one in node.args), FORM if is_form else UNKNOWN)
        inner = scope.inner(kinds)
        for part in node.body:
            self._statement(part, inner, blocks)

    def called(self, node: nodes.Call, scope: Scope) -> Kind:
        function = node.node
        if not isinstance(function, nodes.Name):
            found = self.kind(function, scope)
        else:
            known = scope.get(function.name)
            if known is None and function.name not in (*self.globals, OPENER):
                self._unknown_function(function, scope)
            found = known if known is not None else UNKNOWN
            if known is None:
                self._note(node, function.name)
        arguments = self._arguments(node, scope)
        for option in each(found):
            if isinstance(option, Macro):
                self._expand(option, self._bound(option, node, arguments, scope))
        name = function.name if isinstance(function, nodes.Name) else ""
        return ListOf(NUMBER) if name == "range" else UNKNOWN if name == "namespace" else TEXT

    def _unknown_function(self, function: nodes.Name, scope: Scope) -> None:
        macros = [name for name, kind in scope.all().items() if isinstance(kind, Macro)]
        known = [*self.globals, *macros]
        message = f"there is no function '{function.name}'{did_you_mean(function.name, known)}"
        self.say("UnknownFunction", function.lineno, message, nearest(function.name, known))

    def _note(self, node: nodes.Call, name: str) -> None:
        first = node.args[0] if node.args else None
        literal = isinstance(first, nodes.Const) and isinstance(first.value, str)
        argument = first.value if literal else ""  # type: ignore[union-attr]
        keywords = frozenset(pair.key for pair in node.kwargs)
        if node.dyn_kwargs is not None:
            keywords |= {"**"}
        call = Call(self._stack[-1], node.lineno, name, argument, keywords, self._entry)
        self.calls[call] = None

    def _bound(
        self, macro: Macro, node: nodes.Call, arguments: Sequence[Kind], scope: Scope
    ) -> Names:
        names = [one.name for one in macro.node.args]
        bound = dict(zip(names, arguments, strict=False))
        for pair in node.kwargs:
            bound[pair.key] = self.kind(pair.value, scope)
        return bound

    def _expand(self, macro: Macro, given: Names) -> None:
        """A macro's body with these arguments; what its comment says of them goes first."""
        told = macro.template.parameters
        kinds: Names = {"varargs": UNKNOWN, "kwargs": UNKNOWN, "caller": UNKNOWN}
        for one in macro.node.args:
            kind = declared(told[one.name]) if one.name in told else UNKNOWN
            kinds[one.name] = given.get(one.name, UNKNOWN) if kind is UNKNOWN else kind
        self._called.add(macro.node)
        key = (macro.node, frozenset(kinds.items()), self._entry)
        if key in self._seen or len(self._stack) > _MAX_DEPTH:
            return
        self._seen.add(key)
        self._stack.append(macro.template)
        inner = macro.scope.inner(kinds)
        for part in macro.node.body:
            self._statement(part, inner, {})
        self._stack.pop()
