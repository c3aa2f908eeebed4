"""Reads for the screens. Every one starts from :mod:`correspondence.access`; none grows with the rows shown."""
