from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "correspondence"
    verbose_name = _("Mailboxes")

    def ready(self) -> None:
        from correspondence import job_titles, register_usage
        from correspondence.ready import check_worker
        from portal import health
        from portal import job_titles as registry
        from sor import usage
        from sor.search import register_recent_receivers

        registry.register(job_titles.groups)
        usage.register(register_usage)
        register_recent_receivers(register_usage.recent_receivers)
        health.register_check("worker", check_worker)
