"""The rules a CareCommunication must keep, each a small function (MedCom CareCommunication 5.0.2).

A sender must not send and a receiver must not show a message with an error; warnings are logged.
"""

from correspondence.letters.carecommunication.rules.registry import RULES, check

__all__ = ["RULES", "check"]
