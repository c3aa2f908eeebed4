"""Home nursing, assessment and the health visitors."""

from correspondence.demo import citizens, papers
from correspondence.demo.places import ASSESSMENT, HEALTH_VISITORS, HOME_NURSING, OUTPATIENTS, SURGERY, WARD
from correspondence.demo.script import Minutes, Story, Workday, new, reply

_INJECTIONS = Story(
    citizens.RUDDI,
    (
        new(
            Workday(5, "08.22"),
            "cecilie",
            WARD,
            HOME_NURSING,
            "medicine",
            """
            Ruddi udskrives i dag og skal have sin depotinjektion i hjemmet hver fjerde uge.

            Næste injektion er tirsdag i næste uge. Præparatet er udleveret til ham og ligger i hans køleskab.
            Plan med observationer er vedhæftet.

            Ruddi foretrækker, at det er den samme sygeplejerske, der kommer.
            """,
            topic="Depotinjektion",
            files=(papers.INJECTION_PLAN,),
        ),
        reply(
            Workday(5, "12.48"),
            "karim",
            HOME_NURSING,
            """
            Tak, vi overtager fra tirsdag kl. 9.30.

            Jeg har skrevet mig selv på de første tre gange. Vi måler blodtryk og vægt som anført og skriver til
            ambulatoriet, hvis han ikke er hjemme.
            """,
        ),
    ),
)

_WOUND = Story(
    citizens.NANCY,
    (
        new(
            Workday(3, "11.15"),
            "karim",
            HOME_NURSING,
            SURGERY,
            "nursing",
            """
            Nancy har fået et overfladisk sår på venstre skinneben, ca. 2 x 3 cm, uden tegn på infektion.

            Vi har skyllet og lagt skumbandage, som skiftes hver tredje dag.
            Ankel-arm-indeks er ikke målt det seneste år. Ønsker I, at vi bestiller tid til det, eller gør I?
            """,
            topic="Sår på underben",
        ),
        reply(
            Workday(2, "08.30"),
            "skov",
            SURGERY,
            """
            Tak for besked. Peter Lund vil gerne måle ankel-arm-indeks her.

            Nancy har fået tid torsdag kl. 11.15. Fortsæt gerne med samme bandage indtil da.
            """,
        ),
        reply(
            Workday(2, "09.55"),
            "karim",
            HOME_NURSING,
            """
            Det er noteret, og vi skifter bandagen onsdag, så den er frisk til torsdag.

            Nancys datter kører hende.
            """,
        ),
    ),
)

_WALKER = Story(
    citizens.NANCY,
    (
        new(
            Workday(1, "10.08"),
            "karim",
            HOME_NURSING,
            ASSESSMENT,
            "assistive-devices",
            """
            Nancy går usikkert efter indlæggelsen og støtter sig til møblerne.

            Hun vil gerne prøve en rollator. Dørtrinene er lave, og der er plads i gangen.
            Kan I bevilge en til låns, indtil genoptræningen har set hende?
            """,
            topic="Rollator til låns",
        ),
        reply(
            Workday(1, "13.50"),
            "jytte",
            ASSESSMENT,
            """
            Ja, den er bevilget og leveres i morgen mellem 8 og 12.

            Depotet ringer til Nancy en halv time før. Genoptræningen er bedt om at komme inden for 14 dage.
            """,
        ),
    ),
    read_by=("jytte", "gorm"),
)

_SURGERY_ASKS_ASSESSMENT = Story(
    citizens.JONAS,
    (
        new(
            Workday(6, "13.05"),
            "lund",
            SURGERY,
            ASSESSMENT,
            "home-care-assessment",
            """
            Jonas har i det seneste halve år haft tiltagende svært ved at holde sit hjem.

            Han har en kendt udviklingsforstyrrelse og bor alene. Han klarer arbejdet i værkstedet, men
            kommer hjem til
            opvask, post og regninger, som han ikke kan overskue.

            Han ønsker hjælp og har bedt mig skrive. Han kan bedst træffes efter kl. 15.
            """,
            topic="Støtte i hjemmet",
        ),
        reply(
            Workday(5, "15.20"),
            "jytte",
            ASSESSMENT,
            """
            Tak for henvendelsen. Jeg har talt med Jonas i dag.

            Vi besøger ham mandag kl. 15.30 sammen med en kollega fra handicaprådgivningen.
            Han har fået mit direkte nummer.
            """,
        ),
    ),
)

_PREGNANT = Story(
    citizens.KIRSTEN,
    (
        new(
            Workday(8, "14.36"),
            "helle",
            OUTPATIENTS,
            HEALTH_VISITORS,
            "healthcare",
            """
            Kirsten er gravid i 22. uge og følges hos os på grund af tidligere depression.

            Hun har det godt og fortsætter sin medicin i samråd med fødestedet. Hun er selv opmærksom på, at
            tiden efter
            fødslen kan blive svær, og ønsker tidlig kontakt med sundhedsplejen.

            Vi foreslår et fælles møde omkring uge 30.
            """,
            topic="Graviditet og tidlig indsats",
        ),
        reply(
            Workday(7, "09.15"),
            "mette",
            HEALTH_VISITORS,
            """
            Hvor er det fint, at Kirsten selv har taget det op.

            Jeg tilbyder hende graviditetsbesøg i uge 26 og 32 og bliver hendes faste sundhedsplejerske.
            Et møde i uge 30 passer godt; jeg sender tre forslag til tidspunkt.
            """,
        ),
        reply(
            Workday(6, "16.10"),
            "helle",
            OUTPATIENTS,
            """
            Tak, det er en stor tryghed for Kirsten.

            Vi holder gerne mødet her i ambulatoriet. Hun vælger selv, hvem hun vil have med, og vi sender hende en
            indkaldelse, når tidspunktet er aftalt.
            """,
        ),
    ),
)

_SURGERY_TELLS_HEALTH_VISITORS = Story(
    citizens.MAJA,
    (
        new(
            Minutes(25),
            "skov",
            SURGERY,
            HEALTH_VISITORS,
            "healthcare",
            """
            Maja har i dag været til anden graviditetsundersøgelse hos os. Alt er, som det skal være.

            Hun skal til eksamen i næste uge og spørger, om jeres første besøg kan flyttes til ugen efter.
            Hun bor alene og vil gerne have sin mor med. Ring gerne til hende efter kl. 14.
            """,
            topic="Flytning af besøg",
        ),
    ),
    read_by=(),
)

AT_HOME = (
    _INJECTIONS,
    _WOUND,
    _WALKER,
    _SURGERY_ASKS_ASSESSMENT,
    _PREGNANT,
    _SURGERY_TELLS_HEALTH_VISITORS,
)
