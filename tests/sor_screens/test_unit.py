"""The page of one unit: what SOR says, what we say, and what changed."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from portal.models import AuditEvent
from sor.models import Capability, ChangeKind, LocalUnit, NamedRecipient, OrganisationChange, Team
from sor.search import search
from tests.cast import Cast, thread_in, write
from tests.sor_screens.units import Places


def shown(client: Client, code: str) -> str:
    return client.get(reverse("sor:unit", args=[code])).content.decode()


def test_facts_path_and_capability(dortes: Client, places: Places) -> None:
    page = shown(dortes, places.team.sor_code)
    for text in (places.team.sor_code, "Havby Kommune", "Socialpsykiatrien", "Modtager gennem Socialpsykiatrien."):
        assert text in page


def test_an_unknown_unit_is_not_found(dortes: Client, places: Places) -> None:
    assert dortes.get(reverse("sor:unit", args=["123"])).status_code == 404


def test_threads_are_a_number_and_nothing_more(dortes: Client, cast: Cast, places: Places) -> None:
    write(cast)
    page = shown(dortes, cast.psychiatry.organisation.sor_code)
    assert "<dd>1</dd>" in page
    assert "Bruno" not in page
    assert str(thread_in(cast.social_psychiatry).communication_identifier) not in page


def test_history_in_words(dortes: Client, places: Places) -> None:
    for kind, old, new in [
        (ChangeKind.RENAMED, "Holdet", "Team Nord"),
        (ChangeKind.MOVED, places.clinic.sor_code, places.psychiatry.sor_code),
        (ChangeKind.CAPABILITY, Capability.LETTER, Capability.CARE_COMMUNICATION),
        (ChangeKind.VALIDITY, "2020-01-01/..", "2020-01-01/2030-12-31"),
    ]:
        OrganisationChange.objects.create(organisation=places.team, kind=kind, old=old, new=new)
    page = shown(dortes, places.team.sor_code)
    for text in ("Holdet → Team Nord", "Tandklinikken → Socialpsykiatrien", "CareCommunication", "31. dec. 2030"):
        assert text in " ".join(page.split())


def test_a_closed_unit_names_its_successor(dortes: Client, places: Places) -> None:
    places.closed.replaced_by = places.team.sor_code
    places.closed.save()
    assert "Erstattet af Team Nord" in shown(dortes, places.closed.sor_code)


def change(client: Client, code: str, **fields: str):
    return client.post(reverse("sor:local", args=[code]), fields)


def test_local_names_are_found_and_audited(dortes: Client, cast: Cast, places: Places) -> None:
    response = change(
        dortes, places.team.sor_code, display_name="Holdet", aliases="Nordlyset\n\n  De  nordlige \n", note="x"
    )
    assert response.status_code == 302
    assert [hit.name for hit in search("nordlyset")] == ["Holdet"]
    assert search("de nordlige")[0].name == "Holdet"
    event = AuditEvent.objects.get(action="sor.local_changed")
    assert event.actor == cast.dorte
    assert event.details == {"fields": ["display_name", "note", "aliases"]}


def test_nothing_changed_is_not_audited(dortes: Client, places: Places) -> None:
    change(dortes, places.team.sor_code)
    assert not AuditEvent.objects.filter(action="sor.local_changed").exists()


def test_hiding_takes_a_unit_out_of_the_search_and_back(dortes: Client, places: Places) -> None:
    change(dortes, places.team.sor_code, hidden="on")
    assert search("team nord") == []
    change(dortes, places.team.sor_code)
    assert [hit.name for hit in search("team nord")] == ["Team Nord"]


def test_faults_are_told_and_nothing_written_is_lost(dortes: Client, places: Places) -> None:
    response = change(dortes, places.team.sor_code, aliases="\n".join(f"navn {one}" for one in range(30)), note="Husk")
    assert response.status_code == 422
    assert "Husk" in response.content.decode()
    assert not LocalUnit.objects.exists()


def test_teams_come_and_go(dortes: Client, places: Places) -> None:
    code = places.psychiatry.sor_code
    dortes.post(reverse("sor:team-add", args=[code]), {"team-name": " Team  Syd "})
    team = Team.objects.get(name="Team Syd")
    dortes.post(reverse("sor:team", args=[team.pk]))
    team.refresh_from_db()
    assert not team.is_open
    dortes.post(reverse("sor:team-add", args=[code]), {"team-name": "Team Syd"})
    team.refresh_from_db()
    assert team.is_open
    actions = AuditEvent.objects.filter(action__startswith="sor.team").values_list("action", flat=True)
    assert sorted(actions) == ["sor.team_added", "sor.team_added", "sor.team_closed"]


def test_named_people_come_and_go(dortes: Client, places: Places) -> None:
    fields = {"person-given": "Mie", "person-family": "Vang", "person-phone": "12 34 56 78"}
    dortes.post(reverse("sor:recipient-add", args=[places.psychiatry.sor_code]), fields)
    person = NamedRecipient.objects.get(family="Vang")
    assert person.phone == "12345678"
    assert "Mie Vang" in shown(dortes, places.psychiatry.sor_code)
    dortes.post(reverse("sor:recipient", args=[person.pk]))
    person.refresh_from_db()
    assert not person.is_open


def test_a_team_without_a_name_is_refused(dortes: Client, places: Places) -> None:
    response = dortes.post(reverse("sor:team-add", args=[places.psychiatry.sor_code]), {"team-name": "  "})
    assert response.status_code == 422
    assert not Team.objects.exists()
