"""Letters: the format-free form of a message, and the formats that carry it.

Nothing in this package imports Django. Bytes come in, a :class:`~correspondence.letters.letter.Letter`
and a list of :class:`~correspondence.letters.issues.Issue` go out, and the other way round.
"""
