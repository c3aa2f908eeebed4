"""Names as Danes have them: a few that very many share, and a long tail that few have.

How many have the commonest, in thousands, is rounded from Statistics Denmark's lists of the whole population's names;
the rest is made up of the parts that Danish farm and place names are made of. No pair of names is anybody's.
"""

from __future__ import annotations

from itertools import accumulate
from random import Random

COMMON_NAME = "Nielsen"
_FAMILY = {
    "Nielsen": 232, "Jensen": 229, "Hansen": 193, "Andersen": 145, "Pedersen": 143, "Christensen": 110, "Larsen": 107,
    "Sørensen": 102, "Rasmussen": 88, "Jørgensen": 80, "Petersen": 70, "Madsen": 60, "Kristensen": 57, "Olsen": 43,
    "Thomsen": 37, "Christiansen": 34, "Poulsen": 30, "Johansen": 29, "Møller": 29, "Mortensen": 28, "Knudsen": 27,
    "Jakobsen": 24, "Mikkelsen": 22, "Olesen": 21, "Frederiksen": 20, "Laursen": 19, "Henriksen": 19, "Lund": 18,
    "Schmidt": 18, "Eriksen": 17, "Holm": 17, "Kristiansen": 16, "Clausen": 16, "Simonsen": 16, "Svendsen": 15,
    "Andreasen": 15, "Iversen": 14, "Jeppesen": 13, "Mogensen": 12, "Jespersen": 12, "Nissen": 12, "Lauridsen": 12,
    "Frandsen": 11, "Østergaard": 11, "Ali": 11, "Jepsen": 11, "Hussain": 10, "Carlsen": 10, "Kjær": 10, "Ågård": 9,
}  # fmt: skip
_GIVEN = {
    "Peter": 48, "Anne": 45, "Michael": 43, "Mette": 39, "Lars": 38, "Hanne": 35, "Jens": 34, "Thomas": 34,
    "Henrik": 33, "Kirsten": 33, "Søren": 32, "Christian": 31, "Helle": 30, "Martin": 30, "Jan": 28, "Anna": 28,
    "Morten": 27, "Niels": 27, "Lene": 26, "Susanne": 25, "Anders": 25, "Jesper": 25, "Maria": 25, "Hans": 24,
    "Marianne": 24, "Inge": 23, "Karen": 23, "Mads": 23, "Rasmus": 22, "Bente": 22, "Lone": 22, "Per": 21,
    "Camilla": 21, "Pia": 20, "Jørgen": 20, "Charlotte": 20, "Louise": 19, "Mikkel": 19, "Jette": 19, "Tina": 19,
    "Ole": 19, "Emma": 19, "Kim": 18, "Ida": 18, "Simon": 17, "Gitte": 17, "Julie": 17, "Laura": 16, "Brian": 16,
    "Erik": 16, "Sofie": 16, "Frederik": 16, "Birgit": 16, "Kasper": 15, "Sara": 15, "Line": 15, "Emil": 14,
    "Jacob": 14, "Annette": 14, "Lise": 14, "Bo": 13, "Jonas": 13, "Tommy": 12, "Freja": 12, "Karl": 12, "Ulla": 12,
    "William": 12, "Nanna": 11, "Mohammad": 11, "Noah": 11, "Alma": 10, "Viggo": 9, "Fatima": 8, "Åse": 6, "Øjvind": 2,
}  # fmt: skip
_HEADS = (
    "Vester Øster Sønder Nør Lind Berg Birke Bjerre Bøge Dal Eg Elle Fugl Grøn Hav Hede Hjort Hvid Høj Kirke Kold "
    "Krog Lang Lille Lynge Mose Mølle Ravn Rosen Sand Skov Sten Stor Svane Søn Thor Ulle Vind År Ny"
).split()
_TAILS = "gaard holm skov lund dal bjerg toft høj by strøm lev bæk borg feldt berg kær sted rup gren vang".split()
# What the named ones do not have, in thousands: two of three family names, every other given name.
_OTHER_FAMILY, _OTHER_GIVEN = 3_200, 1_300
_FLAT = 100
_RARE_GIVEN = [start + end for start in "Al Be Dag El Es Frid Gud Hel Ing Jo Lil Mal Sol Thy Val".split()
               for end in "a e ine mar rik run mund vard da na".split()]  # fmt: skip


class Names:
    """Names to draw from, in their shares. ``random`` decides which."""

    def __init__(self, random: Random):
        self.random = random
        self._family = self._drawable(_FAMILY, [head + tail for head in _HEADS for tail in _TAILS], _OTHER_FAMILY)
        self._given = self._drawable(_GIVEN, _RARE_GIVEN, _OTHER_GIVEN)

    def family(self) -> str:
        """A family name."""
        names, weights = self._family
        return self.random.choices(names, cum_weights=weights)[0]

    def given(self) -> str:
        """One given name."""
        names, weights = self._given
        return self.random.choices(names, cum_weights=weights)[0]

    def _drawable(self, common: dict[str, int], rare: list[str], share_of_rare: float) -> tuple[list[str], list[float]]:
        """Every name with the running sum of its weight; the ``rare`` ones fall off slowly, in an order of chance."""
        rare = [name for name in dict.fromkeys(rare) if name not in common]
        self.random.shuffle(rare)
        falling = [1 / (place + _FLAT) for place in range(len(rare))]
        weights = [share_of_rare * one / sum(falling) for one in falling]
        return [*common, *rare], list(accumulate([*common.values(), *weights]))
