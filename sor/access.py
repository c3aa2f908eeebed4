"""Who reaches the pages of the register, and what every one of them needs to know about its request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponseBase

from portal.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def user_of(request: HttpRequest) -> User:
    """The user logged in; LoginRequiredMiddleware has seen to it that there is one."""
    return cast(User, request.user)


def text_of(request: HttpRequest, name: str, most: int = 200) -> str:
    """A parameter of the address, without what no database takes."""
    return request.GET.get(name, "").replace("\0", "").strip()[:most]


def for_sor_administrators(view: View[P]) -> View[P]:
    """The page does not exist for anybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not user_of(request).is_sor_administrator:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
