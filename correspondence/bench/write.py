"""How long a writer waits: from the press on "Send" until the portal has answered that the message is on its way."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from correspondence.bench.figures import Result, count, milliseconds, number
from correspondence.bench.invented import Inventor
from correspondence.bench.lifelike import Lifelike, lifelike
from correspondence.bench.options import Options
from correspondence.models import Mailbox, Message, Thread
from sor.search import rebuild

FILE_BYTES = 5_000_000
AT_MOST = 30  # of each case: every message leaves its file behind several times
UNTIMED = 3  # sent first: the statements of the first are counted, the others warm up

Fields = dict[str, Any]
Ready = tuple[str, Fields]
"""A writing page filled in: where it is posted, and what."""


def run(options: Options) -> list[Result]:
    """A new message and a reply, each with a PDF of 5 MB that went up while they were written, and a forward of it."""
    inventor = Inventor(options.seed)
    scene = lifelike(inventor, options.messages)
    rebuild()
    desk, times = _Desk(scene, inventor), min(options.requests, AT_MOST)
    replied = list(Thread.objects.filter(mailbox=scene.largest).order_by("-latest_at", "-pk")[: UNTIMED + times])
    return [
        _measured("new, PDF of 5 MB", desk, times, lambda at: desk.new()),
        _measured("reply, PDF of 5 MB", desk, times, lambda at: desk.reply(replied[at % len(replied)])),
        _measured("forward, PDF of 5 MB", desk, times, lambda at: desk.forward(desk.begun[at])),
    ]


def _measured(case: str, desk: _Desk, times: int, prepare: Callable[[int], Ready]) -> Result:
    """``prepare`` fills in the page of the message of this number; the clock runs from the press on "Send"."""
    with CaptureQueriesContext(connection) as captured:
        desk.send(*prepare(0))
    statements = len(captured)
    for at in range(1, UNTIMED):
        desk.send(*prepare(at))
    spent = [desk.send(*prepare(at)) for at in range(UNTIMED, UNTIMED + times)]
    figures = (
        count("messages", times, "messages"),
        *milliseconds([seconds for seconds, _ in spent], 50, 95),
        number("cpu_ms", sum(processor for _, processor in spent) / times * 1000, "ms processor time"),
        count("queries", statements, "statements, opening included"),
    )
    return Result("write", case, figures)


class _Desk:
    """Where a caseworker writes, by the pages themselves. ``begun``: the threads started here, each with its PDF."""

    def __init__(self, scene: Lifelike, inventor: Inventor):
        self.scene, self.inventor = scene, inventor
        self.begun: list[Thread] = []
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(scene.user)
        others = Mailbox.objects.exclude(pk=scene.largest.pk).order_by("pk")
        self.receivers = list(others.values_list("organisation__sor_code", flat=True)[:2])

    def new(self) -> Ready:
        citizen = self.inventor.citizen()
        about = {
            "citizen_number": citizen.identifiers[0].value,
            "citizen_given": " ".join(citizen.given),
            "citizen_family": citizen.family,
            "receiver": self.receivers[0],
        }
        return self._with_file(self._opened(reverse("write", args=[self.scene.largest.pk]), about))

    def reply(self, thread: Thread) -> Ready:
        return self._with_file(self._opened(reverse("reply", args=[thread.pk]), {}))

    def forward(self, thread: Thread) -> Ready:
        """The file goes along with its content, as in every forward."""
        return self._opened(reverse("forward", args=[thread.pk]), {"receiver": self.receivers[1]})

    def send(self, address: str, fields: Fields) -> tuple[float, float]:
        """Press "Send": the seconds that it takes, and the processor's."""
        processor, begun = process_time(), perf_counter()
        response = self.client.post(address, {**fields, "do": "send"})
        spent = perf_counter() - begun, process_time() - processor
        sent = Message.objects.filter(compose_token__in=fields["token"])
        message = sent.filter(thread__segments__attachment__size__gt=FILE_BYTES).select_related("thread").first()
        if message is None:
            raise CommandError(f"{address} answered {response.status_code}, and nothing with a file was sent.")
        if message.activity == "new-message":
            self.begun.append(message.thread)
        return spent

    def _opened(self, address: str, written: Fields) -> Ready:
        about = {"text": self.inventor.text(), "category": "discharge", "topic": "Udskrivelse"}
        return self._filled(self.client.get(address), {**about, **written})

    def _with_file(self, ready: Ready) -> Ready:
        address, fields = ready
        data = b"%PDF-1.7\n" + self.inventor.random.randbytes(FILE_BYTES) + b"\nstartxref\n9\n%%EOF\n"
        upload = SimpleUploadedFile("plan.pdf", data, content_type="application/pdf")
        return self._filled(self.client.post(address, {**fields, "do": "attach", "files": upload}, follow=True), {})

    def _filled(self, response: Any, written: Fields) -> Ready:
        """What a browser would post from the page, with what was ``written`` in it."""
        form = html.document_fromstring(response.content.decode()).get_element_by_id("writing")
        fields: Fields = {}
        for name, value in form.form_values():
            fields.setdefault(name, []).append(value)
        return form.action.partition("#")[0], {**fields, **written}
