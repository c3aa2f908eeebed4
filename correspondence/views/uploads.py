"""Files of drafts: a look at what will be sent, as safely as at what was received."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from correspondence.access import draft_files_for
from correspondence.queries.thread import SHOWN_IN_BROWSER
from correspondence.views.attachment import file_name_of, guarded
from correspondence.views.request import user_of


@require_safe
def preview(request: HttpRequest, pk: int) -> FileResponse:
    file = get_object_or_404(draft_files_for(user_of(request)).exclude(stored_as=""), pk=pk)
    if file.content_type not in SHOWN_IN_BROWSER:
        raise Http404
    response = FileResponse(
        default_storage.open(file.stored_as, "rb"),
        filename=file_name_of(file.title, file.content_type),
        content_type=file.content_type,
    )
    return guarded(response, file.content_type)
