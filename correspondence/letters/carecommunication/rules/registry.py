"""Where rules are registered and how they speak."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from correspondence.letters.carecommunication.document import Document
from correspondence.letters.issues import Issue, Severity

Rule = Callable[[Document], Iterator[Issue]]
RULES: list[Rule] = []
MOST = 50  # of one kind of fault; a broken document of 100,000 payloads needs no longer answer


def rule(function: Rule) -> Rule:
    """Register a rule. Its name is what the log says; its docstring gives the source of the rule."""
    RULES.append(function)
    return function


def check(document: Document) -> list[Issue]:
    """The faults of a document, warnings included, in the order of the rules. Raises nothing."""
    return [replace(issue, rule=each.__name__) for each in RULES for issue in islice(each(document), MOST)]


def fault(path: str, text: str, code: str, type: str = "invalid") -> Issue:
    """An error. ``text`` is a Danish sentence that quotes nothing from the message."""
    return Issue(code=code, path=path, text=text, type=type)


def missing(path: str, what: str) -> Issue:
    """The error that a required element is missing; ``what`` names it in Danish, as in "Kategori"."""
    return Issue(code="MSG_BAD_SYNTAX", path=path, text=f"{what} mangler.", type="required")


def repeated(path: str, what: str) -> Issue:
    return Issue(code="MSG_PARAM_NO_REPEAT", path=path, text=f"{what} må kun være angivet én gang.", type="structure")


def warning(path: str, text: str, code: str, type: str = "business-rule") -> Issue:
    """Something to log that never stops a message."""
    return Issue(code=code, path=path, text=text, severity=Severity.WARNING, type=type)
