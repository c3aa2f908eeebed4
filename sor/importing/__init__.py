"""Bringing the register in: a reader turns a file into rows, ``apply`` makes the tree equal to the rows.

The row is the seam. A reader knows a file format and nothing of the database; ``apply`` knows the
database and nothing of files.
"""
