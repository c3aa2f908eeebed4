"""Configuration: for system administrators, without a word about citizens."""

from __future__ import annotations

import pytest
from django.urls import reverse

from correspondence.models import Membership
from portal.models import AuditEvent, User
from sor.models import Organisation

PAGES = [
    "configuration:index",
    "configuration:portal_user_changelist",
    "configuration:correspondence_mailbox_changelist",
]


@pytest.mark.parametrize("page", [*PAGES, "configuration:sor_organisation_changelist"])
def test_a_system_administrator_opens_it(client, cast, page):
    client.force_login(cast.ivan)
    assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["anna", "gorm", "dorte", "freja", "erik"])
def test_for_everybody_else_it_does_not_exist(client, cast, name, page):
    client.force_login(getattr(cast, name))
    assert client.get(reverse(page)).status_code == 404


def test_it_offers_no_citizens_and_no_messages(client, cast):
    client.force_login(cast.ivan)
    models = {
        model["object_name"] for app in client.get(reverse(PAGES[0])).context["app_list"] for model in app["models"]
    }
    assert models == {"User", "Mailbox", "Organisation", "AgreedTopic"}


def test_a_new_member_is_added_and_audited(client, cast):
    client.force_login(cast.ivan)
    box = cast.social_psychiatry
    form = {
        "organisation": box.organisation_id,
        "syntax": "json",
        "phone": "",
        "is_open": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": cast.erik.pk,
        "memberships-0-role": "reader",
    }
    answer = client.post(reverse("configuration:correspondence_mailbox_change", args=[box.pk]), form)
    assert answer.status_code == 302
    assert Membership.objects.filter(user=cast.erik, mailbox=box, role="reader").exists()
    assert AuditEvent.objects.filter(action="configuration.change", actor=cast.ivan).count() == 1


def test_a_new_person_is_made(client, cast):
    client.force_login(cast.ivan)
    words = {"username": "hanne", "password1": "laang-og-god-kode-77", "password2": "laang-og-god-kode-77"}
    client.post(reverse("configuration:portal_user_add"), {**words, "usable_password": "true"})
    assert User.objects.filter(username="hanne").exists()


def test_units_are_looked_up_but_not_edited(client, cast):
    client.force_login(cast.ivan)
    unit = Organisation.objects.first()
    page = reverse("configuration:sor_organisation_change", args=[unit.pk])
    assert client.post(page, {"name": "Andet"}).status_code == 403
