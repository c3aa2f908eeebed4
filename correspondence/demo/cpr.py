"""The demo's CPR service: it knows the demo's citizens, and takes a rest for one number to show that it can."""

from __future__ import annotations

from correspondence.demo import citizens
from correspondence.letters.letter import CPR_SYSTEM, Citizen

AWAY = "0101010101"


def look_up(number: str) -> tuple[str, str] | None:
    """First names and last name, None when nobody has the number. Raises TimeoutError for ``AWAY``."""
    if number == AWAY:
        raise TimeoutError
    return _NAMES.get(number)


_NAMES = {
    one.value: (" ".join(citizen.given), citizen.family)
    for citizen in vars(citizens).values()
    if isinstance(citizen, Citizen)
    for one in citizen.identifiers
    if one.system == CPR_SYSTEM
}
