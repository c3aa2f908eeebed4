"""The narrative (``text.div``) of each resource: what a person reads when a system can show nothing else.

MedCom marks elements ``SHALL:in-narrative``; each of them is shown with its value to the letter, under
a Danish label with the English one beside it. Content of files is never shown. All values are
escaped; the markup is ours alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from types import MappingProxyType
from typing import Any

from correspondence.letters.fhir.serialise import legal
from correspondence.letters.letter import CPR_SYSTEM, D_ECPR_SYSTEM, GLN_SYSTEM, SOR_SYSTEM, X_ECPR_SYSTEM
from correspondence.letters.terminology import category_label, job_title_label

Tree = dict[str, Any]
Labels = Mapping[str, str]
NOTHING: Mapping[str, str] = MappingProxyType({})
# The class of an element that shows a payload's text with its formatting.
FORMATTED = "formatted-text"

_PAYLOAD_EXTENSIONS = {
    "datetime": "medcom-core-datetime-extension",
    "identifier": "medcom-core-identifier-extension",
    "author": "medcom-core-practitioner-extension",
    "contact": "medcom-core-contact-extension",
}
_WORDS = {
    "care-communication-message": ("Korrespondancemeddelelse", "care communication"),
    "acknowledgement-message": ("Kvittering", "acknowledgement"),
    "primary": ("Primær modtager", "primary receiver"),
    "new-message": ("Ny besked", "new message"),
    "reply-message": ("Svar", "reply"),
    "forward-message": ("Videresendt", "forwarded"),
    "acknowledgement": ("Kvittering", "acknowledgement"),
    "routine": ("Rutine", "routine"),
    "asap": ("Haster", "as soon as possible"),
    "unknown": ("Ukendt", "unknown"),
    "source": ("Tilføjet meddelelsessegment", "added message segment"),
    "revision": ("Foregående besked", "preceding message"),
    "ok": ("Modtaget", "received"),
    "fatal-error": ("Afvist, fejl i indholdet", "refused, fault in the content"),
    "transient-error": ("Kan ikke modtages nu", "cannot be received now"),
    "error": ("Fejl", "error"),
    "warning": ("Advarsel", "warning"),
    "information": ("Oplysning", "information"),
}
_IDENTIFIERS = {
    CPR_SYSTEM: ("CPR-nummer", "civil registration number"),
    X_ECPR_SYSTEM: ("Erstatnings-CPR, nationalt", "national replacement number"),
    GLN_SYSTEM: ("Lokationsnummer", "GLN"),
    SOR_SYSTEM: ("SOR-kode", "SOR code"),
}


def block_id(identifier: str) -> str:
    """The id of the element that shows the text of a payload, whose identifier is ``urn:uuid:…``."""
    return "text-" + re.sub(r"[^0-9a-z]+", "-", identifier.lower().removeprefix("urn:uuid:"))


def narrative(resource: Tree, labels: Labels, formatted: Mapping[str, str] = NOTHING) -> dict[str, str]:
    """``text`` for a resource.

    ``labels`` gives a name to show beside a reference (``Organization/…`` → name of the unit), ``formatted`` the
    XHTML of texts that are more than plain, by the identifier of their payload. The status
    is ``extensions`` when part of what is shown stands in extensions.
    """
    kind = resource["resourceType"]
    rows = "".join(_ROWS[kind](resource, labels))
    if formatted and kind == "Communication":
        rows = "".join(_communication(resource, labels, formatted))
    title = _row(*_TITLES[kind], resource["id"])
    return {
        "status": "extensions" if kind in _WITH_EXTENSIONS or "extension" in resource else "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{title}{rows}</div>',
    }


def _row(danish: str, english: str, value: str) -> str:
    return f"<p><b>{danish} ({english}):</b> {_text(value)}</p>"


_SPECIAL = re.compile("[&<>\"'\r\n]")


def _text(value: str) -> str:
    value = legal(value)
    if not _SPECIAL.search(value):
        return value
    return escape(value.replace("\r\n", "\n").replace("\r", "\n")).replace("\n", "<br/>")


def _word(code: str) -> str:
    danish, english = _WORDS.get(code, ("", ""))
    return f"{danish} ({english}) [{code}]" if danish else code


def _named(reference: Tree, labels: Labels) -> str:
    target = reference.get("reference", "")
    label = labels.get(target)
    return f"{label} [{target}]" if label else target


def _header(tree: Tree, labels: Labels) -> Iterator[str]:
    yield _row("Hændelse", "event", _word(tree["eventCoding"]["code"]))
    for destination in tree["destination"]:
        yield _row("Modtagertype", "destination use", _word(destination["extension"][0]["valueCoding"]["code"]))
        yield _row("Modtager", "receiver", _named(destination["receiver"], labels))
        yield _row("Modtagers adresse", "destination endpoint", destination["endpoint"])
    yield _row("Afsender", "sender", _named(tree["sender"], labels))
    yield _row("Afsenders adresse", "source endpoint", tree["source"]["endpoint"])
    yield from _response(tree.get("response", {}), labels)
    for focus in tree.get("focus", ()):
        yield _row("Indhold", "focus", _named(focus, labels))
    yield _row("Definition", "definition", tree["definition"])


def _response(response: Tree, labels: Labels) -> Iterator[str]:
    if response:
        yield _row("Svar på besked", "response to message", response["identifier"])
        yield _row("Resultat", "response code", _word(response["code"]))
    if "details" in response:
        yield _row("Detaljer", "details", _named(response["details"], labels))


def _communication(tree: Tree, labels: Labels, formatted: Mapping[str, str] = NOTHING) -> Iterator[str]:
    category = tree["category"][0]["coding"][0]["code"]
    yield _row("Samtalens id", "communication identifier", tree["identifier"][0]["value"])
    yield _row("Status", "status", _word(tree["status"]))
    yield _row("Kategori", "category", _category(category))
    if "topic" in tree:
        yield _row("Emne", "topic", tree["topic"]["text"])
    if "priority" in tree:
        yield _row("Prioritet", "priority", _word(tree["priority"]))
    yield _row("Borger", "subject", _named(tree["subject"], labels))
    if "encounter" in tree:
        yield _row("Kontakt", "encounter", _named(tree["encounter"], labels))
    for extension in tree.get("extension", ()):
        yield _row("Specifik afsender", "specific sender", _named(extension["valueReference"], labels))
    for recipient in tree.get("recipient", ()):
        yield _row("Specifik modtager", "specific recipient", _named(recipient, labels))
    for payload in tree["payload"]:
        yield f'<div class="payload">{"".join(_payload(payload, labels, formatted))}</div>'


def _category(code: str) -> str:
    danish, english = category_label(code, "da"), category_label(code, "en")
    return f"{danish} ({english}) [{code}]"


def _payload(payload: Tree, labels: Labels, formatted: Mapping[str, str]) -> Iterator[str]:
    values = {each["url"].rpartition("/")[2]: each for each in payload["extension"]}
    if "contentString" in payload:
        yield "<h3>Meddelelsestekst (message text)</h3>"
        yield f'<p class="text">{_text(payload["contentString"])}</p>'
        yield from _with_formatting(values, formatted)
    else:
        yield "<h3>Bilag (attachment)</h3>"
        yield from _attachment(payload["contentAttachment"])
    yield from _signature(values, labels)


def _with_formatting(values: dict[str, Tree], formatted: Mapping[str, str]) -> Iterator[str]:
    """The same text as it was written, beside the plain one that has to be shown to the letter."""
    identifier = values.get(_PAYLOAD_EXTENSIONS["identifier"], {}).get("valueIdentifier", {}).get("value", "")
    if block := formatted.get(identifier):
        yield "<h3>Med formatering (with formatting)</h3>"
        yield f'<div class="{FORMATTED}" id="{block_id(identifier)}">{block}</div>'


def _attachment(attachment: Tree) -> Iterator[str]:
    yield _row("Titel", "title", attachment["title"])
    if "contentType" in attachment:
        yield _row("Type", "content type", attachment["contentType"])
    if "url" in attachment:
        yield _row("Link", "url", attachment["url"])
    if "creation" in attachment:
        yield _row("Oprettet", "creation", attachment["creation"])


def _signature(values: dict[str, Tree], labels: Labels) -> Iterator[str]:
    if author := values.get(_PAYLOAD_EXTENSIONS["author"]):
        yield _row("Forfatter", "author", _named(author["valueReference"], labels))
    if contact := values.get(_PAYLOAD_EXTENSIONS["contact"]):
        yield _row("Telefon", "phone", contact["valueContactPoint"]["value"])
    if date := values.get(_PAYLOAD_EXTENSIONS["datetime"]):
        yield _row("Dato og tid", "date and time", date["valueDateTime"])
    if identifier := values.get(_PAYLOAD_EXTENSIONS["identifier"]):
        yield _row("Segmentets id", "segment identifier", identifier["valueIdentifier"]["value"])


def _identifiers(tree: Tree) -> Iterator[str]:
    for identifier in tree.get("identifier", ()):
        system = identifier["system"]
        if system == D_ECPR_SYSTEM or system.startswith(D_ECPR_SYSTEM + "."):
            danish, english = "Erstatnings-CPR, regionalt", "regional replacement number"
        else:
            danish, english = _IDENTIFIERS.get(system, ("Identifikation", "identifier"))
        yield _row(danish, english, f"{identifier['value']} [{system}]")


def _patient(tree: Tree, labels: Labels) -> Iterator[str]:
    yield from _identifiers(tree)
    yield from _names(tree, "Officielt navn", "official name")


def _names(tree: Tree, danish: str, english: str) -> Iterator[str]:
    for name in tree.get("name", ()):
        parts = " ".join([*name.get("given", ()), name.get("family", "")]).strip()
        yield _row(danish, english, parts or name.get("text", ""))
        if "_family" in name:
            reason = name["_family"]["extension"][0]["valueCode"]
            yield _row("Efternavn mangler", "family name absent", _word(reason))


def _organisation(tree: Tree, labels: Labels) -> Iterator[str]:
    if "name" in tree:
        yield _row("Navn", "name", tree["name"])
    yield from _identifiers(tree)


def _role(tree: Tree, labels: Labels) -> Iterator[str]:
    yield _row("Person", "practitioner", _named(tree["practitioner"], labels))
    if "organization" in tree:
        yield _row("Enhed", "organisation", _named(tree["organization"], labels))
    for code in tree.get("code", ()):
        for each in code.get("coding", ()):
            title = job_title_label(each["system"], each["code"])
            yield _row("Stilling", "job title", f"{title} [{each['code']}, {each['system']}]")
        if "text" in code:
            yield _row("Stilling", "job title", code["text"])


def _practitioner(tree: Tree, labels: Labels) -> Iterator[str]:
    return _names(tree, "Navn", "name")


def _team(tree: Tree, labels: Labels) -> Iterator[str]:
    yield _row("Navn", "name", tree["name"])
    for unit in tree.get("managingOrganization", ()):
        yield _row("Enhed", "managing organisation", _named(unit, labels))


def _encounter(tree: Tree, labels: Labels) -> Iterator[str]:
    yield _row("Status", "status", _word(tree["status"]))
    yield _row("Kontaktform", "class", f"{tree['class']['code']} [{tree['class']['system']}]")
    yield _row("Borger", "subject", _named(tree["subject"], labels))
    for episode in tree["episodeOfCare"]:
        identifier = episode["identifier"]
        yield _row("Forløb", "episode of care", f"{identifier['value']} [{identifier['system']}]")


def _provenance(tree: Tree, labels: Labels) -> Iterator[str]:
    for target in tree["target"]:
        yield _row("Besked", "target", _named(target, labels))
    if "occurredDateTime" in tree:
        yield _row("Tidspunkt", "occurred", tree["occurredDateTime"])
    if "recorded" in tree:
        yield _row("Registreret", "recorded", tree["recorded"])
    if "activity" in tree:
        yield _row("Aktivitet", "activity", _word(tree["activity"]["coding"][0]["code"]))
    for agent in tree.get("agent", ()):
        yield _row("Udført af", "agent", _named(agent["who"], labels))
    for entity in tree.get("entity", ()):
        what = entity["what"]
        parts = (_named(what, labels), what.get("identifier", {}).get("value", ""))
        yield _row("Omfatter", "entity", f"{_word(entity['role'])}: {' '.join(filter(None, parts))}")


def _outcome(tree: Tree, labels: Labels) -> Iterator[str]:
    for issue in tree["issue"]:
        details = issue["details"]
        codes = " ".join(each["code"] for each in details.get("coding", ()))
        yield _row("Alvorlighed", "severity", _word(issue["severity"]))
        yield _row("Fejl", "issue", " ".join(filter(None, (issue["code"], codes, details.get("text", "")))))


_WITH_EXTENSIONS = {"MessageHeader", "Communication"}
_TITLES = {
    "MessageHeader": ("Meddelelseshoved", "MessageHeader"),
    "Communication": ("Korrespondance", "Communication"),
    "Patient": ("Borger", "Patient"),
    "Organization": ("Enhed", "Organization"),
    "PractitionerRole": ("Forfatterens rolle", "PractitionerRole"),
    "Practitioner": ("Person", "Practitioner"),
    "CareTeam": ("Team", "CareTeam"),
    "Encounter": ("Kontakt", "Encounter"),
    "Provenance": ("Historik", "Provenance"),
    "OperationOutcome": ("Fejlbeskrivelse", "OperationOutcome"),
}
_ROWS: dict[str, Callable[[Tree, Labels], Iterator[str]]] = {
    "MessageHeader": _header,
    "Communication": _communication,
    "Patient": _patient,
    "Organization": _organisation,
    "PractitionerRole": _role,
    "Practitioner": _practitioner,
    "CareTeam": _team,
    "Encounter": _encounter,
    "Provenance": _provenance,
    "OperationOutcome": _outcome,
}
