from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("People")

    def ready(self) -> None:
        from portal import signals  # noqa: F401  (connects the receivers)
        from portal.timestamps import read_quickly

        connection_created.connect(read_quickly)
