"""MedCom's certification steps for receivers (carecommunication.md section 8), on messages of our own."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.urls import reverse

from correspondence.letters.carecommunication.write import write
from correspondence.letters.letter import (
    CPR_SYSTEM,
    D_ECPR_SYSTEM,
    LPR3_SYSTEM,
    X_ECPR_SYSTEM,
    Citizen,
    EpisodeOfCare,
    Identifier,
    moment,
)
from correspondence.letters.letter import Attachment as File
from correspondence.models import Message, Thread
from correspondence.words import kind_words, priority_words
from portal.moments import moment_words
from tests.cast import thread_in
from tests.correspondence.outside import (
    HOSPITAL,
    LONE,
    PLAN,
    PNG,
    PRACTICE,
    again,
    answers,
    come,
    forward_of,
    from_us,
    here,
    invalid,
    letter_to,
    reply_to,
    resources,
    tree_of,
)


@pytest.fixture
def load(cast, client):
    """Take documents in, each to be answered ``ok``; the thread's page as Anna opens it."""

    def loaded(*documents) -> str:
        for document in documents:
            assert come(document).code == "ok"
        client.force_login(cast.anna)
        inbox = client.get(reverse("mailbox", args=[cast.social_psychiatry.pk])).content.decode()
        assert "row--unread" in inbox
        return client.get(reverse("thread", args=[thread_in(cast.social_psychiatry).pk])).content.decode()

    return loaded


def kind(activity: str) -> str:
    return f"<span>{kind_words(activity)}</span>"


def test_r1_new_message(cast, load):
    assert kind("new-message") in load(letter_to(cast.social_psychiatry, attachments=(PLAN,)))


def test_r2_reply(cast, load):
    first = letter_to(cast.social_psychiatry)
    page = load(first, reply_to(first))
    assert kind("reply-message") in page
    assert "Plads er fundet." in page


def test_r3_forward(cast, load):
    original = letter_to(cast.social_psychiatry, sender=PRACTICE, receiver=HOSPITAL)
    page = load(forward_of(original, sender=HOSPITAL, receiver=here(cast.social_psychiatry)))
    assert kind("forward-message") in page
    assert "Lægehuset Havnen" in page


@pytest.mark.parametrize("priority", ["asap", "routine"])
def test_priority_is_shown(cast, load, priority):
    assert f"<dd>{priority_words(priority)}</dd>" in load(
        letter_to(cast.social_psychiatry, category="regarding-referral", priority=priority)
    )


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_line_breaks(cast, load, syntax):
    page = load(write(letter_to(cast.social_psychiatry, text="En\n\nTo\n  Tre"), syntax=syntax))
    assert "En<br><br>To<br>  Tre" in page


def test_all_kinds_of_attachments_and_a_link(cast, load):
    kinds = {
        "application/pdf": b"%PDF-1.4\n",
        "image/jpeg": b"\xff\xd8\xff\xe0",
        "image/png": PNG,
        "image/gif": b"GIF89a",
        "image/tiff": b"II*\x00",
        "image/bmp": b"BM" + b"\0" * 12 + b"\x28\0\0\0",
    }
    files = [File(f"Fil {kind}", kind, data) for kind, data in kinds.items()]
    page = load(letter_to(cast.social_psychiatry, attachments=(*files, File("Link", url="https://example.org/"))))
    assert page.count("/hent/") == 6
    for file in files:
        assert file.title in page
    assert 'href="https://example.org/"' in page


@pytest.mark.parametrize("written", ["2025-03-03T13:05:00Z", "2025-03-03T14:05:00+01:00", "2025-03-03T08:05:00-05:00"])
def test_times_with_z_and_with_an_offset_are_shown_in_danish_time(cast, load, written):
    assert "3. mar. 2025 14.05" in load(letter_to(cast.social_psychiatry, written=written))


def test_summer_time(cast, load):
    assert "3. jul. 2025 14.05" in load(letter_to(cast.social_psychiatry, written="2025-07-03T12:05:00Z"))


def test_episode_of_care(cast, load):
    value = "urn:uuid:8c1f1f0e-6a49-5c3b-9d2e-3f9b8f3f6a10"
    page = load(letter_to(cast.social_psychiatry, episode_of_care=EpisodeOfCare((Identifier(LPR3_SYSTEM, value),))))
    assert value in page


def test_replacement_cpr(cast, load):
    number = Identifier(f"{D_ECPR_SYSTEM}.177", "1206550VK9")
    assert "120655-0VK9" in load(letter_to(cast.social_psychiatry, citizen=Citizen((number,), ("Bent",), "Hald")))


@pytest.mark.parametrize("second", [(X_ECPR_SYSTEM, "0703921VJ5"), (f"{D_ECPR_SYSTEM}.179", "1206550VK9")])
def test_several_cpr_numbers(cast, load, second):
    numbers = (Identifier(CPR_SYSTEM, "2509479989"), Identifier(*second))
    page = load(letter_to(cast.social_psychiatry, citizen=Citizen(numbers, ("Bruno",), "Elmer")))
    assert "250947-9989" in page
    assert f"{second[1][:6]}-{second[1][6:]}" in page


def test_ids_that_are_no_uuids(cast, load):
    document = write(letter_to(cast.social_psychiatry)).decode()
    for resource in json.loads(document)["entry"]:
        document = document.replace(resource["resource"]["id"], f"x-{resource['resource']['id'][:8]}.1")
    assert "Bruno udskrives" in load(document.encode())


def test_surplus_content_is_ignored(cast, load):
    tree = tree_of(letter_to(cast.social_psychiatry))
    resources(tree, "Communication")[0]["note"] = [{"text": "overflødig"}]
    resources(tree, "Patient")[0]["extension"] = [{"url": "https://example.org/x", "valueString": "mere"}]
    extra = {"resourceType": "Basic", "id": "basic-1"}
    tree["entry"].append({"fullUrl": "https://example.org/Basic/basic-1", "resource": extra})
    page = load(tree)
    assert "overflødig" not in page


def test_two_practitioners_of_one_organisation_are_kept_apart(cast, load):
    first = letter_to(cast.social_psychiatry)
    page = load(first, reply_to(first, author=LONE))
    for words in ("Hanne Skov", "Sygeplejerske", "Lone Juul", "Overlæge"):
        assert words in page


def test_validation_before_display(cast, client):
    come(invalid(letter_to(cast.social_psychiatry)))
    assert not Thread.objects.exists()


def test_parallel_replies(cast, load, client):
    first = letter_to(cast.social_psychiatry)
    ours = from_us(cast.social_psychiatry, first, sender=HOSPITAL, receiver=first.receiver, text="Samtidig A")
    page = load(first, ours, reply_to(first, text="Samtidig B", written="2025-03-03T15:00:30+01:00"))
    assert page.index("Samtidig A") < page.index("Samtidig B")
    assert page.count(f"Hanne Skov, {moment_words(moment(first.segments[0].written))}") == 2
    assert "textarea" in page


@pytest.mark.parametrize("resend", [lambda one: one, again], ids=["same Bundle.id", "new Bundle.id"])
@pytest.mark.parametrize(
    ("document", "code"), [(lambda one: one, "ok"), (invalid, "fatal-error")], ids=["valid", "not"]
)
def test_duplicates(cast, resend, document, code):
    letter = document(letter_to(cast.social_psychiatry))
    assert [come(letter).code, come(resend(letter)).code] == [code, code]
    assert [one.code for one in answers()] == [code, code]
    assert Message.objects.count() == (code == "ok")


def test_a_wrong_check_digit_elsewhere_is_no_error(cast, load):
    odd = replace(HOSPITAL, sor_code="81011000016001", gln="5790009981010")
    assert "Sygehus Syd" in load(letter_to(cast.social_psychiatry, sender=odd, author=replace(LONE, organisation=odd)))
