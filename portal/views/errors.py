"""Plain pages for when something is wrong. They need no database: that may be what is wrong."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from portal.context_processors import PRODUCT_NAME


def _plain(template: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(render_to_string(template, {"product_name": PRODUCT_NAME}), status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain("400.html", HTTPStatus.BAD_REQUEST)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain("403.html", HTTPStatus.FORBIDDEN)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page whether a thing does not exist or is not the user's to see."""
    return _plain("404.html", HTTPStatus.NOT_FOUND)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    return _plain("500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The browser's form was too old (log-in in another tab, cleared cookies). Nothing written is lost."""
    return _plain("403_csrf.html", HTTPStatus.FORBIDDEN)
