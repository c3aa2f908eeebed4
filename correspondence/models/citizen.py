"""The identifiers of the citizen a thread is about."""

from __future__ import annotations

from django.db import models

from correspondence.models.thread import Thread


class CitizenIdentifier(models.Model):
    """One CPR or replacement number. All that were received go back in a reply (carecommunication.md section 3)."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="citizen_identifiers")
    system = models.CharField(max_length=255)
    value = models.CharField(max_length=255)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "system", "value"], name="citizen_identifier_once"),
        ]
        indexes = [
            # Search by a citizen's number.
            models.Index(fields=["value"], name="citizen_identifier_value"),
        ]

    def __str__(self) -> str:
        return f"{self.system} (thread {self.thread_id})"
