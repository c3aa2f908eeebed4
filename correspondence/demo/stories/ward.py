"""In and out of the psychiatric ward."""

from correspondence.demo import citizens, papers
from correspondence.demo.places import ASSESSMENT, EMERGENCY, HOME_NURSING, NEIGHBOUR, SOCIAL_PSYCHIATRY, WARD
from correspondence.demo.script import Minutes, Story, Workday, forward, new, reply
from correspondence.letters.letter import LPR3_SYSTEM, EpisodeOfCare, Identifier

# An LPR3 id is a UUID of version 5 (carecommunication.md section 1).
_EPISODE = EpisodeOfCare((Identifier(LPR3_SYSTEM, "urn:uuid:2b6f3c1e-7a54-5d0b-9c3e-4f1a8d7e6b52"),))

_DISCHARGE_WITH_PLAN = Story(
    citizens.BRUNO,
    (
        new(
            Workday(9, "10.12"),
            "cecilie",
            WARD,
            SOCIAL_PSYCHIATRY,
            "discharge",
            """
            Kære kolleger

            Vi forventer at udskrive Bruno til eget hjem på torsdag kl. 11.
            Han er i bedring, sover nu det meste af natten og har været på to weekendorlov uden større problemer.

            Bruno ønsker selv, at bostøtten starter allerede dagen efter hjemkomsten. Udskrivningsplanen er vedhæftet
            og lavet sammen med ham.

            Kan I bekræfte, at I kan begynde fredag, og hvem han skal møde?
            """,
            topic="Udskrivningsplan",
            files=(papers.DISCHARGE_PLAN,),
        ),
        reply(
            Workday(9, "13.40"),
            "anna",
            SOCIAL_PSYCHIATRY,
            """
            Tak for planen, den er let at arbejde videre med.

            Vi kan begynde fredag kl. 10. Det bliver Bo Krogh, som Bruno kender fra sidste forløb.

            To spørgsmål:
            - Har han medicin med hjem til de første dage?
            - Er hans datter orienteret om tidspunktet?
            """,
        ),
        reply(
            Workday(8, "09.05"),
            "cecilie",
            WARD,
            """
            Bruno blev synligt lettet, da han hørte, at det bliver Bo.

            Han får medicin med til 14 dage i doseringsæsker. Den aktuelle oversigt er vedhæftet.
            Datteren henter ham torsdag og er med på planen.

            Ambulatoriet har givet ham en tid om tre uger.
            """,
            files=(papers.MEDICINE_LIST,),
        ),
        reply(
            Workday(8, "11.22"),
            "anna",
            SOCIAL_PSYCHIATRY,
            """
            Perfekt, så er vi klar.

            Bo ringer til Bruno torsdag eftermiddag for at høre, hvordan turen hjem er gået.
            Vi skriver en kort status efter den første uge.
            """,
        ),
    ),
)

_ADMITTED_TONIGHT = Story(
    citizens.KIRSTEN,
    (
        new(
            Minutes(6),
            "cecilie",
            WARD,
            SOCIAL_PSYCHIATRY,
            "psychiatry-social-disability",
            """
            Til Kirstens kontaktperson

            Kirsten blev indlagt frivilligt i nat. Hun har sovet meget lidt den seneste uge og havde selv kontaktet
            akuttelefonen. Hun er rolig og glad for at være her.

            Hun beder om, at I:
            1. aflyser hendes aftale i værestedet i morgen
            2. kontakter hendes søster om katten

            Hun har givet samtykke til, at vi udveksler oplysninger. Vi holder gerne et kort møde på onsdag.
            """,
            topic="Indlæggelse",
        ),
    ),
    read_by=(),
)

_NETWORK_MEETING = Story(
    citizens.ANDERS,
    (
        new(
            Workday(6, "08.55"),
            "bo",
            SOCIAL_PSYCHIATRY,
            WARD,
            "carecoordination",
            """
            Kære Cecilie

            Vi vil gerne invitere til netværksmøde om Anders, før han udskrives. Hans mor og studievejlederen
            deltager.

            Forslag: tirsdag kl. 13 hos jer, 45 minutter.
            Anders vil gerne selv indlede med, hvad der har hjulpet ham.
            """,
            topic="Netværksmøde",
        ),
        reply(
            Workday(6, "14.31"),
            "cecilie",
            WARD,
            """
            Tirsdag kl. 13 passer os fint, vi har booket samtalerummet.

            Anders har i denne uge noteret sin søvn hver morgen. Han vil gerne vise skemaet frem på mødet og har sagt
            ja til, at jeg sender det på forhånd.

            Hans kontaktlæge deltager de første 20 minutter.
            """,
            files=(papers.SLEEP_CHART,),
        ),
        reply(
            Workday(5, "09.18"),
            "bo",
            SOCIAL_PSYCHIATRY,
            """
            Tak, det er flot arbejde af Anders.

            Jeg tager referat og sender det til alle bagefter.
            Kan I have en stol mere klar? Hans bror vil også gerne være med.
            """,
        ),
    ),
)

_WITH_EPISODE_OF_CARE = Story(
    citizens.ANDERS,
    (
        new(
            Workday(2, "11.03"),
            "cecilie",
            WARD,
            SOCIAL_PSYCHIATRY,
            "discharge",
            """
            Anders udskrives på fredag kl. 10 efter netværksmødet, som forløb godt.

            Aftalt med Anders:
            - han flytter tilbage i sin egen lejlighed
            - bostøtte tre gange om ugen den første måned
            - genoptagelse af studiet på nedsat tid efter ferien

            Planen er vedhæftet. Sig til, hvis noget ikke svarer til jeres muligheder.
            """,
            topic="Udskrivningsaftale",
            files=(papers.DISCHARGE_PLAN,),
            episode=_EPISODE,
        ),
        reply(
            Workday(2, "13.25"),
            "bo",
            SOCIAL_PSYCHIATRY,
            """
            Tak. Vi kan være der mandag, onsdag og fredag fra næste uge.

            Jeg møder Anders i lejligheden fredag kl. 12, så han ikke kommer hjem alene.
            """,
        ),
    ),
)

_FORWARDED_TO_HOME_NURSING = Story(
    citizens.NANCY,
    (
        new(
            Workday(7, "09.47"),
            "cecilie",
            WARD,
            ASSESSMENT,
            "home-care-assessment",
            """
            Nancy udskrives i morgen efter fire ugers indlæggelse for svær depression.

            Hun klarer personlig hygiejne og måltider selv, men bliver hurtigt træt og har svært ved at overskue sin
            medicin. Hun bruger kompressionsstrømper og kan ikke selv få dem på.

            Vi beder jer vurdere:
            - medicindosering
            - hjælp til strømper om morgenen

            Nancy er indforstået og tager telefonen efter kl. 9.
            """,
            topic="Behov for hjælp efter udskrivelse",
        ),
        reply(
            Workday(7, "13.10"),
            "jytte",
            ASSESSMENT,
            """
            Tak for beskrivelsen. Jeg har talt med Nancy i dag.

            Hun får medicindosering hver anden uge og hjælp til strømper hver morgen, foreløbig i otte uger.
            Hjemmesygeplejen begynder i morgen eftermiddag.
            """,
        ),
        forward(
            Workday(7, "13.24"),
            "jytte",
            ASSESSMENT,
            HOME_NURSING,
            """
            Kære Karim

            Jeg sender korrespondancen om Nancy videre, fordi hun kommer hjem i morgen og skal begynde hos
            jer samme dag.
            Bestillingen er vedhæftet.

            Bemærk, at hun gerne vil have besøg efter kl. 9, og at nøgleboksen sidder til højre for døren.
            """,
            answers=0,
            category="nursing",
            topic="Opstart af hjemmesygepleje",
            files=(papers.SERVICE_DECISION,),
        ),
        reply(
            Workday(6, "10.02"),
            "karim",
            HOME_NURSING,
            """
            Modtaget, vi er klar i eftermiddag.

            Jeg tager selv det første besøg, så doseringen bliver gennemgået sammen med Nancy.
            """,
        ),
    ),
)

_MOVED_AWAY = Story(
    citizens.LAURA,
    (
        new(
            Workday(4, "12.15"),
            "cecilie",
            WARD,
            NEIGHBOUR,
            "psychiatry-social-disability",
            """
            Laura er flyttet til Nabokøbing under sin indlæggelse og udskrives om ti dage.

            Hun har haft støttekontaktperson i sin tidligere kommune og har haft stor glæde af det.
            Hun vil gerne møde jer, før hun kommer hjem.

            Hvem kan vi invitere til et møde på afdelingen?
            """,
            topic="Flytning og støtte",
        ),
        reply(
            Workday(3, "08.40"),
            "erik",
            NEIGHBOUR,
            """
            Velkommen til Laura. Det bliver mig, hun skal møde.

            Jeg kan komme mandag eller onsdag mellem 10 og 14.
            Spørg hende gerne, om hun vil have sin mor med.
            """,
        ),
    ),
)

_BOTH_NUMBERS = Story(
    citizens.BRUNO_WITH_BOTH,
    (
        new(
            Workday(10, "07.35"),
            "helle",
            EMERGENCY,
            WARD,
            "examination-results",
            """
            Bruno kom forbi modtagelsen under sit weekendorlov, fordi han var svimmel. Han havde ingen legitimation
            med og blev oprettet med erstatningsnummer. Nu er CPR-nummeret bekræftet, og begge numre er på denne besked.

            Blodprøver: nyretal, levertal og stofskifte er normale. Natrium er lidt lavt og kontrolleres om en uge.
            EKG er uden anmærkninger, QTc 418.

            Han er orienteret om svarene og er tilbage hos jer i dag.
            """,
            topic="Prøvesvar fra modtagelsen",
        ),
    ),
)

WARD_STORIES = (
    _DISCHARGE_WITH_PLAN,
    _ADMITTED_TONIGHT,
    _NETWORK_MEETING,
    _WITH_EPISODE_OF_CARE,
    _FORWARDED_TO_HOME_NURSING,
    _MOVED_AWAY,
    _BOTH_NUMBERS,
)
