"""Importing by hand: preview, apply, log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.models import AuditEvent
from sor.models import Import, ImportState, Organisation
from sor.search import search
from tests.cast import Cast
from tests.sor.conftest import HEADER, TREE, UNIT, line


def upload(client: Client, *lines: str, name: str = "udsnit.csv", **fields: str) -> Any:
    data = "\r\n".join([HEADER, *lines, ""]).encode("utf-8-sig")
    return client.post(reverse("sor:imports"), {"file": SimpleUploadedFile(name, data), **fields}, follow=True)


def test_a_preview_changes_nothing(dortes: Client) -> None:
    page = upload(dortes, *TREE).content.decode()
    assert "Socialpsykiatrien" in page
    assert "Anvend" in page
    assert not Organisation.objects.filter(name="Socialpsykiatrien").exists()
    assert Import.objects.get().state == ImportState.PREVIEW


def test_a_new_unit_below_a_new_one_is_told_by_name_and_has_no_page_yet(dortes: Client) -> None:
    url, before = reverse("sor:unit", args=[UNIT]), " ".join(upload(dortes, *TREE).content.decode().split())
    assert "→ Psykiatri og Handicap" in before
    assert url not in before
    dortes.post(reverse("sor:import-apply", args=[Import.objects.get().pk]))
    assert url in dortes.get(reverse("sor:import", args=[Import.objects.get().pk])).content.decode()


def test_applying_makes_it_so_and_is_audited(dortes: Client, cast: Cast) -> None:
    upload(dortes, *TREE)
    record = Import.objects.get()
    page = dortes.post(reverse("sor:import-apply", args=[record.pk]), follow=True).content.decode()
    assert "Filen er anvendt." in page
    assert search("socialpsykiatrien")[0].name == "Socialpsykiatrien"
    assert AuditEvent.objects.get(action="sor.import").actor == cast.dorte


def test_applying_twice_is_no_harm(dortes: Client) -> None:
    upload(dortes, *TREE)
    url = reverse("sor:import-apply", args=[Import.objects.get().pk])
    dortes.post(url)
    assert "allerede" in dortes.post(url, follow=True).content.decode()


def test_what_would_change_is_listed_with_old_and_new(dortes: Client) -> None:
    upload(dortes, *TREE)
    dortes.post(reverse("sor:import-apply", args=[Import.objects.get().pk]))
    renamed = [one.replace("Socialpsykiatrien", "Voksenstøtten") for one in TREE]
    page = " ".join(upload(dortes, *renamed).content.decode().split())
    assert "Socialpsykiatrien → Voksenstøtten" in page


def test_units_in_use_stand_first(dortes: Client, cast: Cast) -> None:
    upload(dortes, *TREE)
    dortes.post(reverse("sor:import-apply", args=[Import.objects.get().pk]))
    cast.neighbour.organisation = Organisation.objects.get(sor_code=UNIT)
    cast.neighbour.save()
    renamed = [one.replace("Socialpsykiatrien", "Voksenstøtten").replace("Psykiatri og", "Ande og") for one in TREE]
    page = upload(dortes, *renamed).content.decode()
    assert "bruges her" in page
    assert page.index("→ Voksenstøtten") < page.index("→ Ande og Handicap")


def test_bad_lines_are_told_with_their_reason(dortes: Client) -> None:
    page = upload(dortes, *TREE, line("123", UNIT, "OE", "Skæv")).content.decode()
    assert "1 linje" in page
    assert "123" in page


def test_a_file_that_is_something_else_is_refused_in_words(dortes: Client) -> None:
    response = dortes.post(
        reverse("sor:imports"), {"file": SimpleUploadedFile("ferie.jpg", b"\xff\xd8\xff")}, follow=True
    )
    assert response.status_code == 200
    record = Import.objects.get()
    assert record.state == ImportState.REFUSED
    assert record.refusal in response.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def test_no_file_is_told_at_the_field(dortes: Client) -> None:
    response = dortes.post(reverse("sor:imports"), {})
    assert response.status_code == 422


def test_closing_too_many_takes_consent(dortes: Client) -> None:
    upload(dortes, *TREE, name="SorEntity_daily.csv")
    dortes.post(reverse("sor:import-apply", args=[Import.objects.get().pk]))
    page = upload(dortes, *TREE[2:], name="SorEntity_daily.csv").content.decode()
    assert 'name="force"' in page
    latest = Import.objects.latest("started_at")
    url = reverse("sor:import-apply", args=[latest.pk])
    assert "Intet er anvendt" in dortes.post(url, follow=True).content.decode()
    assert "Filen er anvendt." in dortes.post(url, {"force": "1"}, follow=True).content.decode()


def test_the_log_names_who_and_when(dortes: Client) -> None:
    upload(dortes, *TREE)
    page = dortes.get(reverse("sor:imports")).content.decode()
    assert "udsnit.csv" in page
    assert "Dorte Krag" in page


def test_a_hostile_file_name_stays_a_name(dortes: Client) -> None:
    upload(dortes, *TREE, name="../../etc/<b>passwd</b>.csv")
    page = dortes.get(reverse("sor:imports")).content.decode()
    assert "<b>passwd" not in page
    assert "/" not in Import.objects.get().file_name


def test_the_nightly_file_needs_no_upload(dortes: Client, settings: Any, tmp_path: Path) -> None:
    url = reverse("sor:imports")
    assert "Se på nattens fil" not in dortes.get(url).content.decode()
    nightly = tmp_path / "SorEntity_daily.csv"
    nightly.write_text("\r\n".join([HEADER, *TREE, ""]), "utf-8-sig")
    settings.SOR_FILE = str(nightly)
    page = dortes.get(url).content.decode()
    assert "Se på nattens fil" in page
    assert str(tmp_path) not in page
    assert "Socialpsykiatrien" in dortes.post(url, {"nightly": "1"}, follow=True).content.decode()
    record = Import.objects.get()
    assert (record.state, record.file_name, record.is_full) == (ImportState.PREVIEW, "SorEntity_daily.csv", True)
    dortes.post(reverse("sor:import-apply", args=[record.pk]))
    assert Organisation.objects.filter(name="Socialpsykiatrien").exists()


def test_a_nightly_file_that_is_not_there_is_told(dortes: Client, settings: Any, tmp_path: Path) -> None:
    settings.SOR_FILE = str(tmp_path / "SorEntity_daily.csv")
    page = dortes.post(reverse("sor:imports"), {"nightly": "1"}, follow=True).content.decode()
    assert "SorEntity_daily.csv" in page
    assert str(tmp_path) not in page
    assert Import.objects.get().state == ImportState.REFUSED
