"""What a request leaves behind in a circle is gone when its answer has been sent."""

from __future__ import annotations

import gc
import subprocess
import sys
from weakref import ref

from django.conf import settings

from portal.memory import tidy


class Circle:
    def __init__(self) -> None:
        self.itself = self


def test_a_circle_is_gone() -> None:
    gone = ref(Circle())
    tidy()
    assert gone() is None


def test_one_that_outlived_an_answer_goes_too() -> None:
    circles = [Circle() for _ in range(2)]
    gone = [ref(one) for one in circles]
    tidy()
    circles.clear()
    for _ in range(500):
        tidy()
    assert [one() for one in gone] == [None, None]


def test_the_web_server_does_so() -> None:
    script = (
        "import gc; from django.core.signals import request_finished as f;"
        "from portal import wsgi; from portal.memory import tidy;"
        "assert gc.get_freeze_count() > 10_000 and gc.get_threshold()[0] == 100_000, gc.get_threshold();"
        "assert any(tidy in (one[1](), one[1]) for one in f.receivers)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=settings.BASE_DIR, check=True)
    assert gc.get_threshold()[0] != 100_000  # of this process nothing has changed
