"""Files that come with a request: checked by their content, kept with the draft, or refused with a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from correspondence.actions.draft import add_file
from correspondence.forms import WritingForm
from correspondence.forms.files import FAULTS, TOO_LARGE, TOO_MANY, WHEN
from correspondence.letters.envelope.sizes import MOST_ATTACHMENTS
from correspondence.letters.file_checks import Unfit, checked_type
from correspondence.letters.titles import title_of
from correspondence.models import DraftFile
from correspondence.views.compose_page import meter_of
from correspondence.views.desk import Desk
from portal import clock
from portal.templatetags.shown import filesize_da

FIELD = "files"


@dataclass
class Uploaded:
    """What became of the files of one request."""

    files: list[DraftFile] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def take_uploads(request: HttpRequest, desk: Desk, form: WritingForm) -> Uploaded:
    """Keep what can be sent with the draft, which has been saved before."""
    uploaded = Uploaded()
    for one in request.FILES.getlist(FIELD)[: 2 * MOST_ATTACHMENTS]:
        _take(one, desk, form, uploaded)
    return uploaded


def _take(one: UploadedFile, desk: Desk, form: WritingForm, uploaded: Uploaded) -> None:
    title = title_of(one.name or "", nameless=_("Attachment"))
    measured = meter_of(desk, form)
    size = one.size or 0
    if measured.count >= measured.most_count:
        uploaded.refused.append(TOO_MANY % {"name": title, "most": measured.most_count})
    elif size > measured.room:
        words = {"name": title, "size": filesize_da(size), "room": filesize_da(measured.room)}
        uploaded.refused.append(TOO_LARGE % words)
    else:
        _check_and_keep(one, title, desk, uploaded)


def _check_and_keep(one: UploadedFile, title: str, desk: Desk, uploaded: Uploaded) -> None:
    data = one.read()
    try:
        kind = checked_type(data)
    except Unfit as unfit:
        uploaded.refused.append(str(FAULTS[unfit.fault]) % {"name": title})
        return
    assert desk.draft is not None  # noqa: S101 - it was kept just now
    created = clock.now().strftime(WHEN)
    uploaded.files.append(add_file(draft=desk.draft, data=data, content_type=kind, title=title, created=created))
