"""How long it takes to find a unit, in a register that ``sor/bench.py`` has invented and imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from time import perf_counter, process_time

from django.db.models.functions import Length

from sor.models import Organisation
from sor.search import search

_WARM_UP = 10
_Asked = Callable[[Random, Organisation], str]


@dataclass(frozen=True, slots=True)
class Searched:
    """One way to look for a unit: the seconds of each search, and how many of them in all were work in this process."""

    case: str
    seconds: list[float]
    cpu_seconds: float


def measure_search(searches: int, seed: int) -> list[Searched]:
    """Each case with ``searches`` units drawn at random, looked for from a unit deep below a large owner."""
    random = Random(seed)  # noqa: S311 (the same every time is what is wanted)
    keys = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    own = Organisation.objects.order_by(Length("path").desc(), "pk").first()
    found = []
    for case, asked in _CASES.items():
        drawn = Organisation.objects.in_bulk(random.choices(keys, k=searches))
        queries = [asked(random, unit) for unit in drawn.values()]
        for query in queries[:_WARM_UP]:
            search(query, own=own)
        processor = process_time()
        seconds = [_seconds(query, own) for query in queries]
        found.append(Searched(case, seconds, process_time() - processor))
    return found


def _seconds(query: str, own: Organisation | None) -> float:
    start = perf_counter()
    search(query, own=own)
    return perf_counter() - start


def _few_letters(random: Random, unit: Organisation) -> str:
    return unit.name[: random.randint(1, 4)]


def _name_and_town(random: Random, unit: Organisation) -> str:
    return f"{unit.name} {unit.town}"


def _with_an_error(random: Random, unit: Organisation) -> str:
    """Two letters exchanged, and the words the other way round."""
    at = random.randrange(1, max(len(unit.name) - 1, 2))
    wrong = unit.name[: at - 1] + unit.name[at : at + 1] + unit.name[at - 1 : at] + unit.name[at + 1 :]
    return " ".join(reversed(wrong.split()))


def _with_the_owner(random: Random, unit: Organisation) -> str:
    owner = Organisation.objects.get(sor_code=unit.ancestor_codes[-1])
    return f"{unit.name.split()[0]} {owner.name}"


def _number(random: Random, unit: Organisation) -> str:
    return random.choice([unit.sor_code, unit.sor_code[:9], unit.effective_gln or unit.sor_code, unit.shak])


_CASES: dict[str, _Asked] = {
    "search, few letters": _few_letters,
    "search, name and town": _name_and_town,
    "search, with an error": _with_an_error,
    "search, with the owner": _with_the_owner,
    "search, a number": _number,
}
