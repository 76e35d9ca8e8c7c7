"""What people said, what became of it, and whether they say that this is what happened."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from charters import listening
from charters.forms.inputs import (
    DisputeForm,
    InputAnswerForm,
    SayForm,
    SayForSomebodyForm,
    WordsForm,
)
from charters.models import Input
from meetings.views.finding import readers, taking_part
from partners import helping
from partners.access import PersonRequest, members_only
from partners.help_grants import Scope
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission


@members_only(Permission.VIEW, methods=["GET"])
def input_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What waits for an answer, the overdue first; what is disputed."""
    now = timezone.now()
    inputs = membership.partnership.inputs.for_list()
    context = {
        "membership": membership,
        "tab": "inputs",
        "overdue": named(page_of(inputs.overdue(now), request, "overdue"), membership),
        "waiting": named(page_of(inputs.in_time(now), request, "waiting"), membership),
        "disputed": named(page_of(inputs.disputed(), request, "disputed"), membership),
    }
    return render(request, "charters/inputs.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def answered(request: PersonRequest, membership: Membership) -> HttpResponse:
    """You said - this happened."""
    inputs = membership.partnership.inputs.for_list().answered()
    context = {
        "membership": membership,
        "tab": "inputs",
        "page": named(page_of(inputs, request), membership),
    }
    return render(request, "charters/inputs_answered.html", context)


@members_only(Permission.SAY_SOMETHING)
def say(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Say something, in my own words."""
    form = SayForm(
        request.POST or None, partnership=membership.partnership, initial=what_about(request)
    )
    if form.is_valid():
        said = listening.say(form.said_by(membership), now=timezone.now())
        messages.success(request, _("It is written down. You get an answer, with a reason."))
        return redirect(said)
    context = {"membership": membership, "tab": "inputs", "form": form}
    context["rules"] = membership.partnership.working_rules
    return render(request, "charters/input_say.html", context)


@members_only(Permission.RECORD_FOR_OTHERS)
def record(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Write down what somebody said. They are asked whether it is right."""
    form = SayForSomebodyForm(
        request.POST or None,
        partnership=membership.partnership,
        people=taking_part(membership),
        initial=what_about(request),
    )
    if form.is_valid():
        said = form.said_by(form.cleaned_data["member"])
        listening.say(said, recorded_by=membership, now=timezone.now())
        messages.success(request, _("It is written down. They are asked whether it is right."))
        return redirect(said)
    context = {"membership": membership, "tab": "inputs", "form": form, "for_somebody": True}
    context["rules"] = membership.partnership.working_rules
    return render(request, "charters/input_say.html", context)


@members_only(Permission.VIEW)
def input_page(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One thing that was said, and all that became of it."""
    return render(request, "charters/input.html", whole_input(membership, found(membership, pk)))


@members_only(Permission.SAY_SOMETHING)
def change(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Correct the words: mine, or what I wrote down for somebody."""
    said = found(membership, pk)
    if not may_reword(said, membership):
        messages.warning(request, _("Only who said it can change the words. Nothing was changed."))
        return redirect(said)
    initial = {"said": said.said, "language": said.language}
    form = WordsForm(request.POST or None, initial=initial)
    if form.is_valid():
        words, language = form.cleaned_data["said"], form.cleaned_data["language"]
        try:
            listening.correct(said, words, by=membership, language=language, now=timezone.now())
        except listening.CannotAnswer as refusal:
            messages.warning(request, why_not(refusal))
        else:
            messages.success(request, _("The words are changed."))
        return redirect(said)
    context = {"membership": membership, "tab": "inputs", "said": said, "form": form}
    return render(request, "charters/input_change.html", context)


@members_only(Permission.SAY_SOMETHING)
def withdraw(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take back what I said."""
    said = get_object_or_404(found_all(membership).filter(membership=membership), pk=pk)
    if request.method == "POST":
        listening.withdraw(said, now=timezone.now())
        messages.success(request, _("You took it back. Nobody sees it any more."))
        return redirect("charters:inputs", slug=membership.partnership.slug)
    context = {"membership": membership, "tab": "inputs", "said": said}
    return render(request, "charters/input_withdraw.html", context)


@members_only(Permission.ANSWER_INPUT)
def answer(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say what became of an input, and why."""
    said = found(membership, pk)
    form = InputAnswerForm(
        request.POST or None, initial={"stood": said.answer_id}, **readers(membership)
    )
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            listening.answer(
                said, outcome=cleaned["outcome"], reason=form.texts("reason"),
                saw=cleaned["stood"], by=membership, now=timezone.now(),
            )  # fmt: skip
        except listening.CannotAnswer as refusal:
            messages.warning(request, why_not(refusal))
            stands = found(membership, pk).answer_id
            form.data = {**request.POST.dict(), "stood": stands or ""}
        else:
            messages.success(request, _("It is answered. The person is told, and may disagree."))
            return redirect(said)
    context = {"membership": membership, "tab": "inputs", "said": said, "form": form}
    return render(request, "charters/input_answer.html", context)


@members_only(Permission.SAY_SOMETHING, methods=["POST"])
def confirm(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Yes, that is what happened; or no, and what is not right."""
    said = found(membership, pk)
    if said.answer is None or said.membership_id != membership.pk:
        raise Http404
    given = said.answer
    now = timezone.now()
    if request.POST.get("right") == "yes":
        listening.confirm(given, True, now=now)
        messages.success(request, _("Thank you."))
        return redirect(said)
    form = DisputeForm(request.POST)
    if not form.is_valid():
        context = whole_input(membership, said) | {"dispute_form": form, "form": form}
        return render(request, "charters/input.html", context)
    listening.dispute(given, **form.cleaned_data, now=now)
    messages.success(request, _("Thank you. It goes back to the facilitators."))
    return redirect(said)


@members_only(Permission.SAY_SOMETHING, methods=["POST"])
def confirm_recording(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Yes, that is what I said; or no."""
    mine = found_all(membership).filter(membership=membership, recorded_by__isnull=False)
    said = get_object_or_404(mine, pk=pk)
    right = request.POST.get("right") == "yes"
    listening.confirm_recording(said, right, now=timezone.now())
    messages.success(request, _("Thank you."))
    return redirect(said)


def why_not(refusal: listening.CannotAnswer) -> str:
    """Return the sentence for what stands against an answer or a correction."""
    return {
        listening.ReasonMissing: _("Write why. An answer without a reason is no answer."),
        listening.Withdrawn: _("The person took this back. Nothing was saved."),
        listening.AnsweredAlready: _(
            "Somebody else answered while you were writing. Your words are still here. Look at"
            " their answer first, and save again if yours should take its place."
        ),
    }[type(refusal)]


def what_about(request: HttpRequest) -> dict[str, str]:
    """Return what the address says an input is about."""
    return {"about": request.GET.get("about", "")}


def found_all(membership: Membership) -> Any:
    """Return the inputs of the visitor's partnership that were not taken back."""
    return membership.partnership.inputs.for_list().filter(withdrawn_at=None)


def found(membership: Membership, pk: int) -> Input:
    """Return one of them, or 404."""
    return get_object_or_404(found_all(membership), pk=pk)


def named(page: Any, membership: Membership) -> Any:
    """Let each input of a page know whether this visitor may see who said it."""
    now = timezone.now()
    for said in page:
        said.shows_name = said.names_person_to(membership)
        said.is_late = said.is_overdue(now)
        said.is_mine = said.membership_id == membership.pk
    return page


def whole_input(membership: Membership, said: Input) -> dict[str, Any]:
    """Return all that the page of an input shows to this visitor."""
    named([said], membership)
    former = said.answers.exclude(pk=said.answer_id or 0).select_related("answered_by__person")
    return {
        "membership": membership,
        "tab": "inputs",
        "said": said,
        "former": list(former.order_by("-answered_at", "-pk")),
        "dispute_form": DisputeForm(),
        "may_change": not said.answer_id and may_reword(said, membership),
    }


def may_reword(said: Input, membership: Membership) -> bool:
    """Say whether this visitor may change the words: theirs, or written down while they may."""
    if said.membership_id == membership.pk:
        return True
    is_writer = said.recorded_by_id == membership.pk
    now = timezone.now()
    return is_writer and helping.may_write_for(membership, said.membership, Scope.INPUTS, now)
