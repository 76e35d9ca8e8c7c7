"""What readers of a shared passage are told: that there is one, and nothing of what it says."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.kinds import Category, Kind, register
from notices.models import Notice
from partners.models import Detail, Membership
from reflections import sharing
from reflections.models import SharedPassage


def _still_meant_for(notice: Notice, now: datetime) -> bool:
    passage = notice.subject
    if passage is None or passage.withdrawn_at or passage.author.left_at:
        return False
    return passage.readers.filter(person=notice.person_id, left_at=None).exists()


def _context(notice: Notice) -> dict[str, Any]:
    passage = notice.subject
    home = settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL)
    full = notice.person.detail == Detail.FULL and passage.pk
    return {
        "home": home,
        "page": settings.BASE_URL + passage.get_absolute_url() if full else home,
    }


def _example(membership: Membership) -> SharedPassage:
    return SharedPassage(
        partnership=membership.partnership, author=membership, shared_at=timezone.now()
    )


register(
    Kind(
        name=sharing.PASSAGE_SHARED,
        label=_("Somebody shares words with you"),
        category=Category.REFLECTION,
        subject=SharedPassage,
        context=_context,
        is_wanted=_still_meant_for,
        example=_example,
    )
)
