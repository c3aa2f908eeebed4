"""A new message: about whom, to whom, and what leaves the house."""

from __future__ import annotations

import pytest
from django.urls import reverse

from correspondence.letters import letter as wire
from correspondence.models import AgreedTopic, Membership, Message, Role, Thread
from portal.models import AuditEvent
from tests.cast import PETER, thread_in, unit, write
from tests.correspondence.outside import come, letter_to
from tests.letters.witnesses import assert_conforms
from tests.shared import needs_shared
from tests.writing.pages import document, drafts, new_page, open_page


@pytest.fixture
def page(cast, client):
    return new_page(client, cast.anna, cast.social_psychiatry, receiver=cast.psychiatry.organisation.sor_code)


@needs_shared
def test_other_with_a_topic(page):
    """S1."""
    letter = page.send(category="other", topic="Et møde", priority="asap")
    assert_conforms(document())
    assert letter.current.activity == "new-message"
    assert (letter.category, letter.topic, letter.priority) == ("other", "Et møde", "")
    assert letter.new_segments[0].text == "Kære kollega.\n\nHar I plads?"
    assert (letter.citizen.name, letter.citizen.identifiers[0].value) == ("Bruno Test Elmer", "2509479989")
    assert letter.new_segments[0].author.name == "Anna Vestergaard"


def test_other_without_a_topic_says_so_and_keeps_what_was_written(page):
    page.press("send", category="other", topic=" ")
    assert page.response.status_code == 422
    assert "topic" in page.response.context["form"].errors
    assert "Har I plads?" in page.response.content.decode()


@needs_shared
def test_priority_with_a_referral(page):
    """S1.A5: no topic."""
    letter = page.send(category="regarding-referral", topic="", priority="asap")
    assert_conforms(document())
    assert (letter.topic, letter.priority) == ("", "asap")


@needs_shared
def test_a_topic_of_the_regional_list_sets_the_category(cast, page):
    """S1.A3."""
    cast.psychiatry.organisation.region_code = "1085"
    cast.psychiatry.organisation.save()
    agreed = AgreedTopic.objects.create(region_code="1085", category="training", topic="Genoptræningsplan")
    AgreedTopic.objects.create(region_code="1081", category="training", topic="En anden regions")
    page.press("save")
    assert "En anden regions" not in page.response.content.decode()
    letter = page.send(agreed_topic=str(agreed.pk), category="", topic="")
    assert_conforms(document())
    assert (letter.category, letter.topic) == ("training", "Genoptræningsplan")


@needs_shared
def test_a_person_and_a_team_are_specific_recipient_and_sender(page):
    letter = page.send(recipient_name="Hanne Skov", recipient_title="Afdelingslæge", sender_name="Team Nord")
    assert_conforms(document())
    assert isinstance(letter.specific_recipient, wire.Author)
    assert (letter.specific_recipient.name, letter.specific_recipient.job_text) == ("Hanne Skov", "Afdelingslæge")
    assert isinstance(letter.specific_sender, wire.Team)
    assert letter.specific_sender.name == "Team Nord"


@needs_shared
def test_a_unit_without_a_number_is_reached_through_the_one_above(cast, page):
    ward = unit(7205, "Afsnit B2", cast.psychiatry.organisation)
    letter = page.send(receiver=ward.sor_code)
    assert_conforms(document())
    assert letter.receiver.sor_code == cast.psychiatry.organisation.sor_code
    assert isinstance(letter.specific_recipient, wire.Team)
    assert letter.specific_recipient.name == "Afsnit B2"


@pytest.mark.parametrize(
    ("number", "system"),
    [
        ("850947-9989", wire.CPR_SYSTEM),
        ("0703921VJ5", wire.X_ECPR_SYSTEM),
        ("1206550VK9", wire.D_ECPR_SYSTEM),
    ],
)
@needs_shared
def test_replacement_numbers(page, number, system):
    letter = page.send(citizen_number=number)
    assert_conforms(document())
    assert letter.citizen.identifiers[0].system == system


@needs_shared
def test_a_citizen_whose_last_name_nobody_knows(page):
    letter = page.send(
        citizen_number="1206550VK9", citizen_given="Peter", citizen_family="", citizen_family_unknown="on"
    )
    assert_conforms(document())
    assert (letter.citizen.given, letter.citizen.family_absent) == (("Peter",), "unknown")


@pytest.mark.parametrize("number", ["", "123", "3113479989", "0703922VJ5"])
def test_a_wrong_number_is_refused_and_not_repeated_in_the_reason(page, number):
    page.press("send", citizen_number=number)
    faults = page.response.context["form"].errors["citizen_number"]
    assert not number or number not in str(faults)
    assert not Thread.objects.exists()


def test_earlier_citizens_are_found_by_name_and_come_with_every_number(cast, client, page):
    come(letter_to(cast.social_psychiatry, citizen=PETER))
    both = wire.Citizen((*PETER.identifiers, wire.Identifier(wire.CPR_SYSTEM, "0703929999")), ("Åse",), "Ørsted")
    come(letter_to(cast.social_psychiatry, citizen=both))
    thread = thread_in(cast.social_psychiatry)
    page.press("find_citizen", citizen_search="ørsted")
    assert [one.name for one in page.response.context["found"]] == ["Åse Ørsted"]
    assert "070392-9999" in page.response.content.decode()
    page.press(f"citizen:{thread.pk}")
    letter = page.send()
    assert {one.value for one in letter.citizen.identifiers} == {"0703921VJ5", "0703929999"}
    assert letter.citizen.name == "Åse Ørsted"
    assert AuditEvent.objects.filter(action="citizen.search").count() == 1


def test_citizens_of_other_mailboxes_are_not_found(cast, page):
    write(cast, citizen=PETER)
    page.press("find_citizen", citizen_search="Test")
    assert page.response.context["found"] == []
    foreign = cast.psychiatry.threads.get()
    page.press(f"citizen:{foreign.pk}")
    assert page.response.context["known"] is None


def test_a_citizen_can_be_let_go_of_again(cast, page):
    come(letter_to(cast.social_psychiatry, citizen=PETER))
    page.press(f"citizen:{thread_in(cast.social_psychiatry).pk}")
    assert page.response.context["known_name"] == "Peter Hansen"
    page.press("citizen:")
    assert page.response.context["known"] is None
    assert page.form["citizen_number"] == "250947-9989"


def test_new_thread_from_an_old_message(cast, client):
    come(letter_to(cast.social_psychiatry, citizen=PETER))
    thread = thread_in(cast.social_psychiatry)
    page = open_page(client, cast.anna, reverse("write-from", args=[thread.pk]))
    assert (page.form["category"], page.form["topic"]) == ("discharge", "Udskrivelse fredag")
    letter = page.fill(receiver=cast.psychiatry.organisation.sor_code, text="Nyt").send()
    assert letter.communication_identifier != thread.communication_identifier
    assert letter.citizen.identifiers == PETER.identifiers


def test_without_a_receiver_nothing_leaves(page):
    page.press("send", receiver="")
    assert "receiver" in page.response.context["form"].errors
    assert not Message.objects.exists()


def test_the_mailbox_does_not_write_to_itself(cast, page):
    page.press("send", receiver=cast.social_psychiatry.organisation.sor_code)
    assert page.response.status_code == 422
    assert not Message.objects.exists()


def test_find_receiver_without_scripts_keeps_the_form(page):
    code = page.form["receiver"]
    page.press("send", receiver="", receiver_query=code, find_receiver="1")
    shown = page.response.content.decode()
    assert "Psykiatrien Øst" in shown
    assert "Har I plads?" in shown
    assert not page.response.context["form"].errors


def test_two_presses_send_once(page):
    page.press("send")
    again = dict(page.form)
    page.client.post(page.url, {**again, "do": "send"})
    assert Message.objects.filter(direction="out").count() == 1


def test_back_and_other_words_are_told_and_then_sent_as_one_more(page):
    written = dict(page.form)
    page.send()
    page.form = written
    page.press("send", text="Noget andet")
    assert page.response.status_code == 422
    assert Message.objects.count() == 1
    page.press("send")
    assert Message.objects.count() == 2


def test_opening_writes_nothing_and_a_failed_send_is_a_draft(page):
    assert drafts() == []
    page.press("send", phone="")
    assert [one.fields["text"].split() for one in drafts()] == [["Kære", "kollega.", "Har", "I", "plads?"]]


def test_a_reader_does_not_write(cast, client):
    Membership.objects.filter(user=cast.bo).update(role=Role.READER)
    client.force_login(cast.bo)
    url = reverse("write", args=[cast.social_psychiatry.pk])
    assert client.get(url).status_code == 403
    assert client.post(url, {"do": "save", "text": "x"}).status_code == 403
    assert drafts() == []


def test_strangers_find_no_such_page(cast, client):
    client.force_login(cast.erik)
    assert client.get(reverse("write", args=[cast.social_psychiatry.pk])).status_code == 404


def test_the_operator_keeps_the_agreed_topics(cast, client):
    client.force_login(cast.ivan)
    url = reverse("configuration:correspondence_agreedtopic_add")
    client.post(url, {"region_code": "1085", "category": "training", "topic": "Genoptræningsplan"})
    assert AgreedTopic.objects.get().category == "training"
    client.post(url, {"region_code": "1085", "category": "vejret", "topic": "Sol"})
    assert AgreedTopic.objects.count() == 1
