"""The units of ``units.csv`` that the demo's stories name.

Their serial numbers are far above those the register has issued, so no real unit has one of these codes.
"""

from __future__ import annotations

from pathlib import Path

from sor.numbers import make_sor_code

UNITS_FILE = Path(__file__).with_name("units.csv")
# What each location number takes: most take CareCommunication, the dentists only the old letter, the pharmacy neither.
TYPES_FILE = Path(__file__).with_name("LocationsCodeEDITypeMap.csv")

SOCIAL_PSYCHIATRY = make_sor_code(9901011)
ADDICTION_CENTRE = make_sor_code(9901030)
ASSESSMENT = make_sor_code(9901051)
HOME_NURSING = make_sor_code(9901060)
HEALTH_VISITORS = make_sor_code(9901091)
MUNICIPALITY = (SOCIAL_PSYCHIATRY, ASSESSMENT, HOME_NURSING, ADDICTION_CENTRE, HEALTH_VISITORS)

WARD = make_sor_code(9902012)
OUTPATIENTS = make_sor_code(9902015)
EMERGENCY = make_sor_code(9902018)
REGION = (WARD, OUTPATIENTS, EMERGENCY)

NEIGHBOUR = make_sor_code(9903011)

# Units with a mailbox, and the phone of the unit for its signatures. Health visitors send XML, the rest JSON:
# so the demo's exchange folder shows both.
MAILBOXES = {
    SOCIAL_PSYCHIATRY: "10201011",
    ASSESSMENT: "10201051",
    HOME_NURSING: "10201060",
    ADDICTION_CENTRE: "10201030",
    HEALTH_VISITORS: "10201091",
    WARD: "10302012",
    OUTPATIENTS: "10302015",
    EMERGENCY: "10302018",
    NEIGHBOUR: "10403011",
}
XML_SENDERS = (HEALTH_VISITORS, OUTPATIENTS)

# Outside the portal: reached through the exchange folder only.
SURGERY = make_sor_code(9904002)
SPECIALIST = make_sor_code(9904012)
