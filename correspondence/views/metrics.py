"""/metrics: the exchange's figures for a monitoring system. No personal data, and still not for everybody."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from correspondence.queries.figures import figures
from correspondence.queries.metrics import exposition

# A proxy on this machine speaks for somebody else.
_PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not (_has_token(request) or _is_local(request)):
        raise Http404
    return HttpResponse(exposition(figures()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _has_token(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    return bool(token) and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")


def _is_local(request: HttpRequest) -> bool:
    """Asked from this machine itself, and only while no token has been set."""
    if settings.METRICS_TOKEN or any(name in request.headers for name in _PROXY_HEADERS):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
