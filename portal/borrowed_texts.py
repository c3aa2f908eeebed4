"""Texts of Django that the portal says in its own Danish: missing there, or not in the voice of the house.

Nobody imports this. It is here to be collected with the portal's own texts, and the portal's catalogue is
asked before Django's.
"""

from django.utils.translation import gettext_lazy as _

TEXTS = (
    _("This field is required."),
    _("If disabled, the current password for this user will be lost."),
)
