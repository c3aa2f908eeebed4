"""Danish as caseworkers write it: few words very often, thousands of compounds now and then, a few almost never."""

from __future__ import annotations

from itertools import accumulate
from random import Random

_HEADS = (
    "medicin støtte bolig arbejds familie netværks behandlings udskrivnings indlæggelses hjemme syge trænings "
    "sundheds vejlednings botilbuds aktivitets misbrugs ernærings søvn angst krise opfølgnings samarbejds "
    "økonomi skole børne værge pårørende beskæftigelses rehabiliterings psykiatri ambulant distrikts forløbs "
    "kontakt døgn nat aften morgen weekend depot laboratorie henvisnings visitations funktions handle"
).split()
_TAILS = (
    "plan møde behov aftale forløb samtale vurdering bevilling ændring status indsats besøg team gruppe tilbud "
    "ordning person liste skema journal notat rapport udvalg mål kontakt ansvarlig vejleder koordinator "
    "konference bestilling ordination observation ydelse timer periode opgave problemer ressourcer ønsker grundlag "
    "øvelser hjælp leder sted enhed afsnit udredning"
).split()
_COMMON = (
    "borgeren har er ikke og at det der vi til med for af om på den kan skal vil fra som en et blevet været "
    "hun han sig men efter ved mellem nu gerne meget lidt tirsdag torsdag uge måned aftalt ønsker oplyser "
    "vurderer modtager fortsat derfor sammen hjemmet afdelingen kommunen hospitalet lægen sygeplejersken "
    "sagsbehandleren datteren sønnen ægtefællen telefon mødet planen støtten"
).split()
_SENTENCES = (
    "Borgeren er i dag udskrevet fra afsnittet med en plan for det videre forløb.",
    "Vi har talt med borgeren om støtte i hjemmet og aftalt et møde i næste uge.",
    "Medicinen er ændret; den nye medicinliste ligger i Fælles Medicinkort.",
    "Der er bevilget 6 timers bostøtte om ugen fra den 1. i næste måned.",
    "Pårørende deltager gerne i netværksmødet, hvis borgeren giver samtykke.",
    "Borgeren oplyser, at søvnen er bedre, men at appetitten fortsat er nedsat.",
    "Vil I bekræfte, at hjemmesygeplejen kan give depotinjektion fra torsdag?",
    "Kontakt os gerne på telefon mellem kl. 9 og 14, hvis der er spørgsmål.",
    "Vi afventer svar på blodprøver og vender tilbage, så snart de foreligger.",
    "Der er fortsat brug for støtte til indkøb, rengøring og struktur i hverdagen.",
)
# Words that a search for something rare looks for: in about one text of twenty thousand.
RARE = "elektrokonvulsionsbehandling"
COMMON = "borgeren"

_COUNT = 20_000
_RARELY = 0.000_05


class Vocabulary:
    """Sentences to draw from, made once: a text is then put together in microseconds."""

    def __init__(self, random: Random):
        self.random = random
        compounds = [head + tail for head in _HEADS for tail in _TAILS]
        random.shuffle(compounds)
        self.words = [*_COMMON, *compounds]
        # Zipf's law: the n-th word is used 1/n as often as the first.
        weights = list(accumulate(1 / (place + 3) for place in range(len(self.words))))
        self.sentences = [*_SENTENCES, *(self._sentence(weights) for _ in range(_COUNT))]

    def _sentence(self, weights: list[float]) -> str:
        words = self.random.choices(self.words, cum_weights=weights, k=self.random.randint(6, 18))
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def body(self) -> str:
        """Two to nine sentences in up to three paragraphs; once in a long while with the rare word."""
        sentences = self.random.choices(self.sentences, k=self.random.randint(2, 9))
        if self.random.random() < _RARELY:
            sentences.append(f"Der er talt om {RARE}.")
        return "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
