"""The citizens: MedCom's official test persons, or invented names under MedCom's official test numbers."""

from __future__ import annotations

from correspondence.letters.letter import CPR_SYSTEM, D_ECPR_SYSTEM, X_ECPR_SYSTEM, Citizen, Identifier


def _citizen(given: str, family: str, *numbers: tuple[str, str], family_absent: str = "") -> Citizen:
    identifiers = tuple(Identifier(system, value) for system, value in numbers)
    return Citizen(identifiers, tuple(given.split()), family, family_absent)


BRUNO = _citizen("Bruno Test", "Elmer", (CPR_SYSTEM, "2509479989"))
NANCY = _citizen("Nancy Ann Test", "Berggren", (CPR_SYSTEM, "2512489996"))
MAX = _citizen("Max Test", "Berggren", (CPR_SYSTEM, "0107729995"))
KIRSTEN = _citizen("Kirsten Test", "Berggren", (CPR_SYSTEM, "2911829996"))
BRITA = _citizen("Brita Test", "Berggren", (CPR_SYSTEM, "1509819996"))
RUDDI = _citizen("Ruddi Test", "Berggren", (CPR_SYSTEM, "1502779995"))
ANDERS = _citizen("Anders Test", "Jensen", (CPR_SYSTEM, "3103979995"))
KNUT = _citizen("Knut Odvar Test", "Mosebryggersen", (CPR_SYSTEM, "1502829995"))
LAURA = _citizen("Laura Test", "Holst", (CPR_SYSTEM, "0201919996"))
JONAS = _citizen("Jonas Test", "Ravn", (CPR_SYSTEM, "0504909995"))
HENNING = _citizen("Henning Test", "Bruun", (CPR_SYSTEM, "0201609995"))
MAJA = _citizen("Maja Test", "Lindholm", (CPR_SYSTEM, "2103009996"))
SIGNE = _citizen("Signe Test", "Vestergaard", (CPR_SYSTEM, "0506889996"))
# Replacement numbers: alone, beside the CPR number found later, and for somebody whose family name nobody knows.
PETER_HANSEN = _citizen("Peter", "Hansen", (X_ECPR_SYSTEM, "0703921VJ5"))
BRUNO_WITH_BOTH = _citizen("Bruno Test", "Elmer", (CPR_SYSTEM, "2509479989"), (X_ECPR_SYSTEM, "0703921VJ4"))
PETER = _citizen("Peter", "", (D_ECPR_SYSTEM, "1206550VK9"), family_absent="unknown")
