"""The register as imported, the record of the imports, and what the portal itself keeps about units."""

from sor.models.local import Alias, Favourite, LocalUnit, NamedRecipient, Team
from sor.models.organisation import Capability, Kind, Organisation
from sor.models.register import ChangeKind, Import, ImportState, LocationNumber, OrganisationChange, SourceKind
from sor.models.search import SearchEntry, SearchGram, SearchUnit, Source

__all__ = [
    "Alias",
    "Capability",
    "ChangeKind",
    "Favourite",
    "Import",
    "ImportState",
    "Kind",
    "LocalUnit",
    "LocationNumber",
    "NamedRecipient",
    "Organisation",
    "OrganisationChange",
    "SearchEntry",
    "SearchGram",
    "SearchUnit",
    "Source",
    "SourceKind",
    "Team",
]
