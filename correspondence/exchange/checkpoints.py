"""Named points on a document's way in and out: between any two of them a worker may die and nothing is lost.

In production nobody listens. The kill tests start a worker whose :func:`reached` they have replaced; no setting and
no environment variable can do that.
"""

from __future__ import annotations

from typing import Final

# In: a file has been found; its bytes are stored and committed; the file is gone.
FOUND: Final = "found"
STORED: Final = "stored"
# It is about to be claimed; is claimed; is judged; is filed and answered with those that came with it, not committed
# yet; is committed, its answer not sent.
BEFORE_READING: Final = "before reading"
READING: Final = "reading"
FILED: Final = "filed"
ENTERED: Final = "entered"
COMMITTED: Final = "committed"
# Out: it is about to be claimed; is claimed; is written, not under its name yet; lies with the other side; that is
# noted, not committed yet; is committed.
BEFORE_SENDING: Final = "before sending"
SENDING: Final = "sending"
WRITTEN: Final = "written"
HANDED_OVER: Final = "handed over"
NOTED: Final = "noted"
SENT: Final = "sent"

POINTS = (
    FOUND,
    STORED,
    BEFORE_READING,
    READING,
    FILED,
    ENTERED,
    COMMITTED,
    BEFORE_SENDING,
    SENDING,
    WRITTEN,
    HANDED_OVER,
    NOTED,
    SENT,
)


def reached(point: str) -> None:
    """``point`` has been reached. Always called as ``checkpoints.reached``, so that a test can put itself here."""
