"""Keeping the search index: which words each unit is found by.

Call :func:`refresh` in the transaction that changed units or their local facts, :func:`rebuild` after a whole
register.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from portal import clock
from sor.models import Alias, Capability, Kind, LocalUnit, Organisation, SearchEntry, SearchGram, SearchUnit, Source
from sor.search.fold import indexed_words, number_words, words

_BATCH = 2000
# Above this many changed units it is quicker to make the index anew.
_MANY = 20_000
# Names of units above are full of these, and they tell no unit from another.
_EVERYWHERE = frozenset(
    words("kommune kommunal region regionen forvaltning øvrig administration sundhed omsorg social")
)
_RECEIVES = {Capability.CARE_COMMUNICATION: 2, Capability.UNKNOWN: 1, Capability.LETTER: 1, Capability.NOTHING: 0}
_FACTS = (
    "pk", "sor_code", "path", "kind", "name", "entity_type", "town", "postal_code", "provider_number", "shak",
    "municipality_code", "region_code", "capability", "effective_gln",
)  # fmt: skip

Fact = tuple[Any, ...]
Row = tuple[Any, ...]


@transaction.atomic
def rebuild() -> int:
    """Make the whole index anew; returns how many units can be found."""
    for model in (SearchEntry, SearchUnit, SearchGram):
        model.objects.all().delete()
    count = _write(_Names(), _open_units().order_by("pk"), known=set())
    if connection.vendor == "postgresql":  # it chooses how to read by statistics, which are now of another index
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE sor_searchentry, sor_searchunit, sor_searchgram")
    return count


@transaction.atomic
def refresh(pks: Iterable[int]) -> None:
    """Bring the index up to date for these units, and for those below them, which are found by their names too."""
    pks = set(pks)
    if not pks:
        return
    if len(pks) > _MANY:
        rebuild()
        return
    touched = sorted(pks | set(_below(pks)))
    known = set(SearchGram.objects.values_list("word", flat=True).distinct())
    for some in _batches(touched):
        SearchEntry.objects.filter(unit__in=some).delete()
        SearchUnit.objects.filter(unit__in=some).delete()
        _write(_Names(some), _open_units().filter(pk__in=some), known)


def _below(pks: set[int]) -> Iterator[int]:
    """Units that have one of these as their parent, or anywhere above them an institution among these."""
    for some in _batches(sorted(pks)):
        yield from Organisation.objects.filter(parent__in=some).values_list("pk", flat=True)
        institutions = Organisation.objects.filter(pk__in=some).exclude(kind=Kind.ORGANISATIONAL_UNIT)
        for path in institutions.values_list("path", flat=True):
            yield from Organisation.objects.filter(path__startswith=path).values_list("pk", flat=True)


def _open_units() -> QuerySet[Organisation]:
    """Not closed yet; those that are not open yet are left out when searching."""
    return Organisation.objects.filter(Q(valid_to=None) | Q(valid_to__gte=clock.now().date()))


class _Names:
    """The words of units above, and the local names: read once, not once per unit."""

    def __init__(self, pks: list[int] | None = None) -> None:
        above = Organisation.objects.filter(children__isnull=False)
        aliases, local = Alias.objects.all(), LocalUnit.objects.exclude(display_name="")
        if pks is not None:
            paths = Organisation.objects.filter(pk__in=pks).values_list("path", flat=True)
            above = Organisation.objects.filter(sor_code__in={code for path in paths for code in path.split("/")})
            aliases, local = aliases.filter(organisation__in=pks), local.filter(organisation__in=pks)
        self.above = {
            code: (kind, frozenset(words(name)) - _EVERYWHERE)
            for code, kind, name in above.values_list("sor_code", "kind", "name").iterator()
        }
        self.local: dict[int, list[str]] = {}
        for pk, name in [
            *aliases.values_list("organisation", "text"),
            *local.values_list("organisation", "display_name"),
        ]:
            self.local.setdefault(pk, []).append(name)


def _write(names: _Names, units: QuerySet[Organisation], known: set[str]) -> int:
    count = 0
    facts = units.values_list(*_FACTS).iterator(chunk_size=_BATCH)
    while some := list(islice(facts, _BATCH)):
        found = [_entries(fact, names) for fact in some]
        new = {word for entries in found for _, word, _ in entries if not word.isdigit()} - known
        known |= new
        _insert("sor_searchunit", _UNIT, [_unit(*both) for both in zip(some, found, strict=True)])
        _insert("sor_searchentry", ("unit_id", "word", "source"), [one for entries in found for one in entries])
        _insert("sor_searchgram", ("gram", "word"), [(gram, word) for word in sorted(new) for gram in grams(word)])
        count += len(some)
    return count


_UNIT = ("unit_id", "top", "municipality", "region", "receives", "words")


def _unit(fact: Fact, entries: list[tuple[int, str, int]]) -> Row:
    pk, _, path, *_ = fact
    municipality, region, capability, gln = fact[-4:]
    receives = _RECEIVES[Capability(capability)] if gln else 0
    all_words = " ".join(sorted(word for _, word, _ in entries))
    return pk, path.partition("/")[0], municipality, region, receives, f" {all_words} "


def _entries(fact: Fact, names: _Names) -> list[tuple[int, str, int]]:
    """(unit, word, source), each word once, from the source that says most about the unit."""
    pk, _, path, _, name, type_, town, postal_code, provider, shak, *_ = fact
    found: dict[str, int] = {}
    sources = [
        (Source.NAME, {one for text in (name, *names.local.get(pk, ())) for one in indexed_words(text)}),
        (Source.NAME, number_words(provider) | set(words(shak))),
        (Source.PLACE, {*words(town), *words(postal_code)}),
        (Source.KIND, set(words(type_))),
        (Source.ABOVE, _above(path, names)),
    ]
    for source, some in sources:
        for word in some:
            found.setdefault(word, source)
    return [(pk, word, source) for word, source in found.items()]


def _above(path: str, names: _Names) -> set[str]:
    """Words of the institutions above and of the parent; levels between are too many and tell too little."""
    codes = path.strip("/").split("/")[:-1]
    found: set[str] = set()
    for code in codes:
        kind, its = names.above.get(code, ("", frozenset()))
        if kind != Kind.ORGANISATIONAL_UNIT or code == codes[-1]:
            found |= its
    return found


def grams(word: str) -> set[str]:
    """Its threes of letters; the first two letters count as one too, because most people get those right."""
    marked = f"^{word}"
    return {marked[at : at + 3] for at in range(max(1, len(marked) - 2))}


def first_gram(word: str) -> str:
    """The one of its grams that every word with the same beginning has."""
    return f"^{word}"[:3]


def _insert(table: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Straight into the table: a whole register makes two million rows."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608 (constants)


def _batches(items: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
