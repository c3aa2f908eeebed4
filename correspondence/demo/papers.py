"""The files that the stories attach: real PDF and PNG documents, made here."""

from __future__ import annotations

from inspect import cleandoc

from correspondence.demo.pdf import make_pdf
from correspondence.demo.png import make_png
from correspondence.letters.letter import Attachment


def _paper(title: str, text: str) -> Attachment:
    return Attachment(title, "application/pdf", make_pdf(title, cleandoc(text)))


DISCHARGE_PLAN = _paper(
    "Udskrivningsplan",
    """
    Planen er lavet sammen med borgeren og gennemgået på afdelingen.

    Borgerens egne mål:
    At sove hele natten, at komme i haven igen og at se børnebørnene hver anden søndag.

    Støtte efter udskrivelsen:
    Besøg af bostøtten to gange om ugen de første seks uger, derefter efter aftale.
    Hjemmesygeplejen doserer medicin hver anden uge.
    Kontrol i ambulatoriet tre uger efter udskrivelsen.

    Tidlige tegn, som borgeren selv har beskrevet:
    Søvnen bliver kortere end fem timer flere nætter i træk.
    Avisen bliver liggende ulæst, og telefonen bliver ikke taget.

    Hvem gør hvad ved tidlige tegn:
    1. Borgeren ringer til bostøtten i dagtimerne, til akuttelefonen om aftenen.
    2. Bostøtten kontakter ambulatoriet samme dag.
    3. Ved tanker om selvmord kontaktes akutmodtagelsen med det samme.
    """,
)
MEDICINE_LIST = _paper(
    "Medicinoversigt ved udskrivelse",
    """
    Oversigten svarer til Fælles Medicinkort på udskrivelsesdagen.

    Fast medicin:
    Sertralin, tabletter 50 mg: 1 tablet morgen.
    Quetiapin, depottabletter 50 mg: 1 tablet til natten.

    Ved behov:
    Paracetamol, tabletter 500 mg: 2 tabletter højst 4 gange i døgnet.

    Ophørt under indlæggelsen:
    Zopiclon 7,5 mg er trappet ud og skal ikke genoptages.

    Borgeren er informeret mundtligt og skriftligt og ønsker doseringsæsker.
    """,
)
INJECTION_PLAN = _paper(
    "Plan for depotinjektion",
    """
    Præparat:
    Paliperidon depotinjektion 100 mg, gives i overarmen (deltamusklen).

    Næste injektioner:
    Hver fjerde uge, første gang i hjemmet tirsdag i næste uge.

    Observationer:
    Blodtryk og vægt ved hver injektion. Spørg til søvn, uro i kroppen og træthed.

    Ved udeblivelse:
    Ring til ambulatoriet samme dag. Injektionen kan gives op til syv dage senere.
    """,
)
SERVICE_DECISION = _paper(
    "Bestilling til hjemmesygeplejen",
    """
    Bestilt ydelse:
    Medicindosering hver anden uge og hjælp til kompressionsstrømper hver morgen.

    Baggrund:
    Borgeren er netop hjemme efter indlæggelse, bor alene på 2. sal med elevator og
    har nøgleboks. Datteren kommer i weekenden.

    Opfølgning:
    Visitator ringer til borgeren efter fire uger.
    """,
)
SLEEP_CHART = Attachment("Søvn i timer, mandag til søndag", "image/png", make_png((4, 5, 4, 6, 6, 7, 7)))
ALCOHOL_CHART = Attachment("Genstande pr. uge, uge 1 til 6", "image/png", make_png((12, 9, 7, 3, 1, 0)))
