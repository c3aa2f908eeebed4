"""How long the register takes to import, measured on an invented one of real shape.

Run by ``manage.py bench sor`` (correspondence/bench), inside a database that is thrown away afterwards.
"""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sor.importing import imports
from sor.models import ImportState
from sor.numbers import gln_with_check_digit, make_sor_code

_HEADER = (
    "SorId;ParentSorId;SorType;EntityName;EntityTypeName;EntityTypeId;EanLocationCode;EntityInheritedIndicator;"
    "InstitutionOwnerCvrNumberId;PrioritizedEntitySpeciality1Name;ShakId;VirtualAddressTelephoneNumber;"
    "PostalAddressStreetName;PostalAddressStreetBuildingId;PostalAddressPostCodeId;PostalAddressDistrictName;"
    "PostalAddressMunicipalityCode;PostalAddressRegionCode;FromDate;ToDate"
)
# Names repeat in the real register too: what tells units apart is what stands above them.
_WORDS = "Hjemmepleje Sygepleje Psykiatri Bosted Plejehjem Genoptræning Rusmiddel Visitation Ambulatorium Sengeafsnit"
_PLACES = "Nord Syd Øst Vest Midt EG EG Havnen Åparken Søbred Ærtebjerg Strandby Kærsgård"
_TOWNS = "Fjordby Nabokøbing Havneby Ålborg Skovkær Møllerup Østervang Kystrup Bækmarken Ørsted".split()
_MAX_DEPTH = 8
# Of a hundred owners: large (a municipality, a region) or small (a surgery, a physiotherapist).
_LARGE_OF_100 = 8
_CHANGES = 200
# A small register has fewer, or too large a part of it would be closed in one night.
_FEW = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """One import: ``seconds`` it took (``cpu_seconds`` of them at work in this process), and what it did.

    ``peak_mb`` is the most memory the process held during it (where the system cannot tell: ever).
    """

    case: str
    seconds: float
    cpu_seconds: float
    units: int
    changed: int
    peak_mb: float


def measure(units: int, seed: int) -> list[Measured]:
    """Import an invented register of ``units`` units, the same again, and a nightly file with 200 changes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        files = write_register(folder, units, seed)
        nightly = write_register(folder / "night", units, seed, changes=min(_CHANGES, units // _FEW))
        return [_timed("whole register", files), _timed("the same again", files), _timed("nightly file", nightly)]


def _timed(case: str, files: list[Path]) -> Measured:
    _forget_peak()
    start, processor = perf_counter(), process_time()
    record = imports.run(files)
    seconds, processor = perf_counter() - start, process_time() - processor
    if record.state != ImportState.APPLIED:
        raise RuntimeError(f"{case}: {record.refusal}")
    changed = record.counts["new"] + record.counts["changed"]
    return Measured(case, seconds, processor, changed + record.counts["unchanged"], changed, _peak_mb())


def _forget_peak() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_register(folder: Path, units: int, seed: int, changes: int = 0) -> list[Path]:
    """The daily file with ``units`` units and the two files of location numbers, the same for the same ``seed``.

    With ``changes``, about so many units are renamed, moved, closed (left out) or new.
    """
    folder.mkdir(exist_ok=True)
    paths = [folder / name for name in ("SorEntity_daily.csv", "LocationsCode.csv", "LocationsCodeEDITypeMap.csv")]
    with (
        paths[0].open("w", encoding="utf-8-sig") as entities,
        paths[1].open("w", encoding="utf-8-sig") as numbers,
        paths[2].open("w", encoding="utf-8-sig") as types,
    ):
        entities.write(_HEADER + "\n")
        numbers.write("EanLocationCode;OnlyInternalIndicator;NonActiveIndicator\n")
        types.write("EanLocationCode;EdiType\n")
        for unit in _changed(invent(units, seed), units, changes):
            entities.write(unit.line() + "\n")
            if unit.gln:
                numbers.write(f'="{unit.gln}";{unit.serial % 50 == 0};{unit.serial % 40 == 0}\n')
                for one in _types(unit):
                    types.write(f'="{unit.gln}";{one}\n')
    return paths


@dataclass(slots=True)
class Invented:
    serial: int
    parent: int
    depth: int
    kind: str
    name: str
    gln: str
    inherits: bool
    town: int

    def line(self) -> str:
        code, parent = make_sor_code(self.serial), make_sor_code(self.parent) if self.parent else ""
        town = self.town
        return (
            f'="{code}";="{parent}";{self.kind};{self.name};sundhedsenhed;550851000005109;="{self.gln}";'
            f"{self.inherits};{30000000 + self.town};;;70{self.serial % 1000000:06d};Åvej;{self.serial % 90};"
            f"{1000 + town % 9000};{_TOWNS[town % len(_TOWNS)]};{town % 900:04d};108{town % 5 + 1};"
            f"{date(2008 + self.serial % 15, 1 + self.serial % 12, 1)};"
        )


def _types(unit: Invented) -> tuple[str, ...]:
    """Most take CareCommunication, some only the letter before it, a few nothing."""
    return (("FDIS91", "FCTL", "XDIS91"), ("FDIS91", "FCTL"), ("XDIS91", "DIS91"), ())[min(unit.serial % 10 // 3, 3)]


def invent(units: int, seed: int) -> Iterator[Invented]:
    """Owners with their trees: a few large and deep ones, many of three or four units."""
    random = Random(seed)  # noqa: S311 (the same every time is what is wanted)
    words, places = _WORDS.split(), _PLACES.split()
    serial = 0
    while serial < units:
        size = random.randint(500, 4000) if random.randrange(100) < _LARGE_OF_100 else random.randint(2, 5)
        above: list[Invented] = []
        town = random.randrange(5000)
        for at in range(min(size, units - serial)):
            serial += 1
            unit = _unit(random, 1_000_000 + serial, above, at, town, f"{random.choice(words)} {random.choice(places)}")
            yield unit
            # The next one hangs from one of those on the way up, mostly a low one.
            above = [*above[: unit.depth - 1], unit][:_MAX_DEPTH]
            while len(above) > 2 and (len(above) == _MAX_DEPTH or random.random() < 0.45):
                above.pop()


def _unit(random: Random, serial: int, above: list[Invented], at: int, town: int, name: str) -> Invented:
    """The first of an owner is the owner; those right below it are institutions, most with a number of their own."""
    kind = ("IE", "SI")[len(above)] if len(above) < 2 else "OE"
    own = len(above) == 1 or (len(above) > 1 and random.random() < 0.06)
    return Invented(
        serial=serial,
        parent=above[-1].serial if above else 0,
        depth=len(above) + 1,
        kind=kind,
        name=f"{_TOWNS[town % len(_TOWNS)]} {name}" if kind == "IE" else name,
        gln=gln_with_check_digit(f"579{serial:09d}") if own else "",
        inherits=not own and len(above) > 1 and random.random() < 0.7,
        town=town,
    )


def _changed(invented: Iterator[Invented], units: int, changes: int) -> Iterator[Invented]:
    """Spread over the register: a third renamed, a third closed, a third with another location number."""
    every = max(units // changes, 1) if changes else 0
    for at, unit in enumerate(invented):
        if every and unit.kind == "OE" and at % every == every - 1:
            if at // every % 3 == 0 and unit.depth > 3:
                continue
            if at // every % 3 == 1:
                unit.gln, unit.inherits = gln_with_check_digit(f"578{unit.serial:09d}"), False
            else:
                unit.name = f"{unit.name} ny"
        yield unit
