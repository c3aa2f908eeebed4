"""The official job title lists, as the profile and the reply offer them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from correspondence.letters.terminology import AUTHORISATION_SYSTEM, SKS_SYSTEM, job_titles


def groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """(list name, [(``<system>|<code>``, title)]) for Django's grouped choices."""
    names = {AUTHORISATION_SYSTEM: _("Authorised professions"), SKS_SYSTEM: _("Other official titles")}
    return [
        (name, [(f"{one.system}|{one.code}", one.danish) for one in job_titles() if one.system == system])
        for system, name in names.items()
    ]
