"""The fine ranking of a few candidates: how well the words fit, and how near the unit is to whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sor.models import Alias, Capability, LocalUnit, Organisation
from sor.search.candidates import Place
from sor.search.fold import indexed_words, number_words, words
from sor.search.near import likeness

# What a word of each source is worth beside a word of the unit's own name.
_PLACE, _KIND, _ABOVE = 0.75, 0.55, 0.5
_CAN = {Capability.CARE_COMMUNICATION: 0.06, Capability.UNKNOWN: 0.03}
# A unit that nobody can write to, neither itself nor through one above it, is rarely the one that is meant, unless
# its whole name was written.
_NOWHERE, _NAMED = -0.25, 1.5


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: from which place, and which SOR codes they wrote to lately or marked as favourites."""

    place: Place
    recent: Sequence[str] = ()
    favourites: Sequence[str] = ()


@dataclass(slots=True)
class _Words:
    names: list[set[str]] = field(default_factory=list)
    place: set[str] = field(default_factory=set)
    kind: set[str] = field(default_factory=set)
    above: set[str] = field(default_factory=set)


def ranked(units: Sequence[Organisation], written: list[str], asker: Asker) -> list[Organisation]:
    """The best fit first. Three queries, however many units."""
    local, above = _local(units), _above(units)
    scores = {}
    for unit in units:
        fit = _fit(_words_of(unit, local.get(unit.pk, []), above), written)
        scores[unit.pk] = fit + _nearness(unit, asker) + _receiving(unit, above, named=fit >= _NAMED)
    return sorted(units, key=lambda unit: (-scores[unit.pk], len(unit.path), unit.name, unit.pk))


def _local(units: Sequence[Organisation]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    aliases = Alias.objects.filter(organisation__in=units).values_list("organisation_id", "text")
    names = LocalUnit.objects.filter(organisation__in=units).values_list("organisation_id", "display_name")
    for pk, text in [*aliases, *names]:
        found.setdefault(pk, []).append(text)
    return found


def _above(units: Sequence[Organisation]) -> dict[str, tuple[set[str], bool]]:
    """The words of each unit above them, and whether it receives what is meant for those below."""
    codes = {code for unit in units for code in unit.ancestor_codes[1:]}
    found = Organisation.objects.filter(sor_code__in=codes).values_list("sor_code", "name", "own_gln", "capability")
    return {code: (set(words(name)), bool(gln) and capability in _CAN) for code, name, gln, capability in found}


def _words_of(unit: Organisation, local: list[str], above: dict[str, tuple[set[str], bool]]) -> _Words:
    numbers = number_words(unit.provider_number) | set(words(unit.shak))
    return _Words(
        names=[indexed_words(text) for text in (unit.name, *filter(None, local))] + ([numbers] if numbers else []),
        place={*words(unit.town), *words(unit.postal_code)},
        kind=set(words(unit.entity_type)),
        above=set().union(*(above[code][0] for code in unit.ancestor_codes[1:] if code in above)),
    )


def _fit(its: _Words, written: list[str]) -> float:
    """0 to about 1.5: each written word by its best likeness, then how much of a name is accounted for.

    Where it is need not be written: "Tandplejen" means "Tandplejen Fjordby" to people there.
    """
    per_word = sum(_best(word, its) for word in written) / len(written)
    return per_word + max((_coverage(name - its.place or name, written) for name in its.names), default=0.0)


def _best(word: str, its: _Words) -> float:
    own = max((likeness(word, other) for name in its.names for other in name), default=0.0)
    if own == 1.0:
        return own
    rest = ((its.place, _PLACE), (its.kind, _KIND), (its.above, _ABOVE))
    return max(own, *(worth * max((likeness(word, one) for one in some), default=0.0) for some, worth in rest))


def _coverage(name: set[str], written: list[str]) -> float:
    """Up to 0.5 when every word of the name was written: "Tandplejen" before "Tandplejen, distrikt Nord"."""
    fits = sum(max(likeness(one, word) for one in written) for word in name)
    return 0.5 * fits / len(name) if name else 0.0


def _receiving(unit: Organisation, above: dict[str, tuple[set[str], bool]], *, named: bool) -> float:
    """What can receive comes first, and last what cannot, not even through a unit above it."""
    if unit.effective_gln and unit.capability in _CAN:
        return _CAN[Capability(unit.capability)]
    through = any(above[code][1] for code in unit.ancestor_codes[1:] if code in above)
    return 0.0 if through or named else _NOWHERE


def _nearness(unit: Organisation, asker: Asker) -> float:
    score, place = 0.0, asker.place
    if unit.path.startswith(f"{place.top}/") or (place.municipality and unit.municipality_code == place.municipality):
        score += 0.25
    elif place.region and unit.region_code == place.region:
        score += 0.1
    if unit.sor_code in asker.recent:
        score += 0.3
    return score + (0.3 if unit.sor_code in asker.favourites else 0.0)
