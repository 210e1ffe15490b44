"""`{% form 'cart_add', product %}...{% endform %}`."""

from __future__ import annotations

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

OPENER = "_open_form"
"""The function behind the tag; themes cannot call it by this name."""


class FormTag(Extension):
    """Compiles the tag to a call of `forms.open_form`; in its body, `form` is the form."""

    tags = {"form"}

    def parse(self, parser: Parser) -> nodes.Node:
        """One of Jinja's nodes for the whole tag."""
        line = next(parser.stream).lineno
        call = nodes.Call(nodes.Name(OPENER, "load", lineno=line), [], [], None, None, lineno=line)
        while parser.stream.current.type != "block_end":
            if call.args or call.kwargs:
                parser.stream.expect("comma")
            if parser.stream.look().type == "assign":
                name = parser.stream.expect("name").value
                parser.stream.skip()
                value = parser.parse_expression()
                call.kwargs.append(nodes.Keyword(name, value, lineno=line))
            else:
                call.args.append(parser.parse_expression())
        if not call.args:
            parser.fail("say which form it is: {% form 'cart_add', product %}", line)
        body = parser.parse_statements(("name:endform",), drop_needle=True)
        given = [nodes.Name("form", "param", lineno=line)]
        return nodes.CallBlock(call, given, [], body, lineno=line)
