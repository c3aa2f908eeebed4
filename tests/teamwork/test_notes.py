"""Internal notes: who writes and reads them, whom they call, and how they are taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.actions.note import TooOld, add_note, remove_note
from correspondence.models import Membership, Note, Role, ThreadEvent, ThreadStep
from correspondence.queries.colleagues import colleagues, meant_by, text_with_names
from correspondence.queries.notes import mention_count, mention_rows
from portal import clock
from portal.models import AuditEvent
from tests.cast import person, thread_in
from tests.correspondence.outside import come, letter_to


@pytest.fixture
def thread(cast):
    come(letter_to(cast.social_psychiatry))
    return thread_in(cast.social_psychiatry)


@pytest.fixture
def bos(cast, client):
    client.force_login(cast.bo)
    return client


def page(client, thread) -> str:
    return client.get(reverse("thread", args=[thread.pk])).content.decode()


def write(client, thread, text: str, **headers):
    return client.post(reverse("note-add", args=[thread.pk]), {"note-text": text}, **headers)


def test_a_note_stands_beside_the_messages_and_says_what_it_is(bos, thread):
    assert write(bos, thread, "Ring først.\nTo linjer.").status_code == 302
    shown = page(bos, thread)
    assert "Ring først.<br>To linjer." in shown
    assert "Intern note" in shown
    assert "Bo Lindskov" in shown


def test_it_is_text_and_nothing_else(bos, thread):
    write(bos, thread, "<script>alert(1)</script> @anna<b>")
    shown = page(bos, thread)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown
    assert '<b class="mention">@Anna Vestergaard</b>&lt;b&gt;' in shown


def test_writing_one_is_in_the_audit_trail_without_its_words(bos, thread, cast):
    write(bos, thread, "Hemmeligt @anna")
    event = AuditEvent.objects.get(action="note.add")
    assert (event.actor, event.subject_id) == (cast.bo, str(thread.pk))
    assert event.details == {"note": Note.objects.get().pk, "mentions": [cast.anna.pk]}


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 10_001])
def test_an_empty_or_endless_note_comes_back_as_it_was_written(bos, thread, text):
    response = write(bos, thread, text)
    assert response.status_code == 422
    assert response.context["note_form"]["text"].value() == text
    assert response.context["note_form"].errors
    assert write(bos, thread, text, HTTP_HX_REQUEST="true").context["note_form"].errors
    assert not Note.objects.exists()


def test_a_reader_reads_notes_and_writes_none(cast, bos, thread):
    add_note(user=cast.anna, thread=thread, text="Kun for os")
    Membership.objects.filter(user=cast.bo).update(role=Role.READER)
    shown = page(bos, thread)
    assert "Kun for os" in shown
    assert reverse("note-add", args=[thread.pk]) not in shown
    assert write(bos, thread, "Hej").status_code == 403
    with pytest.raises(PermissionDenied):
        add_note(user=cast.bo, thread=thread, text="Hej")
    assert Note.objects.count() == 1


# Calling a colleague's attention


@pytest.mark.parametrize(
    ("text", "meant", "unknown"),
    [
        ("@anna", ["anna"], []),
        ("Hej @Anna, og @BO.", ["anna", "bo"], []),
        ("(@gorm) @anna @anna", ["gorm", "anna"], []),
        ("@anna.v er der, @anna-", ["anna.v", "anna"], []),
        ("anna@bo.dk og @@bo", [], []),
        ("@erik hører ikke til her, @ heller ikke", [], ["@erik"]),
        ("@Karin hedder to", [], ["@Karin"]),
        ("@karin1 er den ene", ["karin1"], []),
    ],
)
def test_who_is_meant(cast, text, meant, unknown):
    for login, first in (("anna.v", "Vibe"), ("karin1", "Karin"), ("karin2", "Karin")):
        person(login, first, "Bak", cast.social_psychiatry)
    found = meant_by(text, colleagues(cast.social_psychiatry))
    assert ([one.login for one in found.people], found.unknown) == (meant, unknown)


def test_the_sentence_goes_on_after_the_name(cast):
    people = colleagues(cast.social_psychiatry)
    assert text_with_names("Spørg @bo.", people) == '<p>Spørg <b class="mention">@Bo Lindskov</b>.</p>'


def test_who_is_mentioned_finds_it_until_they_have_looked(cast, client, thread):
    add_note(user=cast.bo, thread=thread, text="@anna ser du på det? @bo")
    assert (mention_count(cast.anna), mention_count(cast.bo)) == (1, 0)
    client.force_login(cast.anna)
    assert "En kollega nævner dig i 1 intern note" in client.get("/", follow=True).content.decode()
    listed = client.get(reverse("mentions")).content.decode()
    assert "@anna ser du på det?" in listed
    assert f"{reverse('thread', args=[thread.pk])}#notes" in listed
    client.get(reverse("reply", args=[thread.pk]))  # shows no notes
    assert mention_count(cast.anna) == 1
    assert "Ny, nævner dig" in page(client, thread)
    assert mention_count(cast.anna) == 0
    assert "Ny, nævner dig" not in page(client, thread)
    add_note(user=cast.bo, thread=thread, text="@anna og en ting til")
    assert [one.beginning for one in mention_rows(cast.anna)] == ["@anna og en ting til"]


def test_who_has_left_the_mailbox_is_not_told_any_more(cast, thread):
    add_note(user=cast.bo, thread=thread, text="@anna")
    Membership.objects.filter(user=cast.anna).delete()
    assert mention_rows(cast.anna) == []
    assert mention_count(cast.anna) == 0


def test_a_name_nobody_has_is_said(bos, thread):
    write(bos, thread, "@annna kan du?")
    assert "Ingen her hedder @annna" in page(bos, thread)
    assert "Ingen her hedder @x" in write(bos, thread, "@x", HTTP_HX_REQUEST="true").content.decode()


def test_the_page_offers_the_colleagues_and_not_oneself(bos, thread):
    shown = page(bos, thread)
    assert 'data-login="anna"' in shown
    assert 'data-login="bo"' not in shown
    assert 'data-login="cecilie"' not in shown


# Taking back


def test_ones_own_can_be_taken_back_at_once_and_the_history_says_so(cast, bos, thread):
    note = add_note(user=cast.bo, thread=thread, text="Forkert samtale").note
    bos.post(reverse("note-remove", args=[note.pk]))
    assert not Note.objects.exists()
    event = ThreadEvent.objects.get(kind=ThreadStep.NOTE_GONE)
    assert (event.actor, event.detail) == (cast.bo, "")
    assert AuditEvent.objects.filter(action="note.remove", subject_id=str(thread.pk)).exists()
    assert "Forkert samtale" not in page(bos, thread)


def test_later_it_stays(cast, bos, thread):
    with clock.at(clock.now() - timedelta(minutes=11)):
        note = add_note(user=cast.bo, thread=thread, text="Aftalt med Anna").note
    assert reverse("note-remove", args=[note.pk]) not in page(bos, thread)
    with pytest.raises(TooOld):
        remove_note(user=cast.bo, note=note)
    bos.post(reverse("note-remove", args=[note.pk]))
    assert Note.objects.get() == note


def test_nobody_takes_back_what_another_wrote(cast, bos, thread):
    note = add_note(user=cast.anna, thread=thread, text="Min").note
    assert reverse("note-remove", args=[note.pk]) not in page(bos, thread)
    assert bos.post(reverse("note-remove", args=[note.pk])).status_code == 403
    assert Note.objects.exists()


def test_queries_do_not_grow_with_the_notes(cast, bos, thread):
    def asked(url: str) -> int:
        bos.get(url)
        with CaptureQueriesContext(connection) as found:
            bos.get(url)
        return len(found)

    urls = [reverse("thread", args=[thread.pk]), reverse("mentions")]
    other = thread_in(cast.social_psychiatry)
    add_note(user=cast.anna, thread=other, text="@bo")
    few = [asked(url) for url in urls]
    for _ in range(12):
        add_note(user=cast.anna, thread=thread, text="@bo @gorm")
    assert [asked(url) for url in urls] == few
