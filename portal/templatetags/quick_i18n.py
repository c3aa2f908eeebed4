"""Django's ``i18n`` tags, with words that are the same each time looked up once in each language.

A thread's page has a hundred ``{% translate "…" %}``: Django resolves, translates and escapes each of them anew.
The settings name this library ``i18n``, so templates load it by the name they always do.
"""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, Parser, Token, Variable
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class Words(i18n.TranslateNode):
    """``{% translate "literal" %}``, with or without ``context "literal"`` and ``as name``."""

    def __init__(self, node: i18n.TranslateNode) -> None:
        super().__init__(node.filter_expression, node.noop, node.asvar, node.message_context)
        self.plain = i18n.TranslateNode(node.filter_expression, node.noop, None, node.message_context)
        self.found: dict[tuple[str | None, bool], str] = {}

    def render(self, context: Context) -> str:
        key = (get_language(), context.autoescape)
        words = self.found.get(key)
        if words is None:
            words = self.found[key] = self.plain.render(context)
        if not self.asvar:
            return words
        context[self.asvar] = words
        return ""


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> i18n.TranslateNode:
    """As Django's tag of that name."""
    node = i18n.do_translate(parser, token)
    literal = _is_literal(node.filter_expression) and _is_literal(node.message_context)
    return Words(node) if literal and not node.noop else node


def _is_literal(expression: FilterExpression | None) -> bool:
    """Whether it is a text written in the template itself, or nothing."""
    if expression is None:
        return True
    return not expression.filters and (not isinstance(expression.var, Variable) or expression.var.lookups is None)
