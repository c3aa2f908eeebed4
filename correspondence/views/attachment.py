"""Files of messages: opened in the browser safely, or downloaded."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_safe

from correspondence.access import attachments_for
from correspondence.actions.read import read_attachment
from correspondence.models import Attachment
from correspondence.queries.thread import SHOWN_IN_BROWSER
from correspondence.views.request import user_of

_ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/tiff": "tiff",
    "image/bmp": "bmp",
}
# Nothing in the file may run, load or talk. A PDF opens in the browser's own viewer, which a sandbox
# directive switches off in Chromium; everything else is sandboxed as well.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'none'"
)
_SANDBOX = f"{_POLICY}; sandbox"


@require_safe
def open_inline(request: HttpRequest, pk: int) -> FileResponse:
    attachment = _attachment_or_404(request, pk)
    if attachment.content_type not in SHOWN_IN_BROWSER:
        raise Http404
    return _serve(request, attachment, download=False)


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    return _serve(request, _attachment_or_404(request, pk), download=True)


def _attachment_or_404(request: HttpRequest, pk: int) -> Attachment:
    stored = attachments_for(user_of(request)).exclude(stored_as="").select_related("segment")
    return get_object_or_404(stored, pk=pk)


def _serve(request: HttpRequest, attachment: Attachment, *, download: bool) -> FileResponse:
    read_attachment(user=user_of(request), attachment=attachment, download=download)
    response = FileResponse(
        default_storage.open(attachment.stored_as, "rb"),
        as_attachment=download,
        filename=file_name(attachment),
        content_type=attachment.content_type or "application/octet-stream",
    )
    return guarded(response, attachment.content_type)


def guarded(response: FileResponse, content_type: str) -> FileResponse:
    """Tell the browser to take the file for nothing else, and to let nothing in it run."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY if content_type == "application/pdf" else _SANDBOX
    return response


def file_name(attachment: Attachment) -> str:
    return file_name_of(attachment.title, attachment.content_type)


def file_name_of(title: str, content_type: str) -> str:
    """The title as a safe file name, with the ending its bytes deserve (the sender's title has none)."""
    shown = "".join(one for one in title if one.isprintable()).strip(". ")[:120]
    name = get_valid_filename(shown) if shown.strip("./\\ ") else "bilag"
    return f"{name}.{_ENDINGS.get(content_type, 'bin')}"
