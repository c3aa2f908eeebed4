"""Every address of the portal."""

from allauth.account.views import account_inactive, login, logout
from django.urls import include, path

from portal import health
from portal.configuration import site
from portal.views import language, profile

urlpatterns = [
    # allauth's own list also opens sign-up, e-mail and reset pages that nobody here may reach.
    path("konto/login/", login, name="account_login"),
    path("konto/logud/", logout, name="account_logout"),
    path("konto/spaerret/", account_inactive, name="account_inactive"),
    path("profil/", profile.edit, name="profile"),
    path("profil/besked/", profile.telling, name="profile-telling"),
    path("i18n/", language.choose, name="set_language"),
    path("opsaetning/", site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("sor/", include("sor.urls")),
    path("", include("correspondence.urls")),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.permission_denied"
handler404 = "portal.views.errors.page_not_found"
handler500 = "portal.views.errors.server_error"
