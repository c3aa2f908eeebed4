from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SorConfig(AppConfig):
    name = "sor"
    verbose_name = _("SOR register")

    def ready(self) -> None:
        post_migrate.connect(_index_what_was_there_before, sender=self)


def _index_what_was_there_before(**_told: Any) -> None:
    """Units that were imported before there was a search index; afterwards every import keeps it up to date."""
    from sor.models import Organisation, SearchUnit
    from sor.search import rebuild

    if not SearchUnit.objects.exists() and Organisation.objects.exists():
        rebuild()
