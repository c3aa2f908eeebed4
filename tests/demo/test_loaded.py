"""What a visitor finds in the demo."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from correspondence.access import threads_for
from correspondence.demo import places
from correspondence.demo.people import CAST, PASSWORD
from correspondence.files import read_document
from correspondence.letters.file_types import attachment_type
from correspondence.letters.letter import CPR_SYSTEM, D_ECPR_SYSTEM, X_ECPR_SYSTEM
from correspondence.letters.terminology import job_title
from correspondence.models import (
    Attachment,
    AutoReply,
    CitizenIdentifier,
    Delivery,
    Mailbox,
    Membership,
    Message,
    RawDelivery,
    ReadPosition,
    Role,
    Segment,
    Thread,
    ThreadStep,
)
from correspondence.queries.overview import overview
from correspondence.states import DeliveryState, RawState
from correspondence.text.placeholders import left_in
from portal import clock
from portal.models import User
from sor.models import Organisation
from sor.search import search
from tests.demo.conftest import NOW

# The mark has the database made, also when these tests run alone.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def user(login):
    return User.objects.get(username=login)


def unread(login):
    """The threads of a person in which something received is unread."""
    positions = dict(ReadPosition.objects.filter(user=user(login)).values_list("thread", "message"))
    return [one for one in threads_for(user(login)) if one.latest_received > positions.get(one.pk, 0)]


def test_the_municipality_is_a_tree_of_some_forty_units():
    top = Organisation.objects.get(name="Fjordby Kommune")
    assert 40 <= Organisation.objects.filter(path__startswith=top.path).count() <= 50


def test_the_register_says_what_can_be_sent_to_whom():
    words = {name: search(name)[0].receives_words for name in ("Visitationen", "Tandplejen Fjordby", "Havneapoteket")}
    assert words["Visitationen"] == "Kan modtage."
    assert "gamle" in words["Tandplejen Fjordby"]
    assert words["Havneapoteket"] == "Kan ikke modtage."


def test_five_units_of_the_municipality_and_three_of_the_region_have_mailboxes():
    for name, own in (("Fjordby Kommune", places.MUNICIPALITY), ("Region Øst", places.REGION)):
        path = Organisation.objects.get(name=name).path
        found = Mailbox.objects.filter(organisation__path__startswith=path)
        assert {box.organisation.sor_code for box in found} == set(own)


def test_the_whole_cast_can_log_in(client):
    from django.contrib.auth import authenticate

    assert [one.login for one in CAST] == ["anna", "bo", "cecilie", "dorte", "erik", "freja", "gorm", "ivan"]
    assert authenticate(username="anna", password=PASSWORD) == user("anna")
    assert len({one.password for one in User.objects.all()}) == 1


def test_everybody_has_the_role_their_name_promises():
    assert user("dorte").is_sor_administrator
    assert user("freja").is_auditor
    assert user("ivan").is_system_administrator
    assert Membership.objects.filter(user=user("gorm"), role=Role.COORDINATOR).count() == 5
    assert not Membership.objects.filter(user__username__in=("dorte", "freja", "ivan")).exists()


def test_job_titles_are_of_the_official_lists():
    codes = [one.job_title_code for one in User.objects.exclude(job_title_code="")]
    assert len(codes) >= 6
    assert all(job_title(*code.split("|")) for code in codes)


def test_there_are_some_twenty_conversations_of_every_kind():
    assert 20 <= Thread.objects.values("communication_identifier").distinct().count() <= 30
    kinds = Counter(Message.objects.values_list("activity", flat=True))
    assert set(kinds) == {"new-message", "reply-message", "forward-message"}
    assert len(set(Thread.objects.values_list("category", flat=True))) >= 10


def test_everything_that_came_in_was_accepted_and_nothing_waits():
    assert set(RawDelivery.objects.values_list("state", flat=True)) == {RawState.ACCEPTED, RawState.MATCHED}


def test_one_delivery_was_refused_with_a_reason_and_one_is_still_unanswered():
    states = Counter(Delivery.objects.filter(message__isnull=False).values_list("state", flat=True))
    assert set(states) == {DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.AWAITING}
    assert (states[DeliveryState.FAILED], states[DeliveryState.AWAITING]) == (1, 1)
    refused = Delivery.objects.get(state=DeliveryState.FAILED)
    assert refused.receiver_name == "Lægehuset Havnen"
    assert "kendes ikke" in refused.issues[0]["text"]
    assert refused.message.thread.has_failed_delivery


def test_anna_has_read_most_and_not_all():
    assert 3 <= len(unread("anna")) < threads_for(user("anna")).count() / 2


def test_colleagues_have_not_read_the_same():
    assert {one.pk for one in unread("bo")} < {one.pk for one in unread("anna")}


def test_erik_sees_only_what_is_his():
    assert [one.mailbox.organisation.sor_code for one in threads_for(user("erik"))] == [places.NEIGHBOUR]


def test_attachments_really_are_what_they_say():
    kinds: Counter[str] = Counter()
    for one in Attachment.objects.exclude(stored_as=""):
        data = read_document(one.stored_as)
        assert attachment_type(data) == one.content_type
        assert "." not in one.title[-5:-2]
        kinds[one.content_type] += 1
    assert set(kinds) == {"application/pdf", "image/png"}
    assert min(kinds.values()) >= 2


def test_a_forward_brings_the_attachments_of_the_thread_along():
    forwarded = Thread.objects.get(
        mailbox__organisation__sor_code=places.HOME_NURSING, topic="Opstart af hjemmesygepleje"
    )
    assert forwarded.segments.count() == 5
    assert forwarded.segments.filter(attachment__stored_as__gt="").count() == 1


def test_a_referral_is_urgent():
    assert {(one.category, one.priority) for one in Thread.objects.exclude(priority="")} == {
        ("regarding-referral", "asap")
    }


def test_somebody_writes_from_a_team_to_a_named_person():
    message = Message.objects.filter(specific_sender__name="Kontaktteam B").earliest("occurred_at")
    assert Message.objects.filter(pk=message.pk, specific_recipient__family="Lind").exists()
    answers = Message.objects.filter(answers=message.message_header_id)
    assert set(answers.values_list("specific_recipient__name", flat=True)) == {"Kontaktteam B"}


def test_an_episode_of_care_goes_along_in_the_reply():
    threads = Thread.objects.filter(episode_of_care__isnull=False)
    assert len(threads) == 2
    assert all(one.messages.count() == 2 for one in threads)


def test_replacement_numbers_stand_alone_and_beside_a_cpr_number():
    systems = {tuple(sorted(one.citizen_identifiers.values_list("system", flat=True))) for one in Thread.objects.all()}
    assert systems == {(CPR_SYSTEM,), (X_ECPR_SYSTEM,), (D_ECPR_SYSTEM,), tuple(sorted((CPR_SYSTEM, X_ECPR_SYSTEM)))}


def test_two_answer_the_same_message_at_once():
    answers = Counter(
        Message.objects.filter(thread__mailbox__organisation__sor_code=places.SOCIAL_PSYCHIATRY)
        .exclude(answers="")
        .values_list("thread", "answers")
    )
    assert max(answers.values()) == 2


def test_the_surgery_outside_writes_and_answers():
    threads = Thread.objects.filter(other_sor_code=places.SURGERY)
    assert len(threads) >= 4
    assert {one.latest_kind for one in threads} == {"new-message", "reply-message"}


def test_the_newest_is_minutes_old_and_the_oldest_a_fortnight():
    times = [one.at for one in Message.objects.filter(at__isnull=False).order_by("at")]
    assert times[0]
    assert times[-1]
    assert NOW - timedelta(minutes=10) < times[-1] <= NOW
    assert timedelta(days=11) < NOW - times[0] < timedelta(days=18)


def test_texts_have_lines_and_no_numbers_of_citizens():
    for text in Segment.objects.exclude(text="").values_list("text", flat=True):
        assert "\n" in text
        assert not re.search(r"\d{6}-?\w{4}", text)


def test_only_test_numbers_are_used():
    numbers = set(CitizenIdentifier.objects.values_list("value", flat=True))
    # MedCom's test numbers have serials no real person has had.
    assert all(re.fullmatch(r"\d{6}99\d\d|0703921VJ[45]|1206550VK9", number) for number in numbers)


def test_what_goes_to_the_outside_lies_in_the_exchange_folder(demo):
    assert len(list((demo / "exchange" / "out").glob("*.xml"))) >= 8


def test_there_are_standard_texts_to_insert():
    mailbox = Mailbox.objects.get(organisation__sor_code=places.SOCIAL_PSYCHIATRY)
    assert [left_in(one.text) != [] for one in mailbox.standard_texts.all()] == [True] * 3


def test_a_rule_has_distributed_what_came():
    box = Mailbox.objects.get(organisation__sor_code=places.SOCIAL_PSYCHIATRY)
    given = box.threads.filter(team__name="Udskrivningsteamet")
    assert given.exists()
    assert all(one.events.filter(kind=ThreadStep.ROUTED).exists() for one in given)
    assert {one.category for one in given} == {"discharge"}


def test_the_coordinators_overview_has_something_to_show(client):
    box = Mailbox.objects.get(organisation__sor_code=places.SOCIAL_PSYCHIATRY)
    with clock.at(NOW):
        found = overview(user("gorm"), box, 4)
    assert found.whole.received >= 8
    assert found.whole.answered >= 4
    assert found.oldest
    assert not AutoReply.objects.get(mailbox=box).is_active
