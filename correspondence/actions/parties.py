"""The units a letter names, as rows: one Party per SOR code, location number and name."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.letters.letter import Author, Letter, Organisation
from correspondence.models import Party
from sor.queries import names_by_sor_code

NAME_LENGTH = 255

# Rows by SOR code, location number and name.
KnownParties = dict[tuple[str, str, str], Party]


class Parties:
    """Looks up the Party of an Organisation. All of one letter are fetched and made together."""

    def __init__(self, rows: dict[tuple[str, str], Party]):
        self._rows = rows

    def __getitem__(self, organisation: Organisation) -> Party:
        return self._rows[organisation.sor_code, organisation.gln]

    @classmethod
    def of(cls, letter: Letter, known: KnownParties) -> Parties:
        return cls(parties_of(set(named_in(letter)), known))


def parties_of(organisations: set[Organisation], known: KnownParties | None = None) -> dict[tuple[str, str], Party]:
    """Party rows by (SOR code, GLN); made where missing. A unit without a name gets the register's.

    carecommunication.md section 1: "name optional: if missing, show the name from SOR". ``known`` need not be looked
    for; what is found is added, but not what is made here: that may yet be rolled back.
    """
    known = {} if known is None else known
    wanted = _names(organisations)
    found = {key: known[*key, name] for key, name in wanted.items() if (*key, name) in known}
    if len(found) < len(wanted):
        found |= _existing({key: name for key, name in wanted.items() if key not in found})
        known.update({(*key, wanted[key]): party for key, party in found.items()})
    missing = [key for key in wanted if key not in found]
    if missing:
        # In order: of two workers that make the same ones, one waits for the other.
        new = [Party(sor_code=sor, gln=gln, name=wanted[sor, gln]) for sor, gln in sorted(missing)]
        Party.objects.bulk_create(new, ignore_conflicts=True)
        found |= _existing({key: wanted[key] for key in missing})
    return found


def _names(organisations: set[Organisation]) -> dict[tuple[str, str], str]:
    names = {(one.sor_code, one.gln): one.name[:NAME_LENGTH] for one in sorted(organisations, key=lambda one: one.name)}
    nameless = {sor for (sor, _), name in names.items() if not name}
    register = names_by_sor_code(nameless) if nameless else {}
    return {key: name or register.get(key[0], "") for key, name in names.items()}


def _existing(wanted: dict[tuple[str, str], str]) -> dict[tuple[str, str], Party]:
    rows = Party.objects.filter(sor_code__in={sor for sor, _ in wanted})
    return {(row.sor_code, row.gln): row for row in rows if wanted.get((row.sor_code, row.gln)) == row.name}


def named_in(letter: Letter) -> Iterator[Organisation]:
    yield letter.sender
    yield letter.receiver
    for entry in letter.history:
        if entry.organisation:
            yield entry.organisation
    for segment in letter.segments:
        if segment.assigner:
            yield segment.assigner
        if isinstance(segment.author, Author) and segment.author.organisation:
            yield segment.author.organisation
