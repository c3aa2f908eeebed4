"""The official validator beside our own rules: a stand-in with its interface says what it is told to."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from correspondence import official_validator
from correspondence.actions.content import NotSendable
from correspondence.exchange.open import open_document
from correspondence.letters.carecommunication.write import write as written
from correspondence.letters.issues import Severity
from correspondence.models import Delivery, Message
from correspondence.states import RawState
from tests.cast import answer, thread_in
from tests.cast import write as write_new
from tests.correspondence.outside import answers, come, in_envelope, invalid, letter_to
from tests.gateways.http import Server

SLICE = "This_element_does_not_match_any_known_slice_"


def issue(level="ERROR", message_id="Validation_VAL_Profile_Minimum", **changes):
    return {
        "level": level,
        "messageId": message_id,
        "message": "Bruno Elmer 2509479989: minimum required = 1, but only found 0",
        "location": "Bundle.entry[1].resource/*Patient/250947-9989*/.name[0]",
        "type": "STRUCTURE",
        "line": 1,
        "col": 2,
        **changes,
    }


class Validator:
    """HL7's service as far as we use it; ``says`` are its issues, ``asked`` the questions as they came."""

    def __init__(self) -> None:
        self.says: list[dict] = []
        self.asked: list[dict] = []
        self.answers = self.valid
        self.server = Server(self._answer)

    def _answer(self, path, headers, body):
        assert (path, headers["Content-Type"]) == ("/validate", "application/json")
        self.asked.append(json.loads(body))
        return self.answers()

    def valid(self):
        outcome = {"fileInfo": {"fileName": "message.json"}, "issues": self.says}
        return 200, json.dumps({"outcomes": [outcome], "sessionId": "session-1"}).encode()


@pytest.fixture
def validator(settings, monkeypatch, cast):
    one = Validator()
    settings.FHIR_VALIDATOR_URL = one.server.url
    settings.FHIR_VALIDATOR_SECONDS = 20.0
    monkeypatch.setattr(official_validator, "_service", official_validator._Service())
    yield one
    one.server.stop()


@pytest.fixture
def letter(cast):
    return letter_to(cast.social_psychiatry)


def test_it_is_asked_with_the_document_and_the_packages(validator, letter):
    assert come(in_envelope(letter)).state == RawState.ACCEPTED
    (asked,) = validator.asked
    assert asked["cliContext"] == {"sv": "4.0.1", "igs": ["medcom.fhir.dk.carecommunication#5.0.2"], "locale": "en"}
    (file,) = asked["filesToValidate"]
    assert (file["fileName"], file["fileType"]) == ("message.json", "json")
    assert file["fileContent"].encode() == written(letter)


def test_xml_is_told_to_be_xml(validator, letter):
    come(letter, syntax="xml")
    (file,) = validator.asked[0]["filesToValidate"]
    assert (file["fileType"], file["fileContent"].encode()) == ("xml", written(letter, syntax="xml"))


def test_it_is_asked_again_in_the_same_session(validator, cast):
    for _ in range(2):
        come(letter_to(cast.social_psychiatry))
    assert [one["sessionId"] for one in validator.asked] == [None, "session-1"]


def test_what_it_refuses_is_refused_with_its_reason_and_nothing_of_the_citizen(validator, letter):
    validator.says = [issue()]
    raw = come(letter)
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    (found,) = raw.issues
    assert found["path"] == "Bundle.entry[1].resource.name[0]"
    assert "Validation_VAL_Profile_Minimum" in found["text"]
    assert (found["type"], found["rule"]) == ("structure", "official_validator")
    assert not any(word in json.dumps(raw.issues) for word in ("Bruno", "Elmer", "9989"))
    (said,) = answers()
    assert "Validation_VAL_Profile_Minimum" in said.issues[0].text
    assert not Message.objects.exists()


def test_what_our_own_rules_refuse_is_not_asked_about(validator, letter):
    assert come(invalid(letter)).state == RawState.REJECTED
    assert come(b"{}").state == RawState.REJECTED
    assert validator.asked == []


@pytest.mark.parametrize(
    ("counts", "level", "refused"),
    [
        ("error", "ERROR", True),
        ("error", "FATAL", True),
        ("error", "WARNING", False),
        ("error", "INFORMATION", False),
        ("fatal", "ERROR", False),
        ("fatal", "FATAL", True),
        ("warning", "WARNING", True),
        ("warning", "information", False),
        ("none", "FATAL", False),
    ],
)
def test_the_severity_that_counts_is_set(validator, letter, settings, counts, level, refused):
    settings.FHIR_VALIDATOR_COUNTS = counts
    validator.says = [issue(level)]
    raw = come(letter)
    assert raw.state == (RawState.REJECTED if refused else RawState.ACCEPTED)
    # What does not count is for the operator to read all the same, but for mere information.
    expected = [] if level.upper() == "INFORMATION" else ["error" if refused else "warning"]
    assert [one["severity"] for one in raw.issues] == expected


@pytest.mark.parametrize(
    ("ignored", "refused"),
    [
        ([SLICE], False),
        (["This_element_*"], False),
        (["*_slice_", "x"], False),
        (["Bundle"], True),
        (["This_element"], True),
        ([f"{SLICE}@Bundle.entry[1].resource.*"], False),
        (["*@Bundle.entry[[]1].*"], True),
        ([f"{SLICE}@Bundle.entry[2].*"], True),
    ],
)
def test_known_false_errors_are_ignored_by_name_or_by_place(validator, letter, settings, ignored, refused):
    settings.FHIR_VALIDATOR_IGNORE = ignored
    validator.says = [issue(message_id=SLICE)]
    assert (come(letter).state == RawState.REJECTED) == refused


def test_the_worst_come_first_and_not_without_end(validator, letter):
    validator.says = [issue("WARNING")] * 500 + [issue("FATAL", "Last")]
    found = official_validator.official_issues(written(letter), syntax="json")
    assert len(found) == official_validator.MOST_ISSUES
    assert (found[0].severity, "Last" in found[0].text) == (Severity.ERROR, True)


BAD_ANSWERS = [
    (500, b"java.lang.NullPointerException"),
    (400, b"No files for validation provided in request."),
    (302, b""),
    (200, b""),
    (200, b"<html>"),
    (200, b"[]"),
    (200, b"null"),
    (200, b'{"outcomes": []}'),
    (200, b'{"outcomes": [null]}'),
    (200, b'{"outcomes": [{"issues": ["x"]}]}'),
    (200, b'{"outcomes": [{"issues": 7}]}'),
    (200, b"[" * 100_000),
    (200, b'{"a": "' + b"x" * (official_validator.ANSWER_BYTES + 10) + b'"}'),
]


@pytest.mark.parametrize("said", BAD_ANSWERS, ids=lambda said: f"{said[0]} {said[1][:20]!r}")
def test_no_usable_answer_leaves_it_to_our_own_rules_and_is_logged(validator, letter, caplog, said):
    validator.answers = lambda: said
    assert come(letter).state == RawState.ACCEPTED
    assert "our own rules decide" in caplog.text
    assert not any(word in caplog.text for word in ("Bruno", "9989", "NullPointer"))


def test_an_absent_service_is_left_alone_for_a_while(validator, cast, caplog, monkeypatch):
    validator.server.stop()
    tried = []
    real = official_validator.post

    def counted(*arguments, **options):
        tried.append(1)
        return real(*arguments, **options)

    monkeypatch.setattr(official_validator, "post", counted)
    for _ in range(3):
        assert come(letter_to(cast.social_psychiatry)).state == RawState.ACCEPTED
    assert len(tried) == 1
    assert caplog.text.count("does not answer") == 1
    official_validator._service.breaker.mend()  # the pause is over
    validator.server.start()
    validator.says = [issue()]
    assert come(letter_to(cast.social_psychiatry)).state == RawState.REJECTED


def test_a_slow_one_is_waited_for_no_longer_than_set(validator, letter, settings):
    settings.FHIR_VALIDATOR_SECONDS = 0.2
    validator.answers = lambda: None
    assert come(letter).state == RawState.ACCEPTED
    assert official_validator._service.breaker.is_broken


def test_a_very_large_document_is_not_asked_about(validator, letter, monkeypatch, caplog):
    caplog.set_level("INFO")
    monkeypatch.setattr(official_validator, "MOST_BYTES", 100)
    assert come(letter).state == RawState.ACCEPTED
    assert validator.asked == []
    assert "too large" in caplog.text


def test_what_it_refuses_is_not_sent(validator, cast):
    come(letter_to(cast.social_psychiatry))
    validator.says = [issue()]
    thread = thread_in(cast.social_psychiatry)
    before = Message.objects.count(), Delivery.objects.count()
    with pytest.raises(NotSendable) as caught:
        answer(cast.anna, thread)
    assert [one.rule for one in caught.value.issues] == ["official_validator"]
    assert (Message.objects.count(), Delivery.objects.count()) == before
    validator.says = []
    assert answer(cast.anna, thread).pk


def test_what_is_sent_says_the_same_as_what_was_asked_about(validator, cast):
    message = write_new(cast, deliver=False)
    asked = json.loads(validator.asked[0]["filesToValidate"][0]["fileContent"])
    texts = [
        payload["contentString"]
        for entry in asked["entry"]
        for payload in entry["resource"].get("payload", [])
        if "contentString" in payload
    ]
    assert texts == [one.text for one in message.segments.all()]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_it_is_asked(settings, monkeypatch, transactional_db):
    from tests.cast import assemble

    open_ones = []

    def asked(*_, **__):
        open_ones.append(transaction.get_connection().in_atomic_block)
        raise official_validator.Unanswered("away")

    settings.FHIR_VALIDATOR_URL = "http://validator.example"
    monkeypatch.setattr(official_validator, "post", asked)
    monkeypatch.setattr(official_validator, "_service", official_validator._Service())
    people = assemble()
    write_new(people, deliver=False)
    official_validator._service.breaker.mend()
    come(letter_to(people.social_psychiatry))
    assert open_ones == [False, False]


def test_without_an_address_nobody_is_asked(letter, settings, cast):
    assert settings.FHIR_VALIDATOR_URL == ""
    assert open_document(written(letter)).reading.issues == []
