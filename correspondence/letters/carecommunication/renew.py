"""A message that is sent once more unchanged: its document with a new Bundle.id and new times.

Source: MedCom's reliable messaging (transport.md 2.2): "new Bundle.id, new envelope id, new times
(Bundle.timestamp; Provenance occurredDateTime and recorded of the current message); everything else
identical". So nothing is written anew: the few values are replaced where they stand in our own bytes.
"""

from __future__ import annotations

import re

# Where our writer puts what changes, per syntax. A quote (JSON) or an angle bracket (XML) in somebody's
# text is escaped, so none of these can be found inside one.
_BUNDLE = {
    "json": rb'^\{"resourceType":"Bundle","id":"([^"]+)".{0,400}?,"timestamp":"([^"]+)","entry":\[',
    "xml": rb'<Bundle xmlns="[^"]+"><id value="([^"]+)"/>.{0,400}?<timestamp value="([^"]+)"/><entry>',
}
_HEADER = {
    "json": rb'\{"resourceType":"MessageHeader","id":"([^"]+)"',
    "xml": rb'<MessageHeader><id value="([^"]+)"/>',
}
_PROVENANCE = {
    "json": (
        rb'\{"resourceType":"Provenance",(?:(?!"resourceType":).)*?"target":\[\{"reference":"MessageHeader/%b"\}\],'
        rb'"occurredDateTime":"([^"]+)","recorded":"([^"]+)"'
    ),
    "xml": (
        rb'<Provenance>(?:(?!<Provenance>).)*?<target><reference value="MessageHeader/%b"/></target>'
        rb'<occurredDateTime value="([^"]+)"/><recorded value="([^"]+)"/>'
    ),
}


def renew(data: bytes, *, syntax: str, bundle_id: str, timestamp: str) -> bytes:
    """``data``, a CareCommunication as ``write`` made it in ``syntax``, with ``bundle_id`` and ``timestamp``.

    ``timestamp`` is ISO 8601 with its offset. Every other byte stays, but for the narrative of the one
    Provenance, which tells its times too. Raises ValueError for bytes that our writer has not made.
    """
    header = _first(_HEADER[syntax], data)[1]
    bundle = _first(_BUNDLE[syntax], data)
    own = _first(_PROVENANCE[syntax] % re.escape(header), data)
    head = data[: bundle.start(1)] + bundle_id.encode() + data[bundle.end(1) : bundle.start(2)] + timestamp.encode()
    return head + data[bundle.end(2) : own.start()] + _with_times(own, timestamp.encode()) + data[own.end() :]


def _with_times(own: re.Match[bytes], timestamp: bytes) -> bytes:
    """The Provenance of the current message up to its ``recorded``; old times stand in its narrative as well."""
    return own[0].replace(own[1], timestamp).replace(own[2], timestamp)


def _first(pattern: bytes, data: bytes) -> re.Match[bytes]:
    if found := re.search(pattern, data, re.DOTALL):
        return found
    raise ValueError("this is no document of our own writing")
