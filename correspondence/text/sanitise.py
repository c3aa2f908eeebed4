"""The allow-list, kept by two sanitisers one after the other.

Order matters (hardening.md 1): characters first, then bleach, then nh3. Their answer is only ever read into
the text tree (:mod:`.html`), which writes anew what it understood.
"""

from __future__ import annotations

import bleach
import nh3

from correspondence.text.characters import may_be_followed, shown

TAGS = frozenset("p br div span strong b em i u a ul ol li table thead tbody tr th td h1 h2 h3 h4 h5 h6".split())
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ATTRIBUTES = {"a": {"href"}, "span": {"class"}}
# Their words are not for people.
_SILENT = {"script", "style", "noscript", "template", "title", "textarea", "iframe", "noembed", "noframes", "xmp"}


def sanitised(html: str) -> str:
    """``html`` with allowed tags and addresses only, every element closed."""
    cleaner = bleach.Cleaner(tags=TAGS, attributes=_allowed, protocols=_SCHEMES, strip=True, strip_comments=True)
    return _second_gate(cleaner.clean(shown(html)))


def _allowed(tag: str, name: str, value: str) -> bool:
    return name in _ATTRIBUTES.get(tag, ()) and (name != "href" or may_be_followed(value))


def _second_gate(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        attribute_filter=lambda tag, name, value: value if _allowed(tag, name, value) else None,
        url_schemes=set(_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
