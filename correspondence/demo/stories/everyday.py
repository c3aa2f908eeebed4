"""Social psychiatry's days: support, out-patient care, the surgery, and what goes wrong on the way."""

from correspondence.demo import citizens
from correspondence.demo.places import EMERGENCY, OUTPATIENTS, SOCIAL_PSYCHIATRY, SPECIALIST, SURGERY, WARD
from correspondence.demo.script import Minutes, Story, Workday, new, reply
from correspondence.letters.issues import Issue
from correspondence.letters.letter import Author, Team
from correspondence.letters.terminology import SKS_SYSTEM

_SUPPORT_STATUS = Story(
    citizens.MAX,
    (
        new(
            Workday(10, "09.30"),
            "anna",
            SOCIAL_PSYCHIATRY,
            OUTPATIENTS,
            "psychiatry-social-disability",
            """
            Status på bostøtten hos Max

            Max har fået støtte to gange om ugen i tre måneder. Han handler nu selv ind og har genoptaget
            kontakten til
            sin søn. Det svære er fortsat post og telefon.

            Vi foreslår, at vi fortsætter i tre måneder med fokus på netop det, og hører gerne, om det passer
            med jeres
            plan for behandlingen.
            """,
            topic="Status på bostøtte",
        ),
        reply(
            Workday(9, "15.02"),
            "helle",
            OUTPATIENTS,
            """
            Tak for en god status. Det svarer helt til det, vi ser.

            Max går her hver tredje uge, og vi begynder en langsom nedtrapning af medicinen i næste måned.
            Skriv endelig, hvis I ser ændringer i søvn eller initiativ i den periode.
            """,
        ),
        reply(
            Workday(8, "10.20"),
            "anna",
            SOCIAL_PSYCHIATRY,
            """
            Det gør vi. Max har selv skrevet sine tidlige tegn ned, og de hænger på køleskabet.

            Vi aftaler, at jeg skriver til jer den første i hver måned.
            """,
        ),
    ),
)

_SEEN_IN_EMERGENCY = Story(
    citizens.BRITA,
    (
        new(
            Minutes(55),
            "helle",
            EMERGENCY,
            SOCIAL_PSYCHIATRY,
            "acute-ambulant",
            """
            Brita har været i akutmodtagelsen i dag på grund af tiltagende angst.

            Vurderet sammen med hende: ingen selvmordstanker, ikke behov for indlæggelse. Hun er taget hjem
            med sin veninde
            og har fået akuttelefonens nummer.

            Hun ønsker en opringning fra jer i morgen formiddag. Er det muligt?
            """,
            topic="Kontakt i akutmodtagelsen",
        ),
    ),
    read_by=(),
)

_NO_FIXED_ADDRESS = Story(
    citizens.PETER,
    (
        new(
            Workday(3, "22.48"),
            "helle",
            EMERGENCY,
            SOCIAL_PSYCHIATRY,
            "other",
            """
            Vi har haft en mand i modtagelsen, som kun har oplyst fornavnet Peter. Han er oprettet med
            erstatningsnummer.

            Han opholder sig ved havnen, taler om forfølgelse, men er samarbejdende og har spist hos os.
            Han har sagt ja til, at I må opsøge ham, helst om formiddagen.

            Han er ikke til fare for sig selv eller andre efter lægelig vurdering.
            """,
            topic="Borger uden kendt identitet",
        ),
        reply(
            Workday(2, "09.12"),
            "anna",
            SOCIAL_PSYCHIATRY,
            """
            Tak, vi kører ud i formiddag, Bo og jeg.

            Vi tager tæppe og varm mad med og tilbyder ham en plads på natcaféen.
            Får vi et efternavn, skriver vi det til jer.
            """,
        ),
    ),
    read_by=("anna", "bo"),
)

_NAMED_RECIPIENT = Story(
    citizens.BRITA,
    (
        new(
            Workday(5, "10.50"),
            "cecilie",
            WARD,
            SOCIAL_PSYCHIATRY,
            "psychiatry-social-disability",
            """
            Til Anna Lind

            Brita har været i dagforløb hos os i 14 dage og afslutter i morgen. Hun har fortalt, at det er
            dig, hun har tillid
            til, så jeg skriver direkte.

            Det har hjulpet hende at skrive tre linjer om aftenen. Hun vil gerne vise dig bogen, hvis du spørger.
            Kontaktteam B kan træffes på hverdage mellem 8 og 15.
            """,
            topic="Støttekontaktperson",
            specific_sender=Team("Kontaktteam B"),
            specific_recipient=Author(
                given=("Anna",), family="Lind", job_system=SKS_SYSTEM, job_code="socialraadgiver"
            ),
        ),
        reply(
            Workday(5, "14.05"),
            "anna",
            SOCIAL_PSYCHIATRY,
            """
            Tusind tak, det er meget nyttigt at vide.

            Jeg ser Brita torsdag kl. 13 og spørger til bogen.
            """,
        ),
    ),
)

_TWO_ANSWERS_AT_ONCE = Story(
    citizens.SIGNE,
    (
        new(
            Workday(4, "09.00"),
            "helle",
            OUTPATIENTS,
            SOCIAL_PSYCHIATRY,
            "outpatient",
            """
            Signe er udeblevet to gange i træk og tager ikke telefonen.

            Det plejer at betyde, at hun har det svært. Har I set hende i denne uge?
            """,
            topic="Udeblivelse",
        ),
        # Written at the same moment, each before the other's had come.
        reply(
            Workday(4, "09.41"),
            "helle",
            OUTPATIENTS,
            """
            Tilføjelse: hendes søster har netop ringet. Signe har mistet sin telefon, men er hjemme og har
            det rimeligt.

            Vi sender en ny tid med post.
            """,
            answers=0,
        ),
        reply(
            Workday(4, "09.41"),
            "bo",
            SOCIAL_PSYCHIATRY,
            """
            Jeg så Signe i værestedet forleden. Hun virkede træt, men spiste med.

            Jeg går forbi hende i eftermiddag og skriver til jer bagefter.
            """,
            answers=0,
        ),
        reply(
            Workday(4, "15.33"),
            "bo",
            SOCIAL_PSYCHIATRY,
            """
            Signe var hjemme og glad for besøget. Hun har fået en ny telefon af sin søster, samme nummer.

            Hun vil gerne komme til den nye tid, og jeg følger hende.
            """,
            answers=1,
        ),
    ),
)

_FROM_THE_SURGERY = Story(
    citizens.MAX,
    (
        new(
            Minutes(130),
            "lund",
            SURGERY,
            SOCIAL_PSYCHIATRY,
            "medicine",
            """
            Max har i dag fået målt blodtryk og taget blodprøver hos os. Blodtrykket er for højt, og jeg har begyndt
            behandling med en lille tablet om morgenen.

            Jeg vil bede jer støtte ham i at huske den de første uger og i at komme til kontrol om 14 dage.
            Fælles Medicinkort er ajourført.
            """,
            topic="Ny medicin",
        ),
    ),
    read_by=("bo",),
)

_REFUSED = Story(
    citizens.BRUNO,
    (
        new(
            Workday(1, "14.20"),
            "anna",
            SOCIAL_PSYCHIATRY,
            SURGERY,
            "acute-ambulant",
            """
            Til Brunos praktiserende læge

            Bruno har de seneste dage været svimmel, når han rejser sig, og faldt let i går uden at slå sig.
            Han tager sin medicin som aftalt.

            Vi har sammen med ham bestilt tid hos jer på fredag, men skriver allerede nu, så I kender baggrunden.
            """,
            topic="Svimmelhed",
            refusal=Issue(
                code="MSG_VALUESET_VALUE_UNKNOWN",
                path="Communication.category",
                text="Kategorien acute-ambulant kendes ikke af lægehusets system. Meddelelsen er ikke vist for nogen.",
                type="code-invalid",
            ),
        ),
    ),
)

_AWAITING = Story(
    citizens.KNUT,
    (
        new(
            Minutes(14),
            "bo",
            SOCIAL_PSYCHIATRY,
            SPECIALIST,
            "psychiatry-social-disability",
            """
            Knut Odvar har tid hos jer i næste uge og har bedt mig skrive på forhånd.

            Han har svært ved at sidde i venteværelset og vil sætte pris på at blive kaldt direkte ind.
            Jeg følger ham til døren, men han vil gerne selv føre samtalen.
            """,
            topic="Forud for konsultation",
            silent=True,
        ),
    ),
)

EVERYDAY = (
    _SUPPORT_STATUS,
    _SEEN_IN_EMERGENCY,
    _NO_FIXED_ADDRESS,
    _NAMED_RECIPIENT,
    _TWO_ANSWERS_AT_ONCE,
    _FROM_THE_SURGERY,
    _REFUSED,
    _AWAITING,
)
