"""Mails and prints are checked like pages."""

from __future__ import annotations

from collections.abc import Callable

from shopwright_storefront.themes.findings import Finding

Found = Callable[..., list[Finding]]
MAIL = '{% extends "parent:emails/order_paid.html" %}{% block lines %}BODY{% endblock %}\n'


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(one.rule, one.file, one.suggestion) for one in findings]


def test_what_a_mail_says_is_known(found: Found) -> None:
    right = MAIL.replace("BODY", "{% for i in letter.items %}{{ i.amount }}{% endfor %}")
    assert found({"emails/order_paid.html": right}) == []
    wrong = MAIL.replace("BODY", "{% for i in letter.items %}{{ i.amuont }}{% endfor %}")
    assert told(found({"emails/order_paid.html": wrong})) == [
        ("UndefinedAttribute", "emails/order_paid.html", "amount")
    ]


def test_the_layout_of_mails_is_not_that_of_a_page(found: Found) -> None:
    layout = '{% extends "parent:layouts/email.html" %}{% block footer %}BODY{% endblock %}\n'
    assert found({"layouts/email.html": layout.replace("BODY", "{{ letter.after }}")}) == []
    assert told(found({"layouts/email.html": layout.replace("BODY", "{{ order.number }}")})) == [
        ("UndefinedObject", "layouts/email.html", "")
    ]


def test_a_mail_has_a_subject_and_a_plain_text(found: Found) -> None:
    findings = found({"emails/of_a_plugin.html": "<p>{{ letter.title }}</p>\n"})
    assert [(one.rule, one.file) for one in findings] == [
        ("LayoutContract", "emails/of_a_plugin.html")
    ] * 2
    assert "no block 'subject'" in findings[0].message + findings[1].message
    assert "'emails/of_a_plugin.txt'" in findings[0].message + findings[1].message
