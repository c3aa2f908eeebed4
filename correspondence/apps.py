from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "correspondence"
    verbose_name = _("Mailboxes")

    def ready(self) -> None:
        from correspondence import job_titles
        from correspondence.ready import check_worker
        from portal import health
        from portal import job_titles as registry

        registry.register(job_titles.groups)
        health.register_check("worker", check_worker)
