"""Which units may be found at all."""

from __future__ import annotations

from django.db.models import QuerySet

from portal import clock
from sor.models import Organisation


def findable() -> QuerySet[Organisation]:
    """Units that are open today and that the SOR administrator has not hidden."""
    return Organisation.objects.open(clock.now().date()).exclude(local__hidden=True)
