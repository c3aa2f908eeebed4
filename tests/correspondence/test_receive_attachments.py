"""Files and links of messages that come in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import escape

from correspondence.letters.letter import Attachment as File
from correspondence.models import Attachment
from correspondence.states import RawState
from tests.cast import thread_in
from tests.correspondence.outside import (
    PDF,
    PETER,
    PLAN,
    PNG,
    PRACTICE,
    again,
    come,
    forward_of,
    here,
    letter_to,
    reply_to,
)


def with_plan(cast, **changes):
    return letter_to(cast.social_psychiatry, attachments=(PLAN,), **changes)


def the_attachment(cast) -> Attachment:
    return Attachment.objects.get(segment__thread=thread_in(cast.social_psychiatry))


def page(cast, client) -> str:
    client.force_login(cast.anna)
    return client.get(reverse("thread", args=[thread_in(cast.social_psychiatry).pk])).content.decode()


def test_a_file_is_kept_byte_for_byte(cast, client):
    come(with_plan(cast))
    client.force_login(cast.anna)
    response = client.get(reverse("attachment-download", args=[the_attachment(cast).pk]))
    assert b"".join(response) == PDF


def test_the_page_shows_title_author_phone_and_creation(cast, client):
    come(with_plan(cast))
    shown = page(cast, client)
    for words in ("Udskrivningsplan", "Hanne Skov", "38683868", "2025-03-01T08:00:00+01:00", "PDF"):
        assert words in shown


def test_a_creation_date_without_a_time_is_shown_as_a_date(cast, client):
    come(letter_to(cast.social_psychiatry, attachments=(replace(PLAN, creation="2025-03-01"),)))
    assert "1. mar" in page(cast, client)


def test_of_a_creation_time_that_is_only_a_month_the_month_is_shown(cast, client):
    come(letter_to(cast.social_psychiatry, attachments=(replace(PLAN, creation="2019-07"),)))
    assert "oprettet 2019-07" in page(cast, client)


def test_when_it_was_attached_is_always_shown(cast, client):
    come(letter_to(cast.social_psychiatry, attachments=(replace(PLAN, creation=""),)))
    shown = page(cast, client)
    assert "vedhæftet <time" in shown
    assert "oprettet" not in shown


def test_the_bytes_and_not_the_sender_say_what_a_file_is(cast, client):
    come(letter_to(cast.social_psychiatry, attachments=(File("Billede", "application/pdf", PNG),)))
    attachment = the_attachment(cast)
    assert (attachment.declared_type, attachment.content_type) == ("application/pdf", "image/png")
    client.force_login(cast.anna)
    response = client.get(reverse("attachment-download", args=[attachment.pk]))
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith('attachment; filename="Billede.png"')


def test_a_link_is_shown_as_a_link(cast, client):
    come(letter_to(cast.social_psychiatry, attachments=(File("Vejledning", url="https://example.org/a?b=1"),)))
    shown = page(cast, client)
    assert 'href="https://example.org/a?b=1"' in shown
    assert ">https://example.org/a?b=1</p>" in shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,<b>", "vbscript:x", "//example.org/x"])
def test_a_link_that_could_run_something_is_shown_without_being_one(cast, client, url):
    tree_url = File("Klik her", url=url)
    raw = come(letter_to(cast.social_psychiatry, attachments=(tree_url,)))
    if raw.state == RawState.ACCEPTED:
        shown = page(cast, client)
        assert "Klik her" in shown
        assert escape(url) in shown
        assert f'href="{url}' not in shown


def test_the_same_bytes_are_stored_once(cast):
    come(letter_to(cast.social_psychiatry, attachments=(PLAN, replace(PLAN, title="Kopi"))))
    come(letter_to(cast.psychiatry, attachments=(PLAN,)))
    assert Attachment.objects.count() == 3
    folder = Path(default_storage.path("attachments"))
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


def test_a_reply_without_content_finds_the_content_already_here(cast):
    """In a forwarded thread the same segment comes again, later without content."""
    letter = with_plan(cast)
    come(letter)
    bare = forward_of(_without_content(letter), text="Uden filen")
    come(bare)
    first, second = Attachment.objects.values_list("stored_as", flat=True)
    assert first == second != ""


def test_a_file_never_sent_is_said_to_be_missing(cast, client):
    come(reply_to(with_plan(cast)))
    shown = page(cast, client)
    assert "Udskrivningsplan" in shown
    assert "attachment__missing" in shown


def test_content_that_comes_late_completes_the_file(cast, client):
    letter = with_plan(cast)
    come(reply_to(letter))
    come(letter)
    attachment = the_attachment(cast)
    assert (attachment.size, attachment.content_type) == (len(PDF), "application/pdf")
    assert "attachment__missing" not in page(cast, client)


def test_content_that_is_here_is_not_replaced(cast):
    letter = with_plan(cast)
    come(letter)
    answer = reply_to(letter)
    carried, plan, new = answer.segments
    other = replace(plan, attachment=replace(PLAN, data=PDF + b"noget andet"))
    assert come(replace(answer, segments=(carried, other, new))).state == RawState.ACCEPTED
    assert the_attachment(cast).size == len(PDF)


def test_content_does_not_wander_to_another_citizens_thread(cast):
    """Whoever has seen a segment's identifier can name it in a thread of their own."""
    letter = with_plan(cast)
    come(letter)
    stranger = letter_to(cast.social_psychiatry, sender=PRACTICE, citizen=PETER, attachments=(PLAN,))
    text, plan = stranger.segments
    stolen = replace(plan, identifier=letter.segments[1].identifier, attachment=replace(PLAN, data=None))
    entry = replace(stranger.history[0], segments=(text.identifier,))
    come(replace(stranger, segments=(text, stolen), history=(entry,)))
    found = Attachment.objects.filter(segment__thread__other_sor_code=PRACTICE.sor_code)
    assert [one.stored_as for one in found] in ([], [""])


def test_content_does_not_wander_to_another_mailbox(cast):
    letter = with_plan(cast)
    come(letter)
    come(forward_of(_without_content(letter), receiver=here(cast.psychiatry)))
    assert Attachment.objects.get(segment__thread__mailbox=cast.psychiatry).stored_as == ""


def _without_content(letter):
    return replace(letter, segments=tuple(_bare(one) for one in letter.segments))


def _bare(segment):
    return replace(segment, attachment=segment.attachment and replace(segment.attachment, data=None))


def test_a_file_of_no_permitted_kind_refuses_the_message(cast):
    raw = come(letter_to(cast.social_psychiatry, attachments=(File("Program", "application/pdf", b"MZ\x90\x00 exe"),)))
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    assert not Attachment.objects.exists()


def test_the_inbox_shows_that_there_is_a_file(cast):
    come(with_plan(cast))
    assert thread_in(cast.social_psychiatry).has_attachments


def test_a_duplicate_brings_no_second_file(cast):
    letter = with_plan(cast)
    come(letter)
    come(again(letter))
    assert Attachment.objects.count() == 1


def test_ten_files_and_more_are_taken(cast):
    files = tuple(replace(PLAN, title=f"Bilag {number}") for number in range(12))
    assert come(letter_to(cast.social_psychiatry, attachments=files)).state == RawState.ACCEPTED
    assert Attachment.objects.count() == 12


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", 'a"b\r\nSet-Cookie: x', "CON", ".", "  ", "plan\u202efdp.exe", "æ" * 400, "plan.html"]
)
def test_a_hostile_title_is_a_harmless_file_name(cast, client, title):
    letter = letter_to(cast.social_psychiatry, attachments=(replace(PLAN, title="TITEL"),))
    text, plan = letter.segments
    letter = replace(letter, segments=(text, replace(plan, attachment=replace(PLAN, title=title))))
    if come(letter).state != RawState.ACCEPTED:
        return
    client.force_login(cast.anna)
    disposition = client.get(reverse("attachment-download", args=[the_attachment(cast).pk]))["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert disposition.rstrip('"').endswith(".pdf")
    for bad in ("/", "\\", "\r", "\n", "%0D", "%2F", "\u202e", "%E2%80%AE"):
        assert bad not in disposition.replace("utf-8''", "")


def test_files_open_without_running_anything(cast, client):
    come(letter_to(cast.social_psychiatry, attachments=(File("Billede", "image/png", PNG),)))
    client.force_login(cast.anna)
    response = client.get(reverse("attachment-open", args=[the_attachment(cast).pk]))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("inline")
    assert "no-store" in response["Cache-Control"]


def test_a_tiff_is_downloaded_only(cast, client):
    come(letter_to(cast.social_psychiatry, attachments=(File("Scanning", "image/tiff", b"II*\x00" + b"\0" * 20),)))
    client.force_login(cast.anna)
    assert client.get(reverse("attachment-open", args=[the_attachment(cast).pk])).status_code == 404
