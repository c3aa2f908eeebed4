from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SorConfig(AppConfig):
    name = "sor"
    verbose_name = _("SOR register")
