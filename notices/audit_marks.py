"""The mark of the log goes to two partners, where nobody here can undo it.

Once a week; the same day if somebody was reached in an emergency.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.models import Notice
from notices.planning import plan
from partners.models import (
    Action,
    AuditEvent,
    AuditHead,
    Channel,
    Detail,
    Membership,
    Partnership,
    Person,
)
from partners.roles import Role

AUDIT_MARK = "audit_mark"
EVERY = timedelta(days=6, hours=12)  # each week: less than seven days, as the task runs daily


def mail_marks(now: datetime) -> int:
    """Plan to mail the mark of each log that grew since the last one. Return how many logs."""
    pressing = AuditEvent.objects.filter(
        chain=OuterRef("pk"), number__gt=OuterRef("mailed_number"), action=Action.EMERGENCY_AGREED
    )
    waiting = Q(mailed_at=None) | Q(mailed_at__lte=now - EVERY) | Exists(pressing)
    grown = AuditHead.objects.filter(
        waiting, partnership__isnull=False, number__gt=F("mailed_number")
    )
    return sum(_mail(pk, now) for pk in grown.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _mail(pk: int, now: datetime) -> bool:
    """Mail one mark, unless it was mailed meanwhile or nobody wants it."""
    head = AuditHead.objects.select_for_update().get(pk=pk)
    partnership = Partnership.objects.get(audit_head=head)
    keepers = keepers_of(partnership.memberships.active().with_person())
    if head.number == head.mailed_number or not keepers:
        return False
    plan(AUDIT_MARK, head, keepers, partnership=partnership, now=now, revision=head.number)
    head.mailed_number, head.mailed_at = head.number, now
    head.save(update_fields=["mailed_number", "mailed_at"])
    return True


def keepers_of(memberships: Iterable[Membership]) -> list[Person]:
    """Return who keeps the mark: somebody with lived experience, and a facilitator.

    Only people who have a mailbox of their own, want to see what a message is about, and did not
    switch this one off. Where there is no such person,
    another partner keeps it. The same two each time, so that their marks follow one another.
    """
    wants = [
        each
        for each in sorted(memberships, key=lambda each: each.pk)
        if each.person.email
        and each.person.detail != Detail.MINIMAL
        and kinds.Category.LOG not in each.person.muted
    ]
    lived = [each for each in wants if each.is_lived_experience]
    others = [each for each in wants if not each.is_lived_experience]
    others.sort(key=lambda each: each.role != Role.FACILITATOR)
    chosen = [*lived[:1], *others[:1], *lived[1:], *others[1:]]
    return [each.person for each in chosen[:2]]


def _context(notice: Notice) -> dict[str, Any]:
    """Name the mark as it stood when the message was planned: at the line of its revision."""
    head: AuditHead = notice.subject
    if notice.revision:
        line = head.events.get(number=notice.revision)
        head = AuditHead(pk=head.pk, number=line.number, hash=line.hash)
    return {"mark": head.mark, "lines": head.number}


def _is_there(notice: Notice, now: datetime) -> bool:
    return notice.subject.events.filter(number=notice.revision).exists()


def _example(membership: Membership) -> AuditHead:
    return AuditHead(pk=1, partnership=membership.partnership, number=12, hash="0a1b2c3d" * 8)


kinds.register(
    kinds.Kind(
        name=AUDIT_MARK,
        label=_("The mark of the log, to keep"),
        category=kinds.Category.LOG,
        subject=AuditHead,
        context=_context,
        is_wanted=_is_there,
        example=_example,
        only_by=[Channel.EMAIL],
    )
)
