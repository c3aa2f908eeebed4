"""Which elements repeat and which hold objects, for the FHIR R4 resources a MedCom message uses.

XML does not say whether an element repeats; JSON does. This table (from the published FHIR R4
definitions) lets both syntaxes give one tree, and lets a rule see that a value has the wrong type.
An element that is not listed is beyond what we read and may look like anything.
"""

from __future__ import annotations

from typing import NamedTuple


class Slot(NamedTuple):
    """One element: does it repeat, and of which kind is it ("" is text, a name is another shape)?"""

    many: bool
    kind: str


Shape = dict[str, Slot]

TEXT, BOOLEAN, NUMBER, XHTML, RESOURCE = "", "boolean", "number", "xhtml", "Resource"
PRIMITIVES = frozenset({TEXT, BOOLEAN, NUMBER})

_ELEMENT = "id extension*:Extension "
_BACKBONE = _ELEMENT + "modifierExtension*:Extension "
_RESOURCE = "resourceType id meta:Meta implicitRules language "
_DOMAIN = _RESOURCE + "text:Narrative contained*:Resource extension*:Extension modifierExtension*:Extension "

_TABLE = {
    "Extension": _ELEMENT
    + "url valueString valueCode valueUri valueUrl valueCanonical valueDateTime valueDate valueInstant valueMarkdown"
    " valueId valueOid valueUuid valueBase64Binary valueTime valueBoolean:boolean valueInteger:number"
    " valueDecimal:number valuePositiveInt:number valueUnsignedInt:number valueCoding:Coding"
    " valueCodeableConcept:CodeableConcept valueIdentifier:Identifier valueReference:Reference"
    " valueContactPoint:ContactPoint valuePeriod:Period valueHumanName:HumanName valueAddress:Address"
    " valueAttachment:Attachment",
    "Meta": _ELEMENT + "versionId lastUpdated source profile* security*:Coding tag*:Coding",
    "Narrative": _ELEMENT + "status div:xhtml",
    "Coding": _ELEMENT + "system version code display userSelected:boolean",
    "CodeableConcept": _ELEMENT + "coding*:Coding text",
    "Identifier": _ELEMENT + "use type:CodeableConcept system value period:Period assigner:Reference",
    "Reference": _ELEMENT + "reference type identifier:Identifier display",
    "Period": _ELEMENT + "start end",
    "HumanName": _ELEMENT + "use text family given* prefix* suffix* period:Period",
    "ContactPoint": _ELEMENT + "system value use rank:number period:Period",
    "Address": _ELEMENT + "use type text line* city district state postalCode country period:Period",
    "Attachment": _ELEMENT + "contentType language data url size:number hash title creation",
    "Annotation": _ELEMENT + "authorReference:Reference authorString time text",
    "Bundle": _RESOURCE + "identifier:Identifier type timestamp total:number link*:Link entry*:Entry",
    "Link": _BACKBONE + "relation url",
    "Entry": _BACKBONE + "link*:Link fullUrl resource:Resource",
    "MessageHeader": _DOMAIN
    + "eventCoding:Coding eventUri destination*:Destination sender:Reference enterer:Reference author:Reference"
    " source:Source responsible:Reference reason:CodeableConcept response:Response focus*:Reference definition",
    "Destination": _BACKBONE + "name target:Reference endpoint receiver:Reference",
    "Source": _BACKBONE + "name software version contact:ContactPoint endpoint",
    "Response": _BACKBONE + "identifier code details:Reference",
    "Patient": _DOMAIN + "identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint gender birthDate"
    " deceasedBoolean:boolean deceasedDateTime address*:Address maritalStatus:CodeableConcept"
    " generalPractitioner*:Reference managingOrganization:Reference",
    "Communication": _DOMAIN
    + "identifier*:Identifier instantiatesCanonical* instantiatesUri* basedOn*:Reference partOf*:Reference"
    " inResponseTo*:Reference status statusReason:CodeableConcept category*:CodeableConcept priority"
    " medium*:CodeableConcept subject:Reference topic:CodeableConcept about*:Reference encounter:Reference"
    " sent received recipient*:Reference sender:Reference reasonCode*:CodeableConcept reasonReference*:Reference"
    " payload*:Payload note*:Annotation",
    "Payload": _BACKBONE + "contentString contentAttachment:Attachment contentReference:Reference",
    "Provenance": _DOMAIN
    + "target*:Reference occurredPeriod:Period occurredDateTime recorded policy* location:Reference"
    " reason*:CodeableConcept activity:CodeableConcept agent*:Agent entity*:Entity",
    "Agent": _BACKBONE + "type:CodeableConcept role*:CodeableConcept who:Reference onBehalfOf:Reference",
    "Entity": _BACKBONE + "role what:Reference agent*:Agent",
    "Organization": _DOMAIN
    + "identifier*:Identifier active:boolean type*:CodeableConcept name alias* telecom*:ContactPoint"
    " address*:Address partOf:Reference",
    "Practitioner": _DOMAIN
    + "identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint address*:Address gender birthDate",
    "PractitionerRole": _DOMAIN
    + "identifier*:Identifier active:boolean period:Period practitioner:Reference organization:Reference"
    " code*:CodeableConcept specialty*:CodeableConcept location*:Reference telecom*:ContactPoint",
    "CareTeam": _DOMAIN
    + "identifier*:Identifier status category*:CodeableConcept name subject:Reference encounter:Reference"
    " period:Period managingOrganization*:Reference telecom*:ContactPoint",
    "Encounter": _DOMAIN
    + "identifier*:Identifier status class:Coding type*:CodeableConcept serviceType:CodeableConcept"
    " priority:CodeableConcept subject:Reference episodeOfCare*:Reference period:Period serviceProvider:Reference",
    "OperationOutcome": _DOMAIN + "issue*:OutcomeIssue",
    "OutcomeIssue": _BACKBONE + "severity code details:CodeableConcept diagnostics location* expression*",
    # What no table describes still looks most often like this.
    "Unknown": _DOMAIN + "coding*:Coding identifier*:Identifier given* line* profile* telecom*:ContactPoint",
}


def _slot(word: str) -> tuple[str, Slot]:
    name, _, kind = word.partition(":")
    return name.rstrip("*"), Slot(name.endswith("*"), kind)


SHAPES: dict[str, Shape] = {kind: dict(map(_slot, words.split())) for kind, words in _TABLE.items()}
UNKNOWN_SLOT = Slot(False, "Unknown")
RESOURCE_TYPES = frozenset(kind for kind, words in _TABLE.items() if words.startswith(_RESOURCE))
