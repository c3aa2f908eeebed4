"""The one door: which mailboxes, threads and files a user may see, and where they may write.

Everything that shows or counts citizens' messages starts from these querysets. What they do not return
does not exist for that user: 404. Portal roles (system administrator, auditor …) open nothing here.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from correspondence.models import (
    Attachment,
    Draft,
    DraftFile,
    Mailbox,
    Membership,
    Message,
    Role,
    SearchQuery,
    Thread,
)
from portal.compiled import Compiled
from portal.models import User

WRITERS = (Role.CASEWORKER, Role.COORDINATOR)


def mailboxes_for(user: User) -> QuerySet[Mailbox]:
    """The mailboxes the user is a member of, by unit name."""
    return (
        Mailbox.objects.filter(memberships__user=user)
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )


def mailbox_for(user: User, pk: int) -> Mailbox | None:
    """The mailbox ``pk`` with its unit, when the user is a member of it."""
    return next(iter(_MAILBOX(user.pk, pk)), None)


_MAILBOX = Compiled(lambda user, pk: mailboxes_for(User(pk=user)).filter(pk=pk))


def threads_for(user: User) -> QuerySet[Thread]:
    return Thread.objects.filter(mailbox__in=Membership.objects.filter(user=user).values("mailbox"))


def messages_for(user: User) -> QuerySet[Message]:
    return Message.objects.filter(thread__in=threads_for(user))


def attachments_for(user: User) -> QuerySet[Attachment]:
    return Attachment.objects.filter(segment__thread__in=threads_for(user))


def writable_mailboxes_for(user: User) -> QuerySet[Mailbox]:
    return mailboxes_for(user).filter(memberships__user=user, memberships__role__in=WRITERS)


def drafts_for(user: User) -> QuerySet[Draft]:
    """The user's own drafts that are not sent, in mailboxes where they may (still) write."""
    return Draft.objects.filter(own_drafts(user), message=None)


def own_drafts(user: User) -> Q:
    """Those that the user has written, in mailboxes where they may (still) write."""
    boxes = Membership.objects.filter(user=user, role__in=WRITERS).values("mailbox")
    return Q(user=user, mailbox__in=boxes)


def draft_files_for(user: User) -> QuerySet[DraftFile]:
    return DraftFile.objects.filter(draft__in=drafts_for(user))


def searches_for(user: User) -> QuerySet[SearchQuery]:
    """The user's own queries that have not expired."""
    return SearchQuery.objects.filter(user=user, at__gte=SearchQuery.expired())


_WRITES = Compiled(
    lambda user, mailbox: Membership.objects.filter(user=user, mailbox=mailbox, role__in=WRITERS).values_list("pk")[:1]
)


def may_write(user: User, mailbox: Mailbox) -> bool:
    return bool(_WRITES(user.pk, mailbox.pk))


def demand_writer(user: User, mailbox: Mailbox) -> None:
    """Raise PermissionDenied unless the user may send from the mailbox."""
    if not may_write(user, mailbox):
        raise PermissionDenied("not a caseworker of this mailbox")


def coordinates(user: User, mailbox: Mailbox) -> bool:
    return Membership.objects.filter(user=user, mailbox=mailbox, role=Role.COORDINATOR).exists()


def coordinated_by(user: User) -> QuerySet[Mailbox]:
    """The mailboxes the user is a coordinator of, by unit name."""
    return mailboxes_for(user).filter(memberships__user=user, memberships__role=Role.COORDINATOR)


def demand_coordinator(user: User, mailbox: Mailbox) -> None:
    """Raise PermissionDenied unless the user coordinates the mailbox."""
    if not coordinates(user, mailbox):
        raise PermissionDenied("not a coordinator of this mailbox")


def writers_of(mailbox: Mailbox) -> QuerySet[User]:
    """Who may write in the mailbox, and so can be given its threads."""
    places = Membership.objects.filter(mailbox=mailbox, role__in=WRITERS)
    return User.objects.filter(pk__in=places.values("user"), is_active=True).order_by("first_name", "last_name", "pk")
