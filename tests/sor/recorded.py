"""What caseworkers write to find a unit, and the unit they mean: errors, nicknames, numbers and towns included.

The units are the demo's and a few hundred more around them with the same kinds of names. A unit is named as
``name`` or, where the name is not its own alone, ``name @ owner``. Written from Fjordby Socialpsykiatri.
"""

from __future__ import annotations

RECORDED = """
fjordby socialpsykiatri | Fjordby Socialpsykiatri
socialpsyk | Fjordby Socialpsykiatri
social psykiatri fjordby | Fjordby Socialpsykiatri
fjorby socialpsykiatri | Fjordby Socialpsykiatri
fjordby socailpsykiatri | Fjordby Socialpsykiatri
FJORDBY SOCIALPSYKIATRI | Fjordby Socialpsykiatri
socialpsykiatri nabokøbing | Nabokøbing Socialpsykiatri
nabokoebing socialpsykiatri | Nabokøbing Socialpsykiatri
nabokobing socialpsykiatri | Nabokøbing Socialpsykiatri
støtte kontakt team | Støtte-kontakt-teamet
stottekontaktteamet | Støtte-kontakt-teamet
stoette-kontakt | Støtte-kontakt-teamet
skt | Støtte-kontakt-teamet
bostøtten nord | Bostøtten Nord
bostoette nord | Bostøtten Nord
nord bostøtten | Bostøtten Nord
bostøten syd | Bostøtten Syd
fyret | Værestedet Fyret
værestedet | Værestedet Fyret
vaerested fyret | Værestedet Fyret
skovbrynet | Bostedet Skovbrynet
skovbrynet hus 2 | Skovbrynet, hus 2
bosted skovbryn | Bostedet Skovbrynet
bostedet havblik | Bostedet Havblik
havblik fjordby strand | Bostedet Havblik
rusmiddelcenter | Rusmiddelcentret
rusmidelcentret | Rusmiddelcentret
rusmiddelcentret fjordby | Rusmiddelcentret
alkoholbehandling | Alkoholbehandlingen
stofbehandlingen | Stofbehandlingen
unge team | Ungeteamet
ungeteamet fjordby | Ungeteamet
handicap rådgivning | Handicaprådgivningen
handicapraadgivningen | Handicaprådgivningen
visitation | Visitationen @ Fjordby Kommune
visitationen team syd | Visitationen, team Syd
visitatonen nord fjordby | Visitationen, team Nord
hjemmesygeplejen fjordby | Hjemmesygeplejen
hjemmesygepleje syd | Hjemmesygeplejen, team Syd
hjemme sygeplejen nord | Hjemmesygeplejen, team Nord
hjemmesygeplejen nabokøbing | Hjemmesygeplejen Nabokøbing
akutsygepleje | Akutsygeplejen
hjemmeplejen aften | Hjemmeplejen, aften og nat
hjemmepleje distrikt nord | Hjemmeplejen, distrikt Nord
hjempleje fjordby | Hjemmeplejen Fjordby
genoptræning | Genoptræningen Fjordby
genoptraening fjordby | Genoptræningen Fjordby
hjælpemidler | Hjælpemiddeldepotet
hjaelpemiddeldepot | Hjælpemiddeldepotet
strandgården | Plejecenter Strandgården
strandgaarden | Plejecenter Strandgården
plejehjem lyngbakken | Plejecenter Lyngbakken
lyngbaken | Plejecenter Lyngbakken
sundhedsplejen øst | Sundhedsplejen, distrikt Øst
sundhedsplejerske vest | Sundhedsplejen, distrikt Vest
tandplejen | Tandplejen Fjordby
ppr | PPR Fjordby
jobcentret | Jobcenter Fjordby
jobcenter fjordby | Jobcenter Fjordby
borgerservice | Borgerservice Fjordby
familieafdeling | Familieafdelingen
psykiatrien øst sengeafsnit | Psykiatrien Øst, sengeafsnit
psyk øst sengeafsnit | Psykiatrien Øst, sengeafsnit
psykiatrien ost ambulatorium | Psykiatrien Øst, ambulatorium
psykatrien øst ambulatorie | Psykiatrien Øst, ambulatorium
akutmodtagelse psykiatri | Psykiatrien Øst, akutmodtagelse
psykiatrisk center østerhøj | Psykiatrisk Center Østerhøj
psykiatrisk center osterhoj | Psykiatrisk Center Østerhøj
distriktspsykiatri østerhøj | Distriktspsykiatrien
tidlig indsats | Team for tidlig indsats
kontaktteam b | Sengeafsnit, kontaktteam B
region øst | Region Øst
region oest psykiatrien | Region Øst – Psykiatrien
lægehuset havnen | Lægehuset Havnen
lægehus havnen | Lægehuset Havnen
laegehuset havn | Lægehuset Havnen
læge fjordby | Lægehuset Havnen
speciallæge strandvejen | Speciallægepraksis Strandvejen
apotek fjordby | Havneapoteket
havneapotek | Havneapoteket
havne apoteket | Havneapoteket
99010111000016004 | Fjordby Socialpsykiatri
5790009901303 | Rusmiddelcentret
57 90009 90212 6 | Psykiatrien Øst, sengeafsnit
9902012 | Psykiatrien Øst, sengeafsnit
99711 | Lægerne Torvet
099712 | Lægehuset Åbakken
lægerne torvet vesterå | Lægerne Torvet
læge aabakken | Lægehuset Åbakken
hjemmeplejen syd vesterå | Hjemmeplejen Syd @ Vesterå Kommune
bostøtten vesteraa | Bostøtten @ Vesterå Kommune
sundhedsplejen ringstrup | Sundhedsplejen @ Ringstrup Kommune
plejehjemmet bøgely sønderholm | Plejecenter Bøgely @ Sønderholm Kommune
9950 tandplejen | Tandplejen @ Vesterå Kommune
visitationen soenderholm | Visitationen @ Sønderholm Kommune
"""


def recorded() -> list[tuple[str, str]]:
    """(what was written, the unit meant)"""
    pairs = (line.split(" | ") for line in RECORDED.strip().splitlines())
    return [(query, meant) for query, meant in pairs]
