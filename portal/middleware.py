"""What every response needs: the user's language, and no copy left behind."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]
LANGUAGE_CODES = frozenset(code for code, _name in settings.LANGUAGES)


def language_of(request: HttpRequest) -> str:
    """The language of a page: the user's own choice, else the cookie, else Danish.

    The browser's wish is not asked: a work tool looks the same on every computer of the house.
    """
    user = getattr(request, "user", None)
    wanted = user.language if user is not None and user.is_authenticated else ""
    wanted = wanted or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in LANGUAGE_CODES else settings.LANGUAGE_CODE


class UserLanguage:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


class OneDirection:
    """Pages without characters that turn the words after them around, which make ``plan[U+202E]fdp.exe`` a PDF.

    Names, topics and titles come from outside and are stored as they came (hardening.md 20). Languages that
    run the other way need none of these.
    """

    OVERRIDES = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")  # U+202A-202E and U+2066-2069 in UTF-8

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            response.content = self.OVERRIDES.sub(b"", response.content)
        return response


class NoStore:
    """Nothing Django answers may be kept by a browser or a proxy (ASVS 14.3.1-3); static files pass elsewhere."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        if request.method == "POST" and _is_logout(request):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _is_logout(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name == "account_logout"
