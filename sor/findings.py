"""What the SOR administrator should have put right in SOR: the portal reads the register and never writes to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock
from sor.models import Capability, Import, ImportState, Organisation
from sor.numbers import is_gln
from sor.usage import Usage, own_tops

MOST = 2000
# A spreadsheet runs what begins with these as a formula (hardening: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to report. ``kind`` groups them; ``words`` say it in a sentence."""

    kind: str
    sor_code: str
    name: str
    gln: str
    words: str


def findings() -> list[Finding]:
    """Everything worth reporting, the mailboxes first; at most ``MOST``."""
    used = Usage()
    sources = (_mailboxes(used), _closed_but_used(used), _wrong_numbers(used), _without_number(used))
    return [one for source in sources for one in source][:MOST]


def _own(used: Usage) -> Q:
    """Units of the institution owners that have mailboxes here."""
    own = Q(pk__in=[])
    for top in own_tops(used):
        own |= Q(path__startswith=f"{top}/")
    return own


def _mailboxes(used: Usage) -> Iterator[Finding]:
    kind = _("Mailbox whose unit cannot receive")
    codes = [code for code, is_open in used.mailboxes.items() if is_open]
    for unit in Organisation.objects.filter(sor_code__in=codes).order_by("path"):
        if reason := _why_it_cannot(unit):
            yield _finding(kind, unit, reason)


def _why_it_cannot(unit: Organisation) -> str:
    if not unit.own_gln:
        return _("The unit has no location number of its own, so nothing can be addressed to it.")
    if unit.capability == Capability.LETTER:
        return _("The register says that the location number takes only the old letter, not CareCommunication.")
    if unit.capability == Capability.NOTHING:
        return _("The register says that the location number takes no messages.")
    return ""


def _closed_but_used(used: Usage) -> Iterator[Finding]:
    kind = _("Closed unit still used")
    today = clock.now().date()
    for some in _batches(sorted(used.watched)):
        for unit in Organisation.objects.filter(sor_code__in=some, valid_to__lt=today).order_by("path"):
            if words := _how_used(unit, used):
                yield _finding(kind, unit, words)


def _how_used(unit: Organisation, used: Usage) -> str:
    """Empty when all that is left of the use is a closed mailbox."""
    if used.mailboxes.get(unit.sor_code):
        return _("It is closed, and it has an open mailbox here.")
    if not (count := used.open_threads.get(unit.sor_code, 0)):
        return ""
    words = ngettext(
        "It is closed, and %(count)s open thread here is with it.",
        "It is closed, and %(count)s open threads here are with it.",
        count,
    )
    return words % {"count": count}


def _wrong_numbers(used: Usage) -> Iterator[Finding]:
    """Lines that the latest import left out because of the location number, and own units that have a wrong one."""
    kind = _("Location number with a wrong check digit")
    latest = Import.objects.filter(state=ImportState.APPLIED).order_by("-started_at").first()
    for problem in latest.problems if latest else ():
        if problem.get("field") in ("gln", "own_gln"):
            yield Finding(kind, problem["sor_code"], "", "", problem["reason"])
    for unit in Organisation.objects.filter(_own(used)).exclude(own_gln="").order_by("path"):
        if not is_gln(unit.own_gln):
            yield _finding(kind, unit, _("The location number is not 13 digits with a right check digit."))


def _without_number(used: Usage) -> Iterator[Finding]:
    kind = _("Own unit without a location number")
    units = Organisation.objects.filter(_own(used), effective_gln="").open(clock.now().date()).order_by("path")
    for unit in units[:MOST]:
        yield _finding(kind, unit, _("It has no location number and shares none: it can neither send nor receive."))


def _finding(kind: str, unit: Organisation, words: str) -> Finding:
    return Finding(kind, unit.sor_code, unit.name, unit.effective_gln, words)


def _batches(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), 500):
        yield items[start : start + 500]


def as_csv(found: list[Finding]) -> str:
    """For a Danish spreadsheet: semicolons, and codes that stay text. Nothing in it can run as a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Finding"), _("SOR code"), _("Name"), _("Location number (GLN)"), _("What is wrong")])
    for one in found:
        writer.writerow([one.kind, _code(one.sor_code), _plain(one.name), _code(one.gln), _plain(one.words)])
    return stream.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _code(code: str) -> str:
    """As the register's own files write codes: a spreadsheet would make a number of it and lose the last digits."""
    return f'="{code}"' if code.isascii() and code.isdigit() else _plain(code)
