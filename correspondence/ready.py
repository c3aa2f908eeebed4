"""Is the worker alive? One line of ``/readyz``."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from correspondence.models import WorkerHeartbeat

SILENCE = timedelta(minutes=1)


def check_worker() -> None:
    """Raises RuntimeError when no worker has been heard from for a minute."""
    if not WorkerHeartbeat.objects.filter(seen_at__gte=timezone.now() - SILENCE).exists():
        raise RuntimeError("no worker heard from for a minute: start manage.py exchange")
