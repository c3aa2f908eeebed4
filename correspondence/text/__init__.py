"""The texts people write: Markdown as the source, safe HTML to read, plain text for everybody else.

One tree (:mod:`.tree`) stands in the middle. Markdown and HTML are read into it, and Markdown, HTML and
plain text are written from it, so the three always say the same.
"""
