"""The draft of an agreement: a conversation section by section, and its way to the signatures."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from charters import differences, drafting, opening
from charters.conversation import to_answer, whole_draft, whole_section
from charters.forms.agreements import (
    AnswerForm,
    ClauseForm,
    ContributionForm,
    ProposalForm,
    SectionForm,
)
from charters.models import Agreement, Clause, Section
from charters.versions import Draft
from charters.views.agreements import page, saved
from charters.views.agreements_finding import of_agreement, people_to_record_for, readers
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission
from translations.overview import unchecked


@members_only(Permission.VIEW, methods=["GET"])
@of_agreement
def draft(request: PersonRequest, membership: Membership, agreement: Agreement) -> HttpResponse:
    """The whole draft: sections with clauses, and who has not been heard on which."""
    context = whole_draft(agreement, membership)
    return render(request, "charters/agreements/draft.html", context)


@members_only(Permission.DRAFT)
@of_agreement
def section(
    request: PersonRequest, membership: Membership, agreement: Agreement, section: int
) -> HttpResponse:
    """One section: its clauses with what each person said beside them, and a form to say more."""
    found = get_object_or_404(agreement.sections.standing(), pk=section)
    people = people_to_record_for(membership)
    form = ContributionForm(request.POST or None, section=found, people=people)
    if form.is_valid():
        data = form.cleaned_data
        member = data.get("member") or membership
        drafting.contribute(
            found, member, kind=data["kind"], text=data["text"], language=data["language"],
            clause=data["clause"], recorded_by=membership if member != membership else None,
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("It stands beside the draft now, with the name and the group."))
        return redirect(found)
    context = {**whole_section(agreement, found, membership), "form": form}
    return render(request, "charters/agreements/section.html", context)


@members_only(Permission.DRAFT)
@of_agreement
def add_section(
    request: PersonRequest, membership: Membership, agreement: Agreement
) -> HttpResponse:
    """A section of our own."""
    form = SectionForm(request.POST or None, **readers(membership))
    if form.is_valid():
        return redirect(drafting.add_section(agreement, form.texts("title")))
    return page(request, membership, agreement, "section_form", form=form)


@members_only(Permission.DRAFT)
@of_agreement
def change_section(
    request: PersonRequest, membership: Membership, agreement: Agreement, section: int
) -> HttpResponse:
    """A section's heading, in each language."""
    found = get_object_or_404(agreement.sections.standing(), pk=section)
    form = SectionForm(request.POST or None, about=found, **readers(membership))
    if form.is_valid():
        form.save(found)
        return redirect(found)
    return page(request, membership, agreement, "section_form", form=form, section=found)


@members_only(Permission.RUN_AGREEMENTS, methods=["POST"])
@of_agreement
def remove_section(
    request: PersonRequest, membership: Membership, agreement: Agreement, section: int
) -> HttpResponse:
    """Take a section out of the draft."""
    get_object_or_404(agreement.sections.standing(), pk=section)
    drafting.remove_section(agreement, section, timezone.now())
    return saved(request, agreement)


@members_only(Permission.DRAFT)
@of_agreement
def add_clause(
    request: PersonRequest, membership: Membership, agreement: Agreement, section: int
) -> HttpResponse:
    """A new clause."""
    found = get_object_or_404(agreement.sections.standing(), pk=section)
    form = ClauseForm(request.POST or None, **readers(membership))
    if form.is_valid():
        drafting.add_clause(found, form.texts("text"), by=membership, now=timezone.now())
        messages.success(request, _("Your clause is in the draft."))
        return redirect(found)
    return page(request, membership, agreement, "clause", form=form, section=found)


@members_only(Permission.DRAFT)
@of_agreement
@transaction.atomic
def change_clause(
    request: PersonRequest, membership: Membership, agreement: Agreement, section: int, clause: int
) -> HttpResponse:
    """The words of a clause. Who comes second sees both texts, and keeps their own."""
    found, locked = clause_of(agreement, section, clause)
    form = ClauseForm(request.POST or None, about=locked, **readers(membership))
    if form.is_valid():
        fields = form.write_texts(locked)
        drafting.change_clause(locked, fields, by=membership, now=timezone.now())
        messages.success(request, _("Your words are in the draft."))
        return redirect(found)
    clashes = [(code, differences.compare(old, new)) for code, old, new in form.clashes]
    context = {"membership": membership, "agreement": agreement, "section": found, "form": form}
    context |= {"clause": locked, "clashes": clashes}
    status = 409 if clashes else 200
    return render(request, "charters/agreements/clause.html", context, status=status)


def clause_of(agreement: Agreement, section: int, clause: int) -> tuple[Section, Clause]:
    """Return a section and its clause, locked until the transaction ends; or 404."""
    found = get_object_or_404(agreement.sections.standing(), pk=section)
    clauses = found.clauses.select_for_update().filter(removed_at=None)
    return found, get_object_or_404(clauses, pk=clause)


@members_only(Permission.DRAFT, methods=["POST"])
@of_agreement
@transaction.atomic
def remove_clause(
    request: PersonRequest, membership: Membership, agreement: Agreement, section: int, clause: int
) -> HttpResponse:
    """Take a clause out of the draft."""
    found, locked = clause_of(agreement, section, clause)
    drafting.remove_clause(locked, by=membership, now=timezone.now())
    messages.success(request, _("The clause is out of the draft."))
    return redirect(found)


@members_only(Permission.DRAFT, methods=["POST"])
@of_agreement
def decline(request: PersonRequest, membership: Membership, agreement: Agreement) -> HttpResponse:
    """My group has nothing to add: to one section, or to all on which it was not heard."""
    waiting = drafting.unheard(agreement)
    only = request.POST.get("section")
    chosen = [
        section
        for section, groups in waiting.items()
        if membership.group in groups and only in (None, str(section.pk))
    ]
    drafting.decline(chosen, membership.group, by=membership, now=timezone.now())
    messages.success(request, _("It stands in the draft that your group has nothing to add."))
    return redirect("charters:draft", membership.partnership.slug, agreement.pk)


@members_only(Permission.DRAFT)
@of_agreement
def answer(
    request: PersonRequest, membership: Membership, agreement: Agreement, contribution: int
) -> HttpResponse:
    """Answer what somebody said about the draft."""
    found = get_object_or_404(to_answer(agreement), pk=contribution)
    form = AnswerForm(request.POST or None, contribution=found)
    if form.is_valid():
        try:
            drafting.answer(found, **form.cleaned_data, by=membership, now=timezone.now())
        except drafting.AlreadyAnswered:
            form.add_error(None, _("Somebody else answered first. Their answer stands beside it."))
        else:
            return redirect(found.section)
    return page(request, membership, agreement, "answer", form=form, contribution=found)


@members_only(Permission.DRAFT)
@of_agreement
def propose(request: PersonRequest, membership: Membership, agreement: Agreement) -> HttpResponse:
    """Say which class the change in the draft has, and ask the group."""
    form = ProposalForm(request.POST or None)
    if form.is_valid():
        try:
            opening.propose(agreement, **form.cleaned_data, by=membership, now=timezone.now())
        except opening.WrongClass as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Everyone is asked whether they see it the same way."))
            return redirect(agreement)
    return page(request, membership, agreement, "propose", form=form)


@members_only(Permission.SIGN, methods=["POST"])
@of_agreement
def confirm(
    request: PersonRequest, membership: Membership, agreement: Agreement, proposal: int
) -> HttpResponse:
    """Say whether the class of a change is right."""
    found = agreement.proposals.open().filter(pk=proposal).first()
    if found is None:
        messages.warning(request, _("This change was opened or given up. Nothing was changed."))
        return redirect(agreement)
    agrees = request.POST.get("agrees") == "yes"
    opening.confirm(found, membership, agrees=agrees, now=timezone.now())
    messages.success(request, _("Your answer stands. You can change it until the version opens."))
    return redirect(agreement)


@members_only(Permission.DRAFT, methods=["POST"])
@of_agreement
def drop_proposal(
    request: PersonRequest, membership: Membership, agreement: Agreement, proposal: int
) -> HttpResponse:
    """Give a proposed change up: who proposed it, or a facilitator."""
    found = get_object_or_404(agreement.proposals.open(), pk=proposal)
    if found.proposed_by_id != membership.pk and not membership.may(Permission.RUN_AGREEMENTS):
        raise PermissionDenied(_("Only who proposed it, or a facilitator, can give it up."))
    opening.drop(found, timezone.now())
    messages.success(request, _("It is no longer proposed. The draft stays as it is."))
    return redirect(agreement)


@members_only(Permission.RUN_AGREEMENTS)
@of_agreement
def open_for_signing(
    request: PersonRequest, membership: Membership, agreement: Agreement
) -> HttpResponse:
    """What the draft still lacks; and if nothing, the step that fixes it as a version."""
    missing = opening.what_is_missing(agreement)
    if request.method == "POST" and not missing:
        try:
            version = opening.open_for_signing(agreement, by=membership, now=timezone.now())
        except opening.NotReady as error:
            missing = error.missing
        else:
            messages.success(request, _("It is open. Everyone is asked in their own language."))
            return redirect(version)
    alone = unchecked(Draft(agreement).texts)
    return page(request, membership, agreement, "open", missing=missing, unchecked=alone)
