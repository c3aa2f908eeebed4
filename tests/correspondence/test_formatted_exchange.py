"""Two portals exchange tables and bold words; what is sent on keeps them, and every text is clean by itself."""

from __future__ import annotations

from correspondence.exchange.worker import run_once
from correspondence.text.formatted import written
from tests.cast import answer, thread_in, write

WORDS = written("Kære **Bo**.\n\n| Medicin | Dosis |\n|---|---|\n| Panodil | 1 g |\n\n1. Ring\n2. Skriv")
PLAIN = "Kære Bo.\n\nMedicin  Dosis\n-------  -----\nPanodil  1 g\n\n1. Ring\n2. Skriv"


def test_the_receiver_sees_the_table_and_everybody_could_read_the_text(cast):
    write(cast, text=WORDS.text, formatted=WORDS.formatted)
    segment = thread_in(cast.social_psychiatry).segments.get()
    assert segment.text == PLAIN
    assert segment.html == WORDS.formatted
    assert "<th>Medicin</th>" in segment.html


def test_the_writer_sees_what_was_sent(cast):
    sent = write(cast, text=WORDS.text, formatted=WORDS.formatted)
    assert sent.thread.segments.get().html == WORDS.formatted


def test_it_stays_in_the_thread_when_somebody_answers(cast):
    sent = write(cast, text=WORDS.text, formatted=WORDS.formatted)
    answer(cast.anna, thread_in(cast.social_psychiatry))
    run_once()
    assert [one.html == WORDS.formatted for one in sent.thread.segments.all()] == [True, False]


def test_formatting_that_says_something_else_is_not_sent(cast):
    sent = write(cast, text="Hej", formatted="<p>Hej <strong>du</strong></p>")
    assert sent.thread.segments.get().html == "<p>Hej</p>"


def test_plain_text_is_sent_to_the_character(cast):
    words = written("2*3*4, C++, #1 og <b>\n\n\n  _ind_")
    write(cast, text=words.text, formatted=words.formatted)
    assert thread_in(cast.social_psychiatry).segments.get().text == "2*3*4, C++, #1 og <b>\n\n\n  _ind_"
