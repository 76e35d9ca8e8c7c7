"""Duties: who does what, by when, who steps in; and what became of each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from charters import duties, reviewing
from charters.forms.agreements import DutyForm, DutyWordsForm, OutcomeForm, ReviewForm
from charters.models import Agreement
from charters.views.agreements import page
from charters.views.agreements_finding import of_agreement, readers, taking_part
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.DRAFT)
@of_agreement
def duty_list(request: PersonRequest, membership: Membership, agreement: Agreement) -> HttpResponse:
    """The duties that the next version will hold, and a form for one more."""
    form = DutyForm(
        request.POST or None, agreement=agreement, people=taking_part(membership),
        **readers(membership),
    )  # fmt: skip
    if form.is_valid():
        form.duty(agreement).save()
        messages.success(request, _("It is in the draft. It holds when the next version does."))
        return redirect("charters:duties", membership.partnership.slug, agreement.pk)
    drafted = agreement.duties.drafted()
    rows = drafted.select_related("holder__person", "deputy__person", "party")
    return page(request, membership, agreement, "duties", form=form, duties=rows)


@members_only(Permission.DRAFT)
@of_agreement
def duty_words(
    request: PersonRequest, membership: Membership, agreement: Agreement, duty: int
) -> HttpResponse:
    """The words of a duty, in each language."""
    found = get_object_or_404(agreement.duties.drafted(), pk=duty)
    form = DutyWordsForm(request.POST or None, about=found, **readers(membership))
    if form.is_valid():
        found.save(update_fields=form.write_texts(found))
        return redirect("charters:duties", membership.partnership.slug, agreement.pk)
    return page(request, membership, agreement, "duty_words", form=form, duty=found)


@members_only(Permission.DRAFT, methods=["POST"])
@of_agreement
def remove_duty(
    request: PersonRequest, membership: Membership, agreement: Agreement, duty: int
) -> HttpResponse:
    """Take a duty out of the draft. One in force holds until the next version does."""
    agreement.duties.drafted().filter(pk=duty).update(removed_at=timezone.now())
    return redirect("charters:duties", membership.partnership.slug, agreement.pk)


@members_only(Permission.TAKE_PART)
@of_agreement
def outcome(
    request: PersonRequest, membership: Membership, agreement: Agreement, duty_date: int
) -> HttpResponse:
    """What became of a duty on its day: kept, not kept, moved because."""
    found = get_object_or_404(duties.dates_of(agreement), pk=duty_date)
    facilitates = membership.may(Permission.RECORD_FOR_OTHERS)
    if not (facilitates or duties.may_record(found.duty, membership)):
        raise PermissionDenied(_("Who holds the duty or steps in says what became of it."))
    form = OutcomeForm(request.POST or None)
    if form.is_valid():
        try:
            duties.record(found, **form.cleaned_data, by=membership, now=timezone.now())
        except duties.AlreadyRecorded:
            messages.warning(request, _("Somebody said before what became of it."))
        return redirect(agreement)
    return page(request, membership, agreement, "outcome", form=form, duty_date=found)


@members_only(Permission.VIEW, methods=["GET"])
@of_agreement
def review(
    request: PersonRequest, membership: Membership, agreement: Agreement, review: int
) -> HttpResponse:
    """Looking at an agreement again: is it open, or what changed because of it?"""
    found = get_object_or_404(agreement.reviews.select_related("closed_by__person"), pk=review)
    return page(request, membership, agreement, "review", review=found)


@members_only(Permission.RUN_AGREEMENTS)
@of_agreement
def close_review(
    request: PersonRequest, membership: Membership, agreement: Agreement, review: int
) -> HttpResponse:
    """Write down what changed, and when we look at it again."""
    found = get_object_or_404(agreement.reviews, pk=review)
    form = ReviewForm(request.POST or None, about=found, **readers(membership))
    if form.is_valid():
        texts, next_on = form.texts("what_changed"), form.cleaned_data["next_on"]
        try:
            reviewing.close(found, texts, next_on=next_on, by=membership, now=timezone.now())
        except reviewing.AlreadyClosed:
            form.add_error(None, _("Somebody else ended this review first."))
        else:
            return redirect(found)
    return page(request, membership, agreement, "close_review", review=found, form=form)
