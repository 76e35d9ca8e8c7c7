"""Naming a helper: the helper is told, and so is a person for whom somebody wrote it down."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from notices import answers, kinds, receipts
from notices.calling import Asking
from notices.models import Notice
from notices.planning import plan, void
from partners import dates, helping
from partners.help_grants import HelpGrant, Scope
from partners.models import Detail, Membership, Person

NAMED, RECORDED = "helper_named", "helper_recorded"
IS_MY_HELPER = "o"
YES, NO = "yes", "no"
EXAMPLE_FOR = 90  # days


@transaction.atomic
def name_helper(
    membership: Membership,
    helper: Membership,
    *,
    recorded_by: Membership | None = None,
    now: datetime,
    **what: Any,
) -> HelpGrant:
    """Let somebody answer for a person, and tell them. Takes what `helping.name_helper` takes.

    If somebody else wrote it down, the person is told, and ends it with one tap.
    """
    grant = helping.name_helper(membership, helper, recorded_by=recorded_by, now=now, **what)
    partnership = membership.partnership
    plan(NAMED, grant, [helper.person], partnership=partnership, now=now)
    if grant.recorded_by:
        plan(RECORDED, grant, [membership.person], partnership=partnership, now=now)
    return grant


@transaction.atomic
def end(grant: HelpGrant, *, by: Membership, now: datetime) -> bool:
    """End a permission, and call back what was about to be said of it."""
    void(grant)
    return helping.end(grant, by=by, now=now)


def waiting(grant: HelpGrant, now: datetime) -> list[Asking]:
    """Return what the person was asked and the helper may answer, unanswered first."""
    if not grant.allows(Scope.ANSWERS) and not grant.allows(Scope.INPUTS):
        return []
    found = [
        Asking(question, row)
        for question in answers.for_helpers()
        if grant.allows(Scope(question.scope))
        for row in question.rows(grant.membership, now)
        if question.is_open(row, now)
    ]
    return sorted(found, key=lambda asking: bool(asking.current))


@transaction.atomic
def record(
    asked: Iterable[Asking],
    given: Mapping[str, str],
    *,
    by: Membership,
    now: datetime,
) -> None:
    """Record what a helper answered (`given` by the names of the fields); the person is told."""
    for asking in asked:
        value = given.get(asking.name)
        if value and value != asking.current:
            receipts.record(asking.question, asking.obj, value, recorded_by=by, now=now)


def _ask(grant: HelpGrant) -> str:
    words = {"name": grant.helper.person.name, "day": dates.day(grant.until_on, _language())}
    return gettext("Do you want %(name)s to answer for you until %(day)s?") % words


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _record(grant: HelpGrant, value: str, recorded_by: Membership | None, now: datetime) -> None:
    if value == NO:
        helping.end(grant, by=recorded_by or grant.membership, now=now)
    if grant.recorded_by_id:
        grant.recorded_right = value == YES
        grant.save(update_fields=["recorded_right"])


def _current(grant: HelpGrant) -> str:
    if grant.ended_at:
        return NO
    return {True: YES, False: NO, None: ""}[grant.recorded_right]


def _is_open(grant: HelpGrant, now: datetime) -> bool:
    return grant.ended_at is None and now < grant.ends_at and grant.membership.left_at is None


answers.register(
    answers.Question(
        letter=IS_MY_HELPER,
        model=HelpGrant,
        ask=_ask,
        choices=lambda grant: [
            (YES, gettext("Yes, that is right")),
            (NO, gettext("No, end this now")),
        ],
        current=_current,
        person=lambda grant: grant.membership.person,
        partnership=lambda grant: grant.membership.partnership,
        record=_record,
        is_open=_is_open,
        related=(
            "membership__person", "membership__partnership", "helper__person",
            "recorded_by__person",
        ),
    )
)  # fmt: skip


def _context(notice: Notice) -> dict[str, Any]:
    grant: Any = notice.subject
    page = reverse(settings.LOGIN_REDIRECT_URL)
    if grant.pk and notice.person.detail != Detail.MINIMAL:
        page = grant.get_absolute_url()
    return {
        "grant": grant,
        "until": dates.day(grant.until_on, _language()),
        "page": settings.BASE_URL + page,
    }


def _stands(notice: Notice, now: datetime) -> bool:
    grant: Any = notice.subject
    return grant is not None and _is_open(grant, now) and grant.helper.left_at is None


def _question(notice: Notice) -> list[tuple[str, Any]]:
    return [(IS_MY_HELPER, notice.subject)]


def _example(membership: Membership) -> HelpGrant:
    today = datetime.now(membership.person.zone).date()
    somebody = Membership(
        person=Person(name=gettext("Somebody"), language=membership.person.language),
        partnership=membership.partnership,
    )
    return HelpGrant(
        membership=membership, helper=somebody, recorded_by=membership,
        scope=[Scope.ANSWERS], until_on=today + timedelta(days=EXAMPLE_FOR),
        ends_at=dates.end_of(today + timedelta(days=EXAMPLE_FOR), membership.person.zone),
    )  # fmt: skip


def _needs(grant: HelpGrant, now: datetime) -> list[helping.Task]:
    kwargs = {"slug": grant.membership.partnership.slug, "pk": grant.pk}
    label = gettext("Write down what they need to take part")
    return [helping.Task(label, reverse("notices:help_needs", kwargs=kwargs))]


helping.offer(Scope.NEEDS, _needs)
kinds.register(
    kinds.Kind(
        name=NAMED, label=_("Somebody wants your help with their answers"),
        category=kinds.Category.CHANGES, subject=HelpGrant, context=_context,
        is_wanted=_stands, may_be_muted=False, example=_example,
    )
)  # fmt: skip
kinds.register(
    kinds.Kind(
        name=RECORDED, label=_("A helper was written down for you"),
        category=kinds.Category.CHANGES, subject=HelpGrant, context=_context,
        is_wanted=_stands, may_be_muted=False, questions=_question, example=_example,
    )
)  # fmt: skip
