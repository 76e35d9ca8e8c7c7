"""What people are told about agreements: signing, duties, reviews, answers.

A message never names the partnership, and the agreement only to who chose to see everything. Nobody
signs by opening a link: each leads to a page where one signs in.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from charters import drafting, duties, opening, pdf, reviewing, signing
from charters.models import (
    Agreement,
    AgreementKind,
    ChangeClass,
    Contribution,
    ContributionKind,
    Duty,
    DutyDate,
    Proposal,
    Review,
    Section,
    Signature,
    Version,
)
from notices.belonging import facilitates, takes_part
from notices.kinds import Attachment, Category, Kind, register
from notices.models import Notice
from partners import auditing, dates
from partners.languages import CODES
from partners.models import Detail, Membership, Person
from partners.typesetting import CannotSet
from translations.reading import set_text


def _member(notice: Notice) -> Membership | None:
    members = Membership.objects.active().filter(partnership=notice.partnership_id)
    return members.filter(person=notice.person_id).first()


# To whom it still matters


def _is_to_sign(notice: Notice, now: datetime) -> bool:
    version = notice.subject
    if version is None or version.replaced_at or version.agreement.ended_at:
        return False
    return notice.person_id in {member.person_id for member in signing.asked(version)}


def _still_not_signed(notice: Notice, now: datetime) -> bool:
    signature = notice.subject
    return signature is not None and signature.withdrawn_at is None and facilitates(notice)


def _still_signed(notice: Notice, now: datetime) -> bool:
    return notice.subject is not None and notice.subject.withdrawn_at is None


def _is_in_force(notice: Notice, now: datetime) -> bool:
    version = notice.subject
    in_force = version is not None and version.took_effect_at and not version.left_force_at
    return bool(in_force) and _member(notice) is not None


def _is_proposed(notice: Notice, now: datetime) -> bool:
    proposal = notice.subject
    is_open = proposal is not None and not proposal.opened_at and not proposal.dropped_at
    return is_open and takes_part(notice)


def _is_due(notice: Notice, now: datetime) -> bool:
    duty_date = notice.subject
    if duty_date is None or duty_date.outcome or duty_date.duty.ended_at:
        return False
    reminded = {member.person_id for member in duties.who_is_reminded(duty_date.duty)}
    return notice.person_id in reminded


def _review_is_open(notice: Notice, now: datetime) -> bool:
    review = notice.subject
    return review is not None and review.closed_at is None and _member(notice) is not None


def _is_answered(notice: Notice, now: datetime) -> bool:
    contribution = notice.subject
    return contribution is not None and bool(contribution.answered_at)


# What it is worded from


def _links(person: Person, about: Model) -> dict[str, str]:
    """Return where to read more; an address that tells nothing to those who want it so."""
    home = settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL)
    if person.detail == Detail.MINIMAL or not about.pk:
        return {"home": home, "page": home}
    return {"home": home, "page": settings.BASE_URL + about.get_absolute_url()}  # type: ignore[attr-defined]


def _day(day: date) -> str:
    return dates.day(day, get_language() or "en")


def _version(notice: Notice) -> dict[str, Any]:
    version = notice.subject
    return {
        "agreement": version.agreement,
        "number": version.number,
        **_links(notice.person, version),
        "is_change": version.number > 1,
        "is_translation": version.change_class == ChangeClass.TRANSLATION,
    }


def _signature(notice: Notice) -> dict[str, Any]:
    signature = notice.subject
    with_name = notice.person.detail != Detail.MINIMAL
    return {
        "agreement": signature.version.agreement,
        "signature": signature,
        "name": signature.name if with_name else "",
        "mark": auditing.mark_of(signature),
        **_links(notice.person, signature),
        "day": _day(signature.answered_at.astimezone(notice.person.zone).date()),
    }


def _proposal(notice: Notice) -> dict[str, Any]:
    proposal = notice.subject
    return {
        "agreement": proposal.agreement,
        "change": proposal.get_change_class_display(),
        **_links(notice.person, proposal.agreement),
    }


def _duty(notice: Notice) -> dict[str, Any]:
    duty_date = notice.subject
    return {
        "agreement": duty_date.duty.agreement,
        "duty": duty_date.duty,
        "day": _day(duty_date.due_on),
        "is_today": notice.occasion == "P0D",
        **_links(notice.person, duty_date.duty.agreement),
    }


def _review(notice: Notice) -> dict[str, Any]:
    review = notice.subject
    return {
        "agreement": review.agreement,
        "day": _day(review.due_on),
        **_links(notice.person, review),
    }


def _contribution(notice: Notice) -> dict[str, Any]:
    contribution = notice.subject
    return {
        "agreement": contribution.section.agreement,
        "contribution": contribution,
        **_links(notice.person, contribution.section),
    }


def _copy(notice: Notice) -> list[Attachment]:
    """Return the words that a person signed, as a paper, unless messages tell them the least."""
    signature = notice.subject
    if not signature.pk or notice.person.detail == Detail.MINIMAL:
        return []
    text = signature.version.texts.select_related("version__agreement").get(
        language=signature.language
    )
    try:
        content = pdf.make(text, [signature])
    except CannotSet:
        return []
    return [Attachment("agreement.pdf", content, "application/pdf")]


# Examples for previews


def _example_agreement(membership: Membership) -> Agreement:
    """Return the newest agreement, else one made up."""
    partnership = membership.partnership
    if newest := partnership.agreements.standing().first():
        return newest
    agreement = Agreement(partnership=partnership, created_by=membership)
    for code in CODES:
        with override(code):
            set_text(agreement, "title", code, str(AgreementKind.CHARTER.label))
    return agreement


def _example_words(membership: Membership) -> str:
    """Return what somebody might say, in the words of who gets the preview."""
    with override(membership.person.language):
        return gettext("I want to talk about the money first.")


def _example_version(membership: Membership) -> Version:
    agreement = _example_agreement(membership)
    newest = agreement.versions.order_by("-number").first() if agreement.pk else None
    return newest or Version(agreement=agreement, number=1)


def _example_signature(membership: Membership) -> Signature:
    return Signature(
        version=_example_version(membership), membership=membership, name=membership.person.name,
        language=membership.person.language, is_signed=True, sha256="0" * 64,
        not_yet_because=_example_words(membership),
        answered_at=membership.partnership.created_at,
    )  # fmt: skip


def _example_proposal(membership: Membership) -> Proposal:
    return Proposal(
        agreement=_example_agreement(membership), change_class=ChangeClass.WORDING,
        proposed_by=membership,
    )  # fmt: skip


def _example_duty_date(membership: Membership) -> DutyDate:
    day = membership.partnership.created_at.date()
    duty = Duty(agreement=_example_agreement(membership), holder=membership, first_on=day)
    return DutyDate(duty=duty, due_on=day)


def _example_review(membership: Membership) -> Review:
    day = membership.partnership.created_at.date()
    return Review(agreement=_example_agreement(membership), due_on=day)


def _example_contribution(membership: Membership) -> Contribution:
    section = Section(agreement=_example_agreement(membership))
    return Contribution(
        section=section, membership=membership, kind=ContributionKind.COMMENT,
        text=_example_words(membership), language=membership.person.language,
    )  # fmt: skip


def _register(name: str, label: Any, subject: type[Model], **more: Any) -> None:
    """Make a kind known. What concerns a person's own signature cannot be switched off."""
    defaults = {"category": Category.AGREEMENTS, "may_be_muted": False}
    register(Kind(name=name, label=label, subject=subject, **{**defaults, **more}))


_register(
    signing.TO_SIGN, _("An agreement waits for your signature"), Version, context=_version,
    is_wanted=_is_to_sign, example=_example_version,
)  # fmt: skip
_register(
    signing.NOT_YET, _("Somebody does not sign yet"), Signature, context=_signature,
    is_wanted=_still_not_signed, example=_example_signature, category=Category.WORK,
)  # fmt: skip
_register(
    signing.RECEIPT, _("A copy of what you signed"), Signature, context=_signature,
    is_wanted=_still_signed, example=_example_signature, attachments=_copy,
)  # fmt: skip
_register(
    signing.IN_FORCE, _("An agreement is in force"), Version, context=_version,
    is_wanted=_is_in_force, example=_example_version, may_be_muted=True,
)  # fmt: skip
_register(
    opening.PROPOSED, _("A change of an agreement is proposed"), Proposal, context=_proposal,
    is_wanted=_is_proposed, example=_example_proposal, may_be_muted=True,
)  # fmt: skip
_register(
    duties.DUE, _("Something you promised is due"), DutyDate, context=_duty, is_wanted=_is_due,
    example=_example_duty_date, category=Category.REMINDERS, may_be_muted=True,
    example_occasion="P7D",
)  # fmt: skip
_register(
    reviewing.DUE, _("We look at an agreement again"), Review, context=_review,
    is_wanted=_review_is_open, example=_example_review, may_be_muted=True,
)  # fmt: skip
_register(
    drafting.ANSWERED, _("What you said about a draft has an answer"), Contribution,
    context=_contribution, is_wanted=_is_answered, example=_example_contribution,
    may_be_muted=True,
)  # fmt: skip
