"""The code that templates compile to: Jinja's, with meters in it.

Loops, macros and includes count steps; every value that is printed goes through `Meter.put`, which
escapes it and counts it; slices and `~` are measured, since they copy. It rests on internals of
Jinja 3.1, which `tests/render/test_hostile.py` pins.
"""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from shopwright_storefront.themes.findings import did_you_mean

_METERS = "meter = environment.meter(); tick = meter.tick; put = meter.put"


class MeteredCodeGenerator(CodeGenerator):
    """Writes the Python code of one template."""

    _opening_macro = False

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline(_METERS)

    def macro_body(self, node: Any, frame: Frame) -> Any:
        self._opening_macro = True
        return super().macro_body(node, frame)

    def buffer(self, frame: Frame) -> None:
        """A macro outlives the code around it, so it asks for the meter whenever it is called."""
        if self._opening_macro:
            self._opening_macro = False
            self.writeline(f"{_METERS}; tick(10)")
        super().buffer(frame)

    def enter_frame(self, frame: Frame) -> None:
        super().enter_frame(frame)
        if frame.loop_frame:
            self.writeline("tick(1)")

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802
        """A loop with a condition also counts the items that it leaves out."""
        if node.test is not None:
            metered = nodes.EnvironmentAttribute("metered", lineno=node.lineno)
            node.iter = nodes.Call(metered, [node.iter], [], None, None, lineno=node.lineno)
        super().visit_For(node, frame)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        self.writeline("meter.descend()", node)
        self.writeline("try:")
        self.indent()
        super().visit_Include(node, frame)
        self.outdent()
        self.writeline("finally: meter.ascend()")

    def visit_Import(self, node: nodes.Import, frame: Frame) -> None:  # noqa: N802
        self.writeline("tick(10)", node)
        super().visit_Import(node, frame)

    def visit_FromImport(self, node: nodes.FromImport, frame: Frame) -> None:  # noqa: N802
        self.writeline("tick(10)", node)
        super().visit_FromImport(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.cut(")
        self.visit(node.node, frame)
        for part in (node.arg.start, node.arg.stop, node.arg.step):
            self.write(", ")
            if part is None:
                self.write("None")
            else:
                self.visit(part, frame)
        self.write(")")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802
        self._check_known("filter", node.name, self.environment.filters, node.lineno)
        super().visit_Filter(node, frame)

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:  # noqa: N802
        self._check_known("test", node.name, self.environment.tests, node.lineno)
        super().visit_Test(node, frame)

    def _check_known(self, kind: str, name: str, known: Any, line: int) -> None:
        if name not in known:
            self.fail(f"there is no {kind} '{name}'{did_you_mean(name, known)}", line)

    def visit_EvalContextModifier(self, node: Any, frame: Frame) -> None:  # noqa: N802
        self.fail("escaping cannot be switched off; texts with markup end in '_html'", node.lineno)

    visit_ScopedEvalContextModifier = visit_EvalContextModifier  # noqa: N815

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        """Only what is written literally: what is computed is computed, and counted, at run time."""
        literal = isinstance(node, nodes.Const) and isinstance(node.value, str | int)
        if not literal and not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("put(" if frame.eval_ctx.autoescape else "meter.put_text(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")
