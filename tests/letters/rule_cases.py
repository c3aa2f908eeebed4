"""For every rule, what to do to the full valid message so that this rule and no other speaks up."""

from __future__ import annotations

import copy
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from tests.letters import make
from tests.letters.make import Tree, add, the, without

Break = Callable[[Tree], Any]


def _at(node: Any, path: str) -> tuple[Any, str | int]:
    """The container and the last step of a path like ``Communication/payload/0/contentString``."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in steps:
        node = node[step]
    return node, last


def _start(tree: Tree, path: str) -> tuple[Any, str | int]:
    kind, _, rest = path.partition("/")
    if kind == "Bundle":
        return _at(tree, rest)
    kind, _, identity = kind.partition("#")
    return _at(the(tree, kind, identity), rest)


def put(path: str, value: Any) -> Break:
    """Set an element; the path starts with a resource type, ``#id`` picks one of several."""

    def change(tree: Tree) -> None:
        container, step = _start(tree, path)
        container[step] = value

    return change


def drop(*paths: str) -> Break:
    def change(tree: Tree) -> None:
        for path in paths:
            container, step = _start(tree, path)
            del container[step]

    return change


def again(path: str) -> Break:
    """Repeat the first member of a list."""

    def change(tree: Tree) -> None:
        container, step = _start(tree, path)
        container[step].append(copy.deepcopy(container[step][0]))

    return change


def extra(kind: str, identity: str = "", **changes: Any) -> Break:
    """Add a changed copy of a resource."""

    def change(tree: Tree) -> None:
        add(tree, {**the(tree, kind, identity), "id": "another", **changes})

    return change


def both(*changes: Break) -> Break:
    def change(tree: Tree) -> None:
        for each in changes:
            each(tree)

    return change


def gone(kind: str, identity: str = "") -> Break:
    return lambda tree: without(tree, kind, identity)


def last_first(tree: Tree) -> None:
    tree["entry"].insert(0, tree["entry"].pop())


def file(data: bytes) -> Break:
    return put("Communication/payload/3/contentAttachment/data", b64encode(data).decode())


def other_category(tree: Tree) -> None:
    communication = the(tree, "Communication")
    communication["category"][0]["coding"][0]["code"] = "other"
    del communication["priority"], communication["topic"]


_TEXT, _FILE = "Communication/payload/2", "Communication/payload/3"
_DATE, _IDENTIFIER, _AUTHOR, _CONTACT = (f"{_TEXT}/extension/{number}" for number in range(4))
_CODING = "Communication/category/0/coding/0"
_USE = "MessageHeader/destination/0/extension"
_NO_TEXT = {"system": make.SOR, "value": ""}
_LONG_SOR_CODE = both(
    put("Organization#oest/identifier/1/value", "5" * 21),
    put("MessageHeader/source/endpoint", "https://sor2.sum.dsdn.dk/#id=" + "5" * 21),
)
_SCATTERED = make.provenance("scattered", "unheard-of", "new-message", make.NOW, "oest", make.THREAD)

ERRORS: list[tuple[str, Break]] = [
    ("elements_have_their_type", put("Bundle/identifier", [])),
    ("elements_have_their_type", put("Patient/active", "yes")),
    ("elements_have_their_type", put("Patient/name/0/given", ["Bruno", None])),
    ("elements_have_their_type", put("Communication/note", [None])),
    ("elements_have_their_type", put("Provenance#now/policy", "x")),
    # the Bundle
    ("bundle_has_an_id", drop("Bundle/id")),
    ("bundle_has_an_id", put("Bundle/id", "")),
    ("bundle_is_a_message", put("Bundle/type", "batch")),
    ("bundle_is_a_message", drop("Bundle/type")),
    ("bundle_has_a_time", drop("Bundle/timestamp")),
    ("bundle_has_a_time", put("Bundle/timestamp", "2025-03-03T14:05:00")),
    ("bundle_has_a_time", put("Bundle/timestamp", "2025-02-30T14:05:00Z")),
    ("bundle_has_a_time", put("Bundle/timestamp", "9999-12-31T23:59:59-14:00")),
    ("entries_have_a_full_url", drop("Bundle/entry/1/fullUrl")),
    ("entries_have_a_full_url", put("Bundle/entry/1/fullUrl", f"{make.BASE}/Patient/another")),
    ("entries_have_a_full_url", put("Bundle/entry/1/fullUrl", "Patient/bruno")),
    ("entries_hold_a_resource", lambda tree: tree["entry"].append({"fullUrl": f"{make.BASE}/X/1"})),
    ("entries_hold_a_resource", lambda tree: tree["entry"].append({"fullUrl": f"{make.BASE}/X/1", "resource": {}})),
    ("entries_hold_a_resource", drop("MessageHeader/id")),
    ("resources_are_distinct", extra("Organization", "oest", id="oest")),
    ("ids_have_the_length_of_an_id", put("Bundle/id", "a" * 65)),
    ("ids_have_the_length_of_an_id", put("Provenance#now/entity/3/what/reference", "MessageHeader/" + "a" * 65)),
    ("organisation_numbers_have_their_length", put("Organization#oest/identifier/0/value", "5" * 14)),
    ("organisation_numbers_have_their_length", _LONG_SOR_CODE),
    ("citizen_identifiers_have_a_length", put("Patient/identifier/1/value", "1" * 256)),
    ("header_comes_first", last_first),
    ("one_message_header", extra("MessageHeader")),
    ("one_patient", extra("Patient")),
    ("one_communication", extra("Communication")),
    ("at_most_one_encounter", extra("Encounter")),
    ("header_has_the_profile", put("MessageHeader/meta", {})),
    ("provenances_have_the_profile", put("Provenance#earlier/meta/profile", ["https://example.org/other"])),
    # the MessageHeader
    ("event_is_care_communication", put("MessageHeader/eventCoding/system", "urn:x")),
    ("event_is_care_communication", put("MessageHeader/eventCoding/code", "empty-message")),
    ("one_destination", drop("MessageHeader/destination")),
    ("one_destination", again("MessageHeader/destination")),
    ("destination_is_primary", drop(_USE)),
    ("destination_is_primary", put(_USE, [])),
    ("destination_is_primary", again(_USE)),
    ("destination_is_primary", put(f"{_USE}/0/valueCoding/code", "cc")),
    ("destination_is_primary", put(f"{_USE}/0/valueCoding/system", "urn:x")),
    ("endpoints_are_given", drop("MessageHeader/destination/0/endpoint")),
    ("endpoints_are_given", drop("MessageHeader/source")),
    ("parties_are_given", drop("MessageHeader/sender")),
    ("parties_are_given", drop("MessageHeader/destination/0/receiver")),
    ("one_focus", drop("MessageHeader/focus")),
    ("one_focus", again("MessageHeader/focus")),
    ("definition_is_version_5", drop("MessageHeader/definition")),
    ("definition_is_version_5", put("MessageHeader/definition", f"{make.IG}/messagedefinitions/x|5.0")),
    (
        "definition_is_version_5",
        put(
            "MessageHeader/definition",
            f"{make.IG}/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition|6.0",
        ),
    ),
    # references
    ("references_resolve", gone("Practitioner", "anna")),
    ("references_resolve", put("MessageHeader/sender/reference", "Organization/nobody")),
    ("references_resolve", put("Communication/subject/reference", "Patient/nobody")),
    ("references_resolve", put("Provenance#earlier/agent/0/who/reference", "Organization/nobody")),
    ("references_resolve", put(f"{_IDENTIFIER}/valueIdentifier/assigner/reference", "Organization/nobody")),
    ("references_resolve", put("PractitionerRole#cecilie-role/organization/reference", "https://example.org/x")),
    ("references_name_the_right_type", put("Communication/recipient/0/reference", "Patient/bruno")),
    ("references_name_the_right_type", put(f"{_AUTHOR}/valueReference/reference", "Practitioner/cecilie")),
    ("references_name_the_right_type", put("MessageHeader/focus/0/reference", "Patient/bruno")),
    ("references_are_literal", put("Encounter/subject", {"display": "Bruno"})),
    # organisations
    ("organisations_have_a_sor_code", drop("Organization#oest/identifier/1")),
    ("organisations_have_a_sor_code", put("Organization#fjordby/identifier/1/value", "")),
    ("messaging_organisations_have_a_location_number", drop("Organization#oest/identifier/0")),
    ("messaging_organisations_have_a_location_number", drop("Organization#fjordby/identifier/0/value")),
    # the Patient
    ("one_patient", both(gone("Patient"), gone("Encounter"), drop("Communication/subject", "Communication/encounter"))),
    ("patient_has_an_identifier", drop("Patient/identifier")),
    ("patient_identifiers_have_a_value", drop("Patient/identifier/0/value")),
    ("patient_has_one_official_name", drop("Patient/name")),
    ("patient_has_one_official_name", put("Patient/name/0/use", "maiden")),
    ("patient_has_one_official_name", again("Patient/name")),
    ("official_name_has_a_family_name", drop("Patient/name/0/family")),
    ("official_name_has_a_family_name", put("Patient/name/0/family", " ")),
    # the Communication
    ("one_communication_identifier", drop("Communication/identifier")),
    ("one_communication_identifier", drop("Communication/identifier/0/value")),
    ("one_communication_identifier", again("Communication/identifier")),
    ("communication_identifier_is_a_uuid", put("Communication/identifier/0/value", make.THREAD[9:])),
    ("communication_identifier_is_a_uuid", put("Communication/identifier/0/value", make.THREAD.replace("f", "F"))),
    ("status_is_unknown", put("Communication/status", "completed")),
    ("status_is_unknown", drop("Communication/status")),
    ("one_category", both(drop("Communication/category"), drop("Communication/priority"))),
    ("one_category", both(drop("Communication/category/0/coding"), drop("Communication/priority"))),
    ("one_category", again("Communication/category")),
    ("one_category", again("Communication/category/0/coding")),
    ("category_is_national", put(f"{_CODING}/system", "urn:x")),
    ("category_is_national", both(put(f"{_CODING}/code", "gossip"), drop("Communication/priority"))),
    ("category_is_national", both(drop(f"{_CODING}/code"), drop("Communication/priority"))),
    ("category_is_national", both(put(_CODING, {}), drop("Communication/priority"))),
    ("priority_is_known", put("Communication/priority", "stat")),
    ("priority_is_known", put("Communication/priority", "")),
    ("priority_only_with_a_referral", put(f"{_CODING}/code", "discharge")),
    ("other_needs_a_topic", other_category),
    ("topic_has_a_text", put("Communication/topic", {})),
    ("topic_has_a_text", put("Communication/topic", {"text": "\n"})),
    ("subject_is_given", drop("Communication/subject")),
    ("at_most_one_specific_recipient", again("Communication/recipient")),
    ("at_most_one_specific_sender", again("Communication/extension")),
    (
        "specific_sender_belongs_to_the_sender",
        put("CareTeam/managingOrganization/0/reference", "Organization/fjordby"),
    ),
    ("specific_sender_belongs_to_the_sender", drop("CareTeam/managingOrganization")),
    (
        "specific_recipient_belongs_to_the_receiver",
        put("PractitionerRole#anna-role/organization/reference", "Organization/oest"),
    ),
    ("specific_recipient_belongs_to_the_receiver", drop("PractitionerRole#anna-role/organization")),
    ("teams_have_a_name", drop("CareTeam/name")),
    ("encounter_is_referred_to", drop("Communication/encounter")),
    ("encounter_is_complete", drop("Encounter/status")),
    ("encounter_is_complete", drop("Encounter/class")),
    ("encounter_is_complete", drop("Encounter/subject")),
    ("references_resolve", gone("Encounter")),
    ("episode_has_an_identifier", drop("Encounter/episodeOfCare")),
    ("episode_identifier_is_complete", drop("Encounter/episodeOfCare/0/identifier/system")),
    ("episode_identifier_is_complete", drop("Encounter/episodeOfCare/0/identifier/value")),
    ("national_episode_identifier_is_a_uuid", put("Encounter/episodeOfCare/0/identifier/value", make.THREAD)),
    # payloads
    ("there_is_a_text", lambda tree: _only_files(tree)),
    ("payload_has_one_content", both(drop(f"{_FILE}/contentAttachment"))),
    ("payload_has_one_content", put(f"{_TEXT}/contentAttachment", {"title": "x", "url": "https://example.org"})),
    ("payload_has_one_content", put(f"{_TEXT}/contentReference", make.ref("Patient/bruno"))),
    ("text_is_not_empty", put(f"{_TEXT}/contentString", " \n")),
    ("payload_extensions_are_not_repeated", again(f"{_TEXT}/extension")),
    ("payload_has_a_date", drop(_DATE)),
    ("payload_has_a_date", put(f"{_DATE}/valueDateTime", "2025-03-03")),
    ("payload_has_a_date", put(f"{_DATE}/valueDateTime", "20250303T140500Z")),
    ("payload_has_an_identifier", drop("Communication/payload/0/extension/1")),
    ("payload_has_an_identifier", put("Communication/payload/0/extension/1/valueIdentifier/value", "abc")),
    ("payload_identifier_has_an_assigner", drop(f"{_IDENTIFIER}/valueIdentifier/assigner")),
    ("payload_identifiers_are_distinct", again("Communication/payload")),
    ("text_has_an_author", drop(_AUTHOR)),
    ("text_has_an_author", drop(f"{_AUTHOR}/valueReference")),
    ("text_has_an_author", drop(f"{_FILE}/extension/2/valueReference")),
    ("text_has_a_phone_number", drop(_CONTACT)),
    ("text_has_a_phone_number", put(f"{_FILE}/extension/3/valueContactPoint", {})),
    ("text_has_a_phone_number", drop(f"{_CONTACT}/valueContactPoint/value")),
    ("contact_is_a_phone_number", put(f"{_CONTACT}/valueContactPoint/system", "email")),
    ("contact_is_a_phone_number", put(f"{_CONTACT}/valueContactPoint/value", "ring mig op")),
    # attachments
    ("attachment_has_a_title", drop(f"{_FILE}/contentAttachment/title")),
    ("file_has_a_content_type", drop(f"{_FILE}/contentAttachment/contentType")),
    ("content_type_is_permitted", put(f"{_FILE}/contentAttachment/contentType", "video/mp4")),
    ("content_type_is_permitted", put("Communication/payload/1/contentAttachment/contentType", "")),
    ("data_can_be_decoded", put(f"{_FILE}/contentAttachment/data", "JVBERi0")),
    ("data_can_be_decoded", put(f"{_FILE}/contentAttachment/data", "JVBE!Ri0x")),
    ("data_can_be_decoded", put(f"{_FILE}/contentAttachment/data", "JVBERæ0x")),
    ("data_can_be_decoded", put(f"{_FILE}/contentAttachment/data", "")),
    ("file_is_of_a_permitted_type", file(b"PK\x03\x04")),
    ("file_is_of_a_permitted_type", file(b"<script>%PDF-1.4")),
    ("file_is_of_a_permitted_type", file(b"BM is how a text may begin")),
    ("file_is_of_a_permitted_type", file(b"\x00" * 2000 + b"%PDF-1.4")),
    ("new_attachment_has_content", drop(f"{_FILE}/contentAttachment/data")),
    ("creation_is_a_time", put(f"{_FILE}/contentAttachment/creation", "i går")),
    ("creation_is_a_time", put(f"{_FILE}/contentAttachment/creation", "2025-13")),
    # authors
    ("role_has_a_practitioner", drop("PractitionerRole#cecilie-role/practitioner")),
    ("role_has_one_job_title", drop("PractitionerRole#cecilie-role/code")),
    ("role_has_one_job_title", put("PractitionerRole#cecilie-role/code/0/text", "Sygeplejerske")),
    ("role_has_one_job_title", put("PractitionerRole#anna-role/code/0/text", "  ")),
    ("practitioner_has_a_name", drop("Practitioner#cecilie/name")),
    ("practitioner_has_a_name", put("Practitioner#cecilie/name", [{"use": "official"}])),
    # Provenances
    ("message_has_its_provenance", lambda tree: _only_earlier(tree)),
    ("message_has_one_provenance", extra("Provenance", "now")),
    ("provenance_has_one_target", drop("Provenance#earlier/target")),
    ("provenance_has_one_target", again("Provenance#earlier/target")),
    ("provenance_has_one_target", put("Provenance#earlier/target/0/reference", "Patient/bruno")),
    ("provenance_target_is_in_the_history", lambda tree: add(tree, _SCATTERED)),
    ("provenance_has_its_times", drop("Provenance#earlier/occurredDateTime")),
    ("provenance_has_its_times", put("Provenance#now/recorded", "2025-03-03T14:05:00")),
    ("provenance_has_one_activity", drop("Provenance#now/activity")),
    ("provenance_has_one_activity", again("Provenance#now/activity/coding")),
    ("provenance_has_one_activity", put("Provenance#now/activity/coding/0/system", "urn:x")),
    ("provenance_has_one_activity", put("Provenance#now/activity/coding/0/code", "retract-message")),
    ("provenance_has_an_agent", drop("Provenance#now/agent")),
    ("provenance_names_what_was_added", put("Provenance#earlier/entity", [])),
    ("provenance_names_what_was_added", drop("Provenance#now/entity/2/what/identifier")),
    ("provenance_entities_have_a_role", lambda tree: the(tree, "Provenance", "now")["entity"].append({})),
    ("provenance_entities_have_a_role", put("Provenance#now/entity/2/role", "x")),
    ("current_provenance_names_carried_payloads", drop("Communication/payload/4")),
    ("current_provenance_names_carried_payloads", put("Provenance#now/entity/2/what/identifier/value", make.THREAD)),
    ("provenance_answers_one_message", lambda tree: _answers_twice(tree)),
    ("answered_message_is_named", put("Provenance#now/entity/3/what", {"display": "Den forrige"})),
]

WARNINGS: list[tuple[str, Break]] = [
    ("resources_have_a_narrative", drop("Patient/text")),
    ("endpoints_agree_with_the_parties", put("MessageHeader/source/endpoint", "https://sor2.sum.dsdn.dk/#id=1")),
    (
        "sor_codes_pass_their_check_digit",
        both(
            put("Organization#oest/identifier/1/value", "900211000016002"),
            put("MessageHeader/source/endpoint", "https://sor2.sum.dsdn.dk/#id=900211000016002"),
        ),
    ),
    ("location_numbers_pass_their_check_digit", put("Organization#oest/identifier/0/value", "5790009000021")),
    ("civil_registration_number_looks_like_one", put("Patient/identifier/0/value", "250947-9989")),
    ("category_is_still_in_use", both(put(f"{_CODING}/code", "assessment"), drop("Communication/priority"))),
    ("phone_number_is_well_formed", put(f"{_CONTACT}/valueContactPoint/value", "38 68 38 68")),
    ("file_is_what_it_says", file(b"\xff\xd8\xff\xe0")),
    ("link_leads_to_the_web", put("Communication/payload/4/contentAttachment/url", "javascript:alert(1)")),
    (
        "job_title_is_on_its_list",
        put("PractitionerRole#cecilie-role/code/0/coding/0", {"system": "urn:x", "code": "klovn"}),
    ),
    ("reply_says_what_it_answers", drop("Provenance#now/entity/3")),
]


def _only_files(tree: Tree) -> None:
    """A message whose only payloads are attachments."""
    communication, own = the(tree, "Communication"), the(tree, "Provenance", "now")
    communication["payload"] = communication["payload"][3:]
    own["entity"] = [each for each in own["entity"] if each["what"].get("identifier", {}).get("value") != make.TEXT_ID]


def _only_earlier(tree: Tree) -> None:
    """A message with its history but without a Provenance of its own."""
    without(tree, "Provenance", "now")


def _answers_twice(tree: Tree) -> None:
    entities = the(tree, "Provenance", "now")["entity"]
    entities.append(copy.deepcopy(entities[-1]))
