"""The numbers a person can have: CPR, replacement CPR, X-eCPR and D-eCPR.

Every one begins with a date of birth, DDMMYY. There is no modulus-11 rule: numbers without it have been issued
since 2007. Replacement numbers of the CPR kind add 60 to the day (CPR office, "Personnummeret i CPR"); the
national eCPR numbers have two letters (MedCom, medcom-core-patient 3.0.1).
"""

from __future__ import annotations

import re

from correspondence.letters.letter import CPR_SYSTEM, D_ECPR_SYSTEM, X_ECPR_SYSTEM, Identifier

_KINDS = (
    (re.compile(r"[0-9]{10}"), CPR_SYSTEM),
    (re.compile(r"[0-9]{6}[17][A-Z]{2}[0-9]"), X_ECPR_SYSTEM),
    (re.compile(r"[0-9]{6}[056][A-Z]{2}[0-9]"), D_ECPR_SYSTEM),
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # 29 February always: the century is not known
_REPLACEMENT = 60


class NotANumber(ValueError):
    """The text is no citizen's number. Its words never repeat the text."""


class NoSuchDate(NotANumber):
    """It looks like one, but does not begin with a date."""


def citizen_identifier(text: str) -> Identifier:
    """The identifier that ``text`` writes, blanks and hyphens aside. Raises NotANumber or NoSuchDate."""
    value = re.sub(r"[\s\u2010-\u2015-]", "", text).upper()
    for pattern, system in _KINDS:
        if pattern.fullmatch(value):
            if not _begins_with_a_date(value, replacement=system == CPR_SYSTEM):
                raise NoSuchDate("no date of birth")
            return Identifier(system, value)
    raise NotANumber("neither CPR nor replacement number")


def _begins_with_a_date(value: str, *, replacement: bool) -> bool:
    day, month = int(value[:2]), int(value[2:4])
    if replacement and day > _REPLACEMENT:
        day -= _REPLACEMENT
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]
