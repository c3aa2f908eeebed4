"""Who can be named as specific sender or recipient."""

from __future__ import annotations

from correspondence.letters import letter as wire
from correspondence.models import Message
from correspondence.queries.specific import specific_choices
from sor.models import NamedRecipient, Team
from tests.cast import write


def test_teams_people_and_those_met_each_once(cast) -> None:
    unit, box = cast.psychiatry.organisation, cast.social_psychiatry
    Team.objects.create(organisation=unit, name="Team Nord")
    Team.objects.create(organisation=unit, name="Nedlagt", is_open=False)
    NamedRecipient.objects.create(organisation=unit, given="Mie", family="Vang", job_title_text="Overlæge")
    write(cast)
    write(cast)
    received = Message.objects.filter(thread__mailbox=box, direction="in").order_by("pk")
    met = (wire.Author(("Mie",), "Vang"), wire.Team("Akutteamet", organisation=wire.Organisation("1", "2")))
    for message, party in zip(received, met, strict=True):
        message.specific_sender = wire.as_data(party)
        message.save()
    assert specific_choices(unit, box) == [
        wire.Team("Team Nord"),
        wire.Author(("Mie",), "Vang", job_text="Overlæge"),
        wire.Team("Akutteamet"),
    ]


def test_what_other_mailboxes_met_stays_with_them(cast) -> None:
    write(cast)
    Message.objects.filter(direction="in").update(specific_sender=wire.as_data(wire.Team("Akutteamet")))
    assert specific_choices(cast.psychiatry.organisation, cast.neighbour) == []
