"""The search index: made from the register and the local facts, and made anew whenever they change (sor.search)."""

from __future__ import annotations

from typing import Any

from django.db import models

from sor.models.organisation import Organisation


class PlainWord(models.CharField):
    """A folded word (a-z, 0-9), compared byte by byte on every database, so that a prefix is a range of an index."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        collation = "C" if connection.vendor == "postgresql" else None
        return {**super().db_parameters(connection), "collation": collation}


class Source(models.IntegerChoices):
    """Where a unit's word comes from; the lower, the more it says about the unit itself."""

    NAME = 0
    PLACE = 1
    KIND = 2
    ABOVE = 3


class SearchUnit(models.Model):
    """What the first, rough ranking needs of a unit, narrow enough to be read by the thousand."""

    unit = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    top = models.CharField(max_length=20)  # SOR code of the institution owner
    municipality = models.CharField(max_length=4)
    region = models.CharField(max_length=4)
    receives = models.PositiveSmallIntegerField()
    # All the words it is found by, each between spaces: whether a candidate has the other words too is one look here.
    words = models.TextField()

    class Meta:
        indexes = [
            # The units of the own place, when a word has more units than are read.
            models.Index(fields=["top"], name="search_top"),
            models.Index(fields=["municipality"], name="search_municipality"),
        ]

    def __str__(self) -> str:
        return str(self.unit_id)


class SearchEntry(models.Model):
    """A unit is found by a word."""

    pk = models.CompositePrimaryKey("unit_id", "word")
    unit = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    word = PlainWord(max_length=40)
    source = models.PositiveSmallIntegerField(choices=Source.choices)

    class Meta:
        indexes = [
            # Units by the beginning of a word, those it says most about first. The primary key serves the other
            # way round: the words of a unit that has changed.
            models.Index(fields=["word", "source", "unit"], name="search_word"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.word}"


class SearchGram(models.Model):
    """Three letters of a word that some unit is found by, to find words that are nearly the one written."""

    pk = models.CompositePrimaryKey("gram", "word")
    gram = PlainWord(max_length=3)
    word = PlainWord(max_length=40)

    def __str__(self) -> str:
        return f"{self.gram} {self.word}"
