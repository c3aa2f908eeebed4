"""Attaching: six types by their content, links, and what is refused with a sentence."""

from __future__ import annotations

import pytest
from django.urls import reverse

from correspondence.letters.file_checks import Fault, Unfit, checked_type
from correspondence.letters.titles import title_of
from correspondence.models import DraftFile, Message
from tests.letters.witnesses import assert_conforms
from tests.shared import needs_shared
from tests.writing.pages import FILES, PDF, document, drafts, new_page, png, upload


@pytest.fixture
def page(cast, client):
    return new_page(client, cast.anna, cast.social_psychiatry, receiver=cast.psychiatry.organisation.sor_code)


def titles(page) -> list[str]:
    return [one.file.title for one in page.response.context["files"]]


@needs_shared
def test_all_six_types_and_a_link(page):
    """S1.A1."""
    page.attach(*FILES.values())
    page.press("link", link_url="https://www.sundhed.dk/vejledning", link_title="Vejledning")
    letter = page.send(category="regarding-referral", priority="routine", topic="")
    assert_conforms(document())
    files = [one.attachment for one in letter.segments if one.attachment]
    assert {one.content_type: one.data for one in files if not one.url} == {
        kind: data for kind, (_, data) in FILES.items()
    }
    assert [(one.title, one.url) for one in files if one.url] == [("Vejledning", "https://www.sundhed.dk/vejledning")]
    assert [one.title for one in files][:2] == ["Udskrivningsplan", "Foto"]


@needs_shared
def test_title_time_author_and_phone_of_each(page):
    page.attach(("plan.pdf", PDF), ("foto.png", png()))
    first, second = DraftFile.objects.all()
    page.fill(
        **{
            f"file-{first.pk}-title": "Planen fra maj",
            f"file-{first.pk}-created": "2026-05-04T09:30",
            f"file-{first.pk}-author": "Hanne Skov",
            f"file-{first.pk}-author_title": "Afdelingslæge",
            f"file-{first.pk}-phone": "38 68 00 00",
            f"file-{second.pk}-created": "",
        }
    )
    letter = page.send()
    assert_conforms(document())
    plan, photo = [one for one in letter.segments if one.attachment]
    assert (plan.attachment.title, plan.attachment.creation) == ("Planen fra maj", "2026-05-04T09:30:00+02:00")
    assert (plan.author.name, plan.author.job_text, plan.phone) == ("Hanne Skov", "Afdelingslæge", "38680000")
    assert (photo.author.name, photo.phone, photo.attachment.creation) == ("Anna Vestergaard", "38683868", "")


def test_an_author_needs_a_job_title_and_nothing_is_lost(page):
    page.attach(("plan.pdf", PDF))
    file = DraftFile.objects.get()
    page.press("send", **{f"file-{file.pk}-author": "Hanne Skov"})
    assert page.response.status_code == 422
    assert page.form[f"file-{file.pk}-author"] == "Hanne Skov"
    assert titles(page) == ["plan"]
    assert not Message.objects.exists()


def test_files_outlive_an_error_elsewhere(page):
    page.attach(("plan.pdf", PDF))
    page.press("send", phone="")
    assert titles(page) == ["plan"]
    assert [one.attachment.data for one in page.send(phone="1").segments if one.attachment] == [PDF]


def test_a_file_chosen_and_not_attached_yet_goes_along(page):
    letter = page.send(files=[upload("plan.pdf", PDF)])
    assert [one.attachment.title for one in letter.segments if one.attachment] == ["plan"]


def test_a_file_is_taken_off(page):
    page.attach(("plan.pdf", PDF), ("foto.png", png()))
    first = DraftFile.objects.first()
    page.press(f"remove:{first.pk}")
    assert titles(page) == ["foto"]
    assert [one.attachment.title for one in page.send().segments if one.attachment] == ["foto"]


def test_nobody_elses_file_is_taken_off(cast, page, client):
    page.attach(("plan.pdf", PDF))
    other = new_page(client, cast.bo, cast.social_psychiatry)
    other.press(f"remove:{DraftFile.objects.get().pk}")
    assert DraftFile.objects.count() == 1


def test_a_look_at_what_will_be_sent(cast, client, page):
    page.attach(("plan.pdf", PDF))
    url = reverse("draft-file", args=[DraftFile.objects.get().pk])
    response = client.get(url)
    assert b"".join(response) == PDF
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    client.force_login(cast.bo)
    assert client.get(url).status_code == 404


def test_a_picture_that_is_a_web_page_too_is_shown_as_a_picture_only(client, page):
    page.attach(("foto.html.gif", FILES["image/gif"][1] + b"<html><script>alert(1)</script>"))
    response = client.get(reverse("draft-file", args=[DraftFile.objects.get().pk]))
    assert response["Content-Type"] == "image/gif"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert {"sandbox", "default-src 'none'"} <= set(response["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tom.pdf", b""),
        ("brev.docx", b"PK\x03\x04 word"),
        ("side.html.pdf", b"<html><script>alert(1)</script></html>"),
        ("afkortet.pdf", PDF[:30]),
        ("laast.pdf", PDF.replace(b"/Type /Catalog", b"/Encrypt 5 0 R")),
        ("script.pdf", PDF.replace(b"/Type /Catalog", b"/S /JavaScript /JS (app.alert(1))")),
        ("afkortet.png", png()[:-8]),
        ("billede.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_a_sentence(page, name, data):
    page.attach((name, data), ("plan.pdf", PDF))
    assert titles(page) == ["plan"]
    assert title_of(name, nameless="?") in page.response.content.decode()
    assert "Har I plads?" in page.response.content.decode()


def test_not_more_than_ten(page):
    page.attach(*[(f"plan {number}.pdf", PDF) for number in range(12)])
    assert len(titles(page)) == 10
    assert "plan 10" in page.response.content.decode()
    assert len([one for one in page.send().segments if one.attachment]) == 10


def test_an_eleventh_that_came_as_a_link_is_told_at_sending(page):
    page.attach(*[(f"plan {number}.pdf", PDF) for number in range(10)])
    page.press("link", link_url="https://example.org/")
    page.press("send")
    assert page.response.status_code == 422
    assert not Message.objects.exists()


def test_the_meter_counts_the_message_as_it_travels(page, settings):
    settings.MAX_DOCUMENT_BYTES = 20_000
    page.attach(("plan.pdf", PDF + b"%" + b"x" * 6000 + b"\n%%EOF"))
    meter = page.response.context["meter"]
    assert 6000 * 16 / 9 < meter.size < 6000 * 16 / 9 + 10_000
    assert meter.count == 1
    page.attach(("stor.pdf", PDF + b"%" + b"x" * 6000 + b"\n%%EOF"))
    assert titles(page) == ["plan"]
    assert "stor" in page.response.content.decode()


def test_a_message_that_is_too_large_stays_here(page, settings):
    page.attach(("plan.pdf", PDF + b"%" + b"x" * 6000 + b"\n%%EOF"))
    settings.MAX_DOCUMENT_BYTES = 20_000
    page.press("send")
    assert page.response.status_code == 422
    assert not Message.objects.exists()
    assert len(drafts()) == 1


def test_a_link_is_a_whole_address(page):
    for wrong in ("javascript:alert(1)", "sundhed", "file:///etc/passwd"):
        page.press("link", link_url=wrong, link_title="Ond")
        assert titles(page) == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Udskrivningsplan.pdf", "Udskrivningsplan"),
        ("plan.v2.PDF", "plan.v2"),
        ("faktura.pdf.exe", "faktura"),
        ("..\\..\\windows\\plan.pdf", "plan"),
        ("../../etc/plan.png", "plan"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x"),
        ("plan\u202efdp.exe", "planfdp"),
        ("\x00\x01.pdf", "Bilag"),
        (".pdf", "Bilag"),
        ("", "Bilag"),
        ("Ærø plan.pdf", "Ærø plan"),
    ],
)
def test_a_name_becomes_a_harmless_title(name, title):
    shown = title_of(name, nameless="Bilag")
    assert shown.replace("plan fdp", "planfdp") == title


def test_pictures_of_too_many_pixels():
    assert checked_type(png(10_000, 10_000)) == "image/png"
    with pytest.raises(Unfit) as unfit:
        checked_type(png(100_000, 100_000))
    assert unfit.value.fault is Fault.TOO_MANY_PIXELS


@pytest.mark.parametrize(("kind", "file"), FILES.items())
def test_every_type_is_known_whole_and_refused_in_pieces(kind, file):
    data = file[1]
    assert checked_type(data) == kind
    for cut in range(1, len(data) - 6, 3):
        with pytest.raises(Unfit):
            checked_type(data[:cut])
