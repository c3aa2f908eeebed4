"""The addiction centre and those it works with."""

from correspondence.demo import citizens, papers
from correspondence.demo.places import ADDICTION_CENTRE, EMERGENCY, OUTPATIENTS, SOCIAL_PSYCHIATRY, WARD
from correspondence.demo.script import Minutes, Story, Workday, forward, new, reply

_REFERRAL = Story(
    citizens.KNUT,
    (
        new(
            Workday(2, "10.40"),
            "lone",
            ADDICTION_CENTRE,
            OUTPATIENTS,
            "regarding-referral",
            """
            Supplerende oplysninger til henvisningen af Knut Odvar

            Han har nu været uden alkohol i seks uger, hvilket vi kan dokumentere. Samtidig er han tydeligt
            mere nedtrykt
            og har tabt sig tre kilo.

            Vi beder om, at udredningen fremskyndes, mens han er ædru og motiveret. Han kan møde alle hverdage.
            """,
            priority="asap",
            files=(papers.ALCOHOL_CHART,),
        ),
        reply(
            Workday(1, "11.30"),
            "helle",
            OUTPATIENTS,
            """
            Tak, oplysningerne ændrer billedet, og vi har fremrykket hans tid til på tirsdag kl. 10.

            Bed ham gerne om at tage sin medicinoversigt med. En pårørende er velkommen.
            """,
            priority="asap",
        ),
    ),
)

_FORWARDED_TO_ADDICTION = Story(
    citizens.RUDDI,
    (
        new(
            Workday(4, "13.18"),
            "helle",
            OUTPATIENTS,
            SOCIAL_PSYCHIATRY,
            "psychiatry-social-disability",
            """
            Ruddi er startet i gruppeforløb her og møder stabilt.

            Han har fortalt, at han ryger hash dagligt for at falde i søvn, og at han gerne vil have hjælp
            til at holde op.
            Har I mulighed for at støtte ham i at komme i kontakt med Rusmiddelcentret?
            """,
            topic="Ønske om behandling",
        ),
        forward(
            Workday(3, "09.25"),
            "bo",
            SOCIAL_PSYCHIATRY,
            ADDICTION_CENTRE,
            """
            Kære Lone

            Jeg sender ambulatoriets besked videre efter aftale med Ruddi. Han vil gerne have en samtale hos
            jer, og jeg kan
            følge ham den første gang.

            Han arbejder til kl. 14 på hverdage.
            """,
            answers=0,
            category="alcohol-and-drug-treatment",
            topic="Første samtale",
        ),
        reply(
            Workday(3, "12.02"),
            "lone",
            ADDICTION_CENTRE,
            """
            Ruddi er velkommen torsdag kl. 14.30. Det er mig, han møder.

            Sig til ham, at han ikke behøver at have besluttet sig for noget på forhånd.
            """,
        ),
        reply(
            Workday(3, "13.40"),
            "bo",
            SOCIAL_PSYCHIATRY,
            """
            Det passer ham fint, og vi kommer sammen.

            Jeg skriver til ambulatoriet, at han er i gang hos jer.
            """,
        ),
    ),
)

_REPLACEMENT_NUMBER = Story(
    citizens.PETER_HANSEN,
    (
        new(
            Workday(6, "07.58"),
            "helle",
            EMERGENCY,
            ADDICTION_CENTRE,
            "alcohol-and-drug-treatment",
            """
            Peter Hansen har været til afrusning hos os i to døgn. Han arbejder midlertidigt i området og har
            endnu ikke
            dansk CPR-nummer, så han er registreret med erstatningsnummer.

            Han er velbefindende i dag, uden abstinenser og motiveret for antabusbehandling.
            Kan han få en åben samtale hos jer i denne uge?
            """,
            topic="Efter afrusning",
        ),
        reply(
            Workday(6, "10.45"),
            "lone",
            ADDICTION_CENTRE,
            """
            Ja, han kan komme til åben rådgivning i morgen mellem 13 og 16 uden tidsbestilling.

            Vi bruger tolk, hvis han ønsker det. Giv ham gerne vores adresse, Kanalgade 18, indgang i gården.
            """,
        ),
    ),
)

_AFTER_DETOX = Story(
    citizens.HENNING,
    (
        new(
            Minutes(210),
            "cecilie",
            WARD,
            ADDICTION_CENTRE,
            "alcohol-and-drug-treatment",
            """
            Henning er udskrevet i formiddag efter planlagt nedtrapning af beroligende medicin.

            Forløbet har været roligt. Sidste dosis blev givet i går morges.
            Han er opmærksom på, at søvnen kan drille nogle uger, og har fået gode råd med hjem.

            Vi har lovet ham, at I ringer først i næste uge.
            """,
            topic="Afsluttet nedtrapning",
        ),
    ),
    read_by=(),
)

ADDICTION = (_REFERRAL, _FORWARDED_TO_ADDICTION, _REPLACEMENT_NUMBER, _AFTER_DETOX)
