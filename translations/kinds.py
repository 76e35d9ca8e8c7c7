"""What this app tells people: translators that somebody waits, and those who wait when it comes."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from notices.belonging import takes_part
from notices.kinds import Category, Kind, register
from notices.models import Notice
from partners import dates
from partners.languages import name_of
from partners.models import Detail, Membership, Person
from translations import asking
from translations.models import Request


def _home() -> str:
    """Return the address of the page that says what waits. It names no partnership."""
    return settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL)


def _page(person: Person, address: str) -> str:
    """Return where to read more; an address that tells nothing to those who want it so."""
    return settings.BASE_URL + address if address and person.detail == Detail.FULL else _home()


def _is_same_round(notice: Notice) -> bool:
    request = notice.subject
    return request.record is not None and notice.revision == request.round


def _work_waits(notice: Notice, now: datetime) -> bool:
    """Wanted while somebody waits, by those who translate."""
    request = notice.subject
    if request.done_at or not _is_same_round(notice):
        return False
    there = asking.translators(notice.partnership)
    return notice.person_id in {member.person_id for member in there}


def _person_waits(notice: Notice, now: datetime) -> bool:
    """Wanted while the person cannot read it."""
    request = notice.subject
    if request.done_at or not _is_same_round(notice) or not takes_part(notice):
        return False
    return not set(notice.person.reads) & asking.languages_of(request.record)


def _person_reads(notice: Notice, now: datetime) -> bool:
    """Wanted while the person can read it."""
    if not _is_same_round(notice) or not takes_part(notice):
        return False
    return bool(set(notice.person.reads) & asking.languages_of(notice.subject.record))


def _asked(notice: Notice) -> dict[str, Any]:
    request = notice.subject
    address = reverse("translations:list", kwargs={"slug": notice.partnership.slug})
    waiting = len(asking.reached(request.record, notice.partnership).waiting) if request.pk else 2
    due = asking.due(request, timezone.now()) if request.pk else None
    return {
        "request": request,
        "count": waiting,
        "by_day": due and dates.day(due.astimezone(notice.person.zone).date(), get_language()),
        "home": _home(),
        "page": _page(notice.person, address),
    }


def _coming(notice: Notice) -> dict[str, Any]:
    request, person = notice.subject, notice.person
    there = sorted(asking.languages_of(request.record)) if request.pk else []
    language = get_language() or person.language
    return {
        "request": request,
        "what": asking.label(request) if request.pk else "",
        "language": name_of(there[0], language) if there else "",
        "home": _home(),
        "day": request.promised_on and dates.day(request.promised_on, language),
        "page": _page(person, asking.address(request)) if request.pk else _page(person, ""),
    }


def _example(membership: Membership) -> Model | None:
    """Return a request, unsaved."""
    return Request(partnership=membership.partnership, asked_by=membership)


register(
    Kind(
        name=asking.WANTED,
        label=_("Somebody waits for a translation"),
        category=Category.MATERIAL,
        subject=Request,
        context=_asked,
        is_wanted=_work_waits,
        example=_example,
    )
)
register(
    Kind(
        name=asking.COMING,
        label=_("Something is not in your language yet"),
        category=Category.MATERIAL,
        subject=Request,
        context=_coming,
        is_wanted=_person_waits,
        example=_example,
    )
)
register(
    Kind(
        name=asking.THERE,
        label=_("Something is there in your language now"),
        category=Category.MATERIAL,
        subject=Request,
        context=_coming,
        is_wanted=_person_reads,
        example=_example,
    )
)
