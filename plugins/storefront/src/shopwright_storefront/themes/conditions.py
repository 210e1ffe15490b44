"""`visible_if`: small boolean expressions over settings, such as `settings.columns <= 4`.

They know `settings.NAME`, `block.settings.NAME`, texts, numbers, true, false, none, comparisons,
`in [...]`, `and`, `or`, `not` and parentheses, and nothing else. The editor evaluates the same tree.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_NAMES = {"true": True, "false": False, "none": None}
_LONGEST = 200


class ConditionInvalid(ValueError):
    """An expression that `visible_if` does not know; the message says which part."""


class Condition:
    """A parsed expression. `names` are the settings that it looks at."""

    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise ConditionInvalid(f"the condition is longer than {_LONGEST} characters")
        try:
            self._tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise ConditionInvalid(f"'{text}' is no condition") from error
        self.text = text
        self.names: set[str] = set()
        self._check(self._tree)

    def holds(self, settings: Mapping[str, Any]) -> bool:
        """Whether it is true of these values; values that cannot be compared make it false."""
        try:
            return bool(self._value(self._tree, settings))
        except TypeError:
            return False

    def _check(self, node: ast.AST) -> None:
        if isinstance(node, ast.Attribute):
            if ast.unparse(node.value) not in ("settings", "block.settings"):
                raise ConditionInvalid(
                    f"'{ast.unparse(node)}' is unknown; write settings.{node.attr}"
                )
            self.names.add(node.attr)
        elif isinstance(node, ast.Name):
            if node.id not in _NAMES:
                raise ConditionInvalid(f"'{node.id}' is unknown; write settings.{node.id}")
        elif isinstance(node, ast.BoolOp | ast.UnaryOp | ast.Compare | ast.List):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self._check(child)
            self._check_operators(node)
        elif not isinstance(node, ast.Constant):
            raise ConditionInvalid(f"'{ast.unparse(node)}' is not known in conditions")

    @staticmethod
    def _check_operators(node: ast.AST) -> None:
        if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not):
            raise ConditionInvalid(f"'{ast.unparse(node)}' is not known in conditions")
        if isinstance(node, ast.Compare) and any(type(op) not in _COMPARE for op in node.ops):
            raise ConditionInvalid(f"'{ast.unparse(node)}': write == and != to compare")

    def _value(self, node: ast.expr, settings: Mapping[str, Any]) -> Any:
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                return _NAMES[node.id]
            case ast.Attribute():
                return settings.get(node.attr)
            case ast.List():
                return [self._value(item, settings) for item in node.elts]
            case ast.UnaryOp():
                return not self._value(node.operand, settings)
            case ast.BoolOp():
                test = all if isinstance(node.op, ast.And) else any
                return test(self._value(part, settings) for part in node.values)
            case ast.Compare():
                return self._compared(node, settings)
        raise AssertionError(f"unchecked: {ast.dump(node)}")

    def _compared(self, node: ast.Compare, settings: Mapping[str, Any]) -> bool:
        left = self._value(node.left, settings)
        for op, part in zip(node.ops, node.comparators, strict=True):
            right = self._value(part, settings)
            if not _COMPARE[type(op)](left, right):
                return False
            left = right
        return True
