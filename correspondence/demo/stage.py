"""Plays the stories: each turn at its own time, own people through the actions, the rest through the exchange."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from uuid import uuid4

from correspondence.actions.content import Content, Signature
from correspondence.actions.forward import forward
from correspondence.actions.read import mark_read, read_thread
from correspondence.actions.reply import reply
from correspondence.actions.start import start, wire_unit
from correspondence.demo import outside
from correspondence.demo.people import BY_LOGIN, Person
from correspondence.demo.places import MAILBOXES
from correspondence.demo.script import Story, Turn
from correspondence.exchange.worker import run_once
from correspondence.letters.letter import Activity, Author, Letter, Team
from correspondence.letters.letter import Organisation as WireOrganisation
from correspondence.models import Mailbox, Message, Thread
from portal import clock
from portal.models import User
from sor.models import Organisation

# How long a party outside takes to acknowledge.
_ANSWER_TIME = timedelta(seconds=40)


@dataclass
class _Played:
    """How far one story has come: (MessageHeader.id, communication identifier) of each turn."""

    story: Story
    done: dict[int, tuple[str, str]] = field(default_factory=dict)


def play(stories: Iterable[Story], now: datetime) -> None:
    """Play all stories, their turns in the order of time, as seen from ``now`` (aware)."""
    played = [_Played(story) for story in stories]
    for at, cues in _cues(played, now):
        with clock.at(at):
            for one, number in cues:
                _perform(one, number)
            run_once(now=at + timedelta(seconds=2))
        with clock.at(at + _ANSWER_TIME):
            for one, number in cues:
                _acknowledge_from_outside(one, number)
    for one in played:
        _read_to_the_end(one)


def _cues(played: Sequence[_Played], now: datetime) -> Iterator[tuple[datetime, list[tuple[_Played, int]]]]:
    """What happens when. Turns of the same moment are all written before any of them is delivered."""
    cues = [
        (turn.when.before(now), at, number)
        for at, one in enumerate(played)
        for number, turn in enumerate(one.story.placed)
    ]
    for moment, together in groupby(sorted(cues), key=lambda cue: cue[0]):
        yield moment, [(played[at], number) for _, at, number in together]


def _perform(played: _Played, number: int) -> None:
    turn = played.story.placed[number]
    if turn.unit in MAILBOXES:
        message = _write_inside(played, turn)
        played.done[number] = (message.message_header_id, message.thread.communication_identifier)
    else:
        letter = _write_outside(played, turn)
        played.done[number] = (letter.message_header_id, letter.communication_identifier)


def _write_inside(played: _Played, turn: Turn) -> Message:
    person = BY_LOGIN[turn.by]
    user = User.objects.get(username=person.login)
    mailbox = Mailbox.objects.select_related("organisation").get(organisation__sor_code=turn.unit)
    content = _content(turn, person)
    if turn.activity is Activity.NEW:
        return _start(turn, played.story, user, mailbox, content)
    header, communication = played.done[turn.answers]
    thread = Thread.objects.get(mailbox=mailbox, communication_identifier=communication)
    read_thread(user=user, thread=thread)
    if turn.activity is Activity.REPLY:
        return reply(user=user, thread=thread, answers=header, content=content, token=uuid4())
    return forward(user=user, thread=thread, answers=header, receiver=_unit(turn.to), content=content, token=uuid4())


def _start(turn: Turn, story: Story, user: User, mailbox: Mailbox, content: Content) -> Message:
    receiver = _unit(turn.to)
    return start(
        user=user,
        mailbox=mailbox,
        receiver=receiver,
        citizen=story.citizen,
        content=content,
        token=uuid4(),
        specific_sender=_of_unit(turn.specific_sender, wire_unit(mailbox.organisation)),
        specific_recipient=_of_unit(turn.specific_recipient, wire_unit(receiver)),
        episode_of_care=turn.episode,
    )


def _of_unit(party: Author | Team | None, unit: WireOrganisation) -> Author | Team | None:
    return replace(party, organisation=unit) if party else None


def _content(turn: Turn, person: Person) -> Content:
    system, _, code = person.job_title_code.partition("|")
    signature = Signature((person.given,), person.family, system, code, person.job_title_text, person.phone)
    return Content(turn.category, turn.text, signature, turn.topic, turn.priority, turn.files)


def _write_outside(played: _Played, turn: Turn) -> Letter:
    person = BY_LOGIN[turn.by]
    if turn.activity is Activity.NEW:
        return outside.write_new(
            turn, person, played.story.citizen, wire_unit(_unit(turn.unit)), wire_unit(_unit(turn.to))
        )
    return outside.write_reply(turn, person, _sent(played, turn.answers).delivery)


def _acknowledge_from_outside(played: _Played, number: int) -> None:
    turn = played.story.placed[number]
    if turn.unit not in MAILBOXES or turn.silent:
        return
    delivery = _sent(played, number).delivery
    if delivery.receiver_sor_code not in MAILBOXES:
        outside.acknowledge(delivery, turn.refusal)


def _sent(played: _Played, number: int) -> Message:
    """What an own mailbox wrote in that turn."""
    header, _ = played.done[number]
    return Message.objects.select_related("delivery").get(message_header_id=header, written_by__isnull=False)


def _read_to_the_end(played: _Played) -> None:
    communications = {communication for _, communication in played.done.values()}
    for thread in Thread.objects.filter(communication_identifier__in=communications):
        readers = User.objects.filter(memberships__mailbox=thread.mailbox_id)
        if played.story.read_by is not None:
            readers = readers.filter(username__in=played.story.read_by)
        for reader in readers:
            mark_read(user=reader, thread=thread)


def _unit(sor_code: str) -> Organisation:
    return Organisation.objects.get(sor_code=sor_code)
