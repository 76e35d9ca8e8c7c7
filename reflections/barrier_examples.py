"""Made-up barriers, never saved, for previews of what people are told."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override
from modeltranslation.utils import build_localized_fieldname

from partners.languages import CODES
from partners.models import Membership
from reflections.catalogue import CATALOGUE
from reflections.models import (
    Asking,
    Barrier,
    BarrierAction,
    BarrierClosing,
    BetterAnswer,
    ClosingOutcome,
    NotBetter,
    Outlook,
    Severity,
)

UNSAVED = 0  # a key that no row has: addresses can be written, and links lead nowhere


def _texts(field: str, words: str) -> dict[str, str]:
    """Return `words` in every language, as the columns of `field`."""
    texts = {}
    for code in CODES:
        with override(code):
            texts[build_localized_fieldname(field, code)] = gettext(words)
    return texts


def barrier(membership: Membership, **more: Any) -> Barrier:
    """Something in the way, as somebody else wrote it down."""
    entry = CATALOGUE["infrastructure"]
    return Barrier(
        pk=UNSAVED, partnership=membership.partnership, membership=membership,
        group=membership.group, level=entry.level, code=entry.code,
        said=gettext("There was no interpreter on Tuesday."),
        language=membership.person.language, affected=[membership.group],
        severity=Severity.KEEPS_OUT, outlook=Outlook.SAME, reported_at=timezone.now(),
        recorded_by=membership, **more,
    )  # fmt: skip


def action(membership: Membership) -> BarrierAction:
    """What somebody is asked to do about it."""
    now = timezone.now()
    what = gettext_noop("Make one standing contract for interpreters.")
    return BarrierAction(
        pk=UNSAVED, barrier=barrier(membership), owner=membership, assigned_by=membership,
        assigned_at=now, accepted_at=now, due_on=now.date() + timedelta(days=14),
        **_texts("what", what),
    )  # fmt: skip


def asking(membership: Membership) -> Asking:
    """The question whether it is better."""
    now = timezone.now()
    return Asking(
        pk=UNSAVED, barrier=barrier(membership), asked_at=now, ends_at=now + timedelta(days=10)
    )


def answer(asked: Asking, membership: Membership) -> BetterAnswer:
    """One person's answer to it, not given yet."""
    return BetterAnswer(pk=UNSAVED, asking=asked, membership=membership)


def closing(membership: Membership) -> BarrierClosing:
    """What people told us."""
    told = gettext_noop("An interpreter was there at the last three meetings.")
    return BarrierClosing(
        pk=UNSAVED, barrier=barrier(membership), outcome=ClosingOutcome.BETTER,
        closed_by=membership, closed_at=timezone.now(), **_texts("heard", told),
    )  # fmt: skip


def not_better(membership: Membership) -> NotBetter:
    """What somebody else wrote down for a person who says that it is not better."""
    return NotBetter(
        pk=UNSAVED, barrier=barrier(membership), membership=membership, group=membership.group,
        said=gettext("On Tuesday nobody came again."), language=membership.person.language,
        said_at=timezone.now(), recorded_by=membership,
    )  # fmt: skip
