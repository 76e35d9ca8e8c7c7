"""Telling a person what somebody wrote down for them, where no single question can hold it.

What one question can hold has a receipt with that question: see `receipts`.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.models import Notice
from notices.planning import plan
from notices.receipts import is_to_be_told
from partners import auditing, recorded
from partners.models import Detail, Membership, Person, SupportNeed

WRITTEN_DOWN = "written_down"


@transaction.atomic
def tell(
    key: str, subject: Model, membership: Membership, *, recorded_by: Membership | None,
    now: datetime,
) -> None:  # fmt: skip
    """Tell a person what was written down for them, and the log; `key` names the kind of thing."""
    person = membership.person
    auditing.recorded(recorded_by, membership, subject)
    if not is_to_be_told(person, recorded_by):
        return
    told = Notice.objects.filter(
        kind=WRITTEN_DOWN, person=person, occasion=key, subject_id=subject.pk,
        subject_type=ContentType.objects.get_for_model(subject),
    )  # fmt: skip
    plan(
        WRITTEN_DOWN, subject, [person], partnership=membership.partnership, now=now,
        revision=told.count(), occasion=key,
    )  # fmt: skip


def _row(notice: Notice) -> Any:
    """Return what was written down, None if it is not there any more."""
    if not notice.occasion:  # a preview
        return notice.subject
    kind = recorded.get(notice.occasion)
    if isinstance(notice.subject, kind.model):
        return notice.subject
    place = Membership.objects.filter(person=notice.person, partnership=notice.partnership)
    theirs = kind.model._default_manager.filter(membership__in=place)
    return theirs.filter(**{kind.within: notice.subject_id}).first()


def _context(notice: Notice) -> dict[str, Any]:
    row, kind = _row(notice), recorded.get(notice.occasion or "need")
    home = reverse(settings.LOGIN_REDIRECT_URL)
    shows = row.pk and notice.person.detail != Detail.MINIMAL
    return {
        "label": kind.label,
        "writer": kind.writer(row),
        "page": settings.BASE_URL + (kind.url(row) if shows else home),
    }


def _stands(notice: Notice, now: datetime) -> bool:
    if notice.subject is None or (row := _row(notice)) is None:
        return False
    return recorded.get(notice.occasion).writer(row) is not None


def _example(membership: Membership) -> SupportNeed:
    somebody = Membership(person=Person(name="Luis Alvarez"), partnership=membership.partnership)
    return SupportNeed(membership=membership, recorded_by=somebody)


kinds.register(
    kinds.Kind(
        name=WRITTEN_DOWN, label=_("Something was written down for you"),
        category=kinds.Category.CHANGES, subject=Model, context=_context, is_wanted=_stands,
        may_be_muted=False, example=_example,
    )
)  # fmt: skip
