"""The places in a standard text that are filled in when it is used: ``{borger}``, ``{navn}`` …

The words stand in texts that people write, so they are Danish whatever language the screen has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

CITIZEN, WRITER, TODAY, RECEIVER = "borger", "navn", "dato", "modtager"
NAMES = (CITIZEN, WRITER, TODAY, RECEIVER)
_PLACE = re.compile(r"\{\s*(" + "|".join(NAMES) + r")\s*\}", re.IGNORECASE)


def filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each place filled in; a place without a value stays, to be seen and filled in by hand."""
    return _PLACE.sub(lambda place: values.get(place[1].lower()) or place[0], text)


def left_in(text: str) -> list[str]:
    """The places that are not filled in, each once, as they stand."""
    return list(dict.fromkeys(place[0] for place in _PLACE.finditer(text)))
