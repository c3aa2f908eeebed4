"""What must not be shown: refused with reasons, answered where there is somebody to answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from correspondence.letters import letter as wire
from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.acknowledgement.write import write as write_acknowledgement
from correspondence.letters.issues import ResponseCode
from correspondence.models import Delivery, Mailbox, Message, Segment, Thread
from correspondence.states import RawState
from tests.cast import thread_in
from tests.correspondence.outside import (
    HOSPITAL,
    NOBODY,
    PETER,
    answers,
    come,
    here,
    in_envelope,
    invalid,
    letter_to,
    new_id,
    reply_to,
    resources,
    tree_of,
)


def assert_refused(raw, code):
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    assert code in [issue["code"] for issue in raw.issues], raw.issues
    (answer,) = [one for one in answers() if one.response_to == raw.message_header_id]
    assert answer.code == "fatal-error"
    assert code in [issue.code for issue in answer.issues]


def test_an_invalid_message_is_refused_and_not_shown(cast, client):
    raw = come(invalid(letter_to(cast.social_psychiatry)))
    assert_refused(raw, "MSG_PARAM_INVALID")
    assert not any(model.objects.exists() for model in (Thread, Message, Segment))
    client.force_login(cast.anna)
    page = client.get(reverse("mailbox", args=[cast.social_psychiatry.pk])).content.decode()
    assert "Bruno" not in page


def test_the_answer_describes_every_error(cast):
    tree = tree_of(letter_to(cast.social_psychiatry))
    (communication,) = resources(tree, "Communication")
    communication["status"] = "completed"
    communication["category"][0]["coding"][0]["code"] = "weather"
    raw = come(tree)
    codes = [issue["code"] for issue in raw.issues]
    assert codes.count("MSG_VALUESET_VALUE_UNKNOWN") == 2
    assert len(answers()[0].issues) == len(raw.issues)


def test_the_operator_reads_why(cast, client):
    raw = come(invalid(letter_to(cast.social_psychiatry)))
    client.force_login(cast.ivan)
    page = client.get(reverse("deliveries")).content.decode()
    assert raw.issues[0]["text"] in page
    assert "Bruno" not in page


def test_a_warning_refuses_nothing(cast):
    tree = tree_of(letter_to(cast.social_psychiatry))
    for resource in resources(tree, "Organization"):
        resource.pop("text")
    assert come(tree).state == RawState.ACCEPTED


def test_an_unknown_receiver_is_answered_so(cast):
    raw = come(replace(letter_to(cast.social_psychiatry, receiver=NOBODY)))
    assert_refused(raw, "MSG_Receiver_Identifier_UNKNOWN")
    assert answers()[0].sender.gln == NOBODY.gln


def test_a_closed_mailbox_receives_nothing(cast):
    letter = letter_to(cast.social_psychiatry)
    Mailbox.objects.filter(pk=cast.social_psychiatry.pk).update(is_open=False)
    assert_refused(come(letter), "MSG_Receiver_Identifier_UNKNOWN")


def test_an_unknown_receiver_gets_a_mailbox_when_asked_for(cast):
    raw = come(letter_to(cast.social_psychiatry, receiver=NOBODY), create_mailboxes=True)
    assert raw.state == RawState.ACCEPTED
    assert Mailbox.objects.get(organisation__sor_code=NOBODY.sor_code).threads.count() == 1


def test_an_invalid_message_makes_no_mailbox(cast):
    come(invalid(letter_to(cast.social_psychiatry, receiver=NOBODY)), create_mailboxes=True)
    assert not Mailbox.objects.filter(organisation__sor_code=NOBODY.sor_code).exists()


def test_an_envelope_for_somebody_else_is_refused(cast):
    letter = letter_to(cast.social_psychiatry)
    raw = come(in_envelope(letter, receiver_gln=NOBODY.gln))
    assert_refused(raw, "MSG_Receiver_Identifier_UNKNOWN")


def test_two_citizens_in_one_message_are_refused(cast):
    tree = tree_of(letter_to(cast.social_psychiatry))
    (patient,) = resources(tree, "Patient")
    second = {**patient, "id": new_id()}
    tree["entry"].append({"fullUrl": f"https://example.org/Patient/{second['id']}", "resource": second})
    raw = come(tree)
    assert raw.state == RawState.REJECTED
    assert [one.code for one in answers()] == ["fatal-error"]
    assert not Thread.objects.exists()


def test_another_citizen_in_a_known_thread_is_refused(cast):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    other = replace(reply_to(letter), citizen=PETER)
    assert_refused(come(other), "MSG_RESOURCE_ID_MISMATCH")
    thread = thread_in(cast.social_psychiatry)
    assert [one.value for one in thread.citizen_identifiers.all()] == ["2509479989"]
    assert thread.messages.count() == 1


def test_another_citizen_is_refused_from_another_unit_too(cast):
    """The thread is matched by its identifier alone; a third party cannot open it about somebody else."""
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    third = letter_to(cast.social_psychiatry, sender=NOBODY, citizen=PETER)
    assert_refused(
        come(replace(third, communication_identifier=letter.communication_identifier)), "MSG_RESOURCE_ID_MISMATCH"
    )


def test_an_acknowledgement_is_never_answered(cast):
    for response_to in (new_id(), ""):
        document = write_acknowledgement(
            Acknowledgement(
                bundle_id=new_id(),
                timestamp="2025-03-03T16:00:00+01:00",
                message_header_id=new_id(),
                response_to=response_to or "x",
                code=ResponseCode.OK,
                sender=HOSPITAL,
                receiver=here(cast.social_psychiatry),
            )
        )
        come(document)
    assert not Delivery.objects.exists()


def test_a_message_of_another_kind_is_refused(cast):
    tree = tree_of(letter_to(cast.social_psychiatry))
    resources(tree, "MessageHeader")[0]["eventCoding"]["code"] = "hospital-notification-message"
    assert_refused(come(tree), "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE")


@pytest.mark.parametrize("lost", ["id", "sender", "destination"])
def test_a_message_with_nobody_to_answer_is_set_aside(cast, lost):
    tree = tree_of(letter_to(cast.social_psychiatry))
    resources(tree, "MessageHeader")[0].pop(lost)
    raw = come(tree)
    assert (raw.state, raw.code) == (RawState.REJECTED, "")
    assert raw.issues
    assert not Delivery.objects.exists()


def test_the_answer_to_a_refusal_goes_back_in_the_syntax_it_came_in(cast):
    come(letter_to(cast.social_psychiatry, receiver=NOBODY), syntax="xml")
    assert Delivery.objects.get().syntax == "xml"


def test_a_message_naming_ids_longer_than_any_column_is_no_fault_of_ours(cast):
    letter = letter_to(cast.social_psychiatry)
    long = replace(
        letter,
        message_header_id="x" * 300,
        history=(replace(letter.history[0], message_header_id="x" * 300),),
        sender=wire.Organisation("9" * 40, "9" * 30, "n" * 400),
    )
    assert come(tree_of(long)).state != RawState.FAILED
