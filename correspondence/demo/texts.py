"""The standard texts of the demo's mailboxes."""

from __future__ import annotations

from datetime import datetime

from correspondence.demo import places
from correspondence.models import Mailbox, StandardText

_TEXTS = {
    places.SOCIAL_PSYCHIATRY: (
        (
            "Indkaldelse til netværksmøde",
            "Kære {modtager}\n\nVi vil gerne holde et netværksmøde om {borger}. Vi foreslår:\n\n- [dag og tidspunkt]\n"
            "- [dag og tidspunkt]\n\nGiv gerne besked om, hvad der passer jer bedst.\n\nVenlig hilsen\n{navn}",
        ),
        (
            "Kvittering for modtagelse",
            "Tak for beskeden om {borger}, som vi har modtaget {dato}. Vi vender tilbage inden for tre arbejdsdage.\n\n"
            "Venlig hilsen\n{navn}",
        ),
        ("Ring til mig", "Ring gerne til mig om {borger}, når det passer.\n\nVenlig hilsen\n{navn}"),
    ),
    places.WARD: (
        (
            "Varsel om udskrivning",
            "Kære {modtager}\n\n{borger} forventes udskrevet [dato]. Vi sender en plan senest dagen før.\n\n"
            "Venlig hilsen\n{navn}",
        ),
    ),
}


def lay_out(mailboxes: dict[str, Mailbox], now: datetime) -> None:
    """Give the mailboxes (by SOR code) their texts."""
    StandardText.objects.bulk_create(
        StandardText(mailbox=mailboxes[sor_code], name=name, text=text, changed_at=now)
        for sor_code, texts in _TEXTS.items()
        for name, text in texts
    )
