"""The rules a CareCommunication must keep, each a small function (MedCom CareCommunication 5.0.2).

A sender must not send and a receiver must not show a message with an error; warnings are logged.
What needs the database is not asked here: whether the receiver is one of ours, and whether an id
has been seen before.
"""

from correspondence.letters.carecommunication.rules import (  # noqa: F401  (importing registers the rules)
    attachment,
    authors,
    bundle,
    communication,
    episode,
    header,
    lengths,
    organisations,
    patient,
    payload,
    provenance,
    references,
    shape,
)
from correspondence.letters.carecommunication.rules.registry import RULES, check

__all__ = ["RULES", "check"]
