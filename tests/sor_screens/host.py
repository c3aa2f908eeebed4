"""A page with nothing but the receiver picker in a form, so that the picker is tested by itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from portal.urls import handler404, urlpatterns
from sor.access import user_of
from sor.picker import ReceiverPicker
from sor.queries import by_sor_code

__all__ = ["handler404", "urlpatterns"]

PAGE = """{% extends "base.html" %}{% block title %}Picker{% endblock %}{% block content %}<div class="page">
<h1>Picker</h1>
<form method="post">{% csrf_token %}
  <textarea name="text" aria-label="Text">{{ text }}</textarea>
  {% include "components/receiver_picker.html" %}
  <button class="button button-primary" id="send" type="submit">Send</button>
</form>
{% if unit %}<p id="sent">{{ unit.sor_code }}</p>{% endif %}
</div>{% endblock %}"""


def host(request: HttpRequest) -> HttpResponse:
    own = by_sor_code(request.GET.get("own", ""))
    picker = ReceiverPicker.of(request.POST, user=user_of(request), own=own)
    unit = picker.unit if request.method == "POST" and not picker.searching else None
    context = {"picker": picker, "unit": unit, "text": request.POST.get("text", "")}
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


urlpatterns = [path("proeve/", host), *urlpatterns]
