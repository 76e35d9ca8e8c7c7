"""Evaluations: what the record says, what each group sees, what will be done, who answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from charters import evaluating
from charters.forms.evaluations import (
    ActionForm,
    PresentForm,
    RemarkForm,
    RemarkForSomebodyForm,
)
from charters.models import Evaluation, EvaluationAction, Remark, RemarkKind
from dashboards import evaluations
from meetings.views.finding import readers, taking_part
from partners.access import PersonRequest, View, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission


def of_evaluation(view: View) -> View:
    """Hand the view the evaluation of the visitor's partnership that the address names, or 404.

    What the process refuses is said on its page.
    """

    @wraps(view)
    def wrapper(
        request: PersonRequest, membership: Membership, pk: int, **kwargs: Any
    ) -> HttpResponse:
        rows = membership.partnership.evaluations.select_related("led_by__person")
        evaluation = get_object_or_404(rows, pk=pk)
        evaluation.partnership = membership.partnership
        try:
            return view(request, membership, evaluation, **kwargs)
        except evaluating.CannotEvaluate as refusal:
            messages.warning(request, why_not(refusal))
            return redirect(evaluation)

    return wrapper


@members_only(Permission.VIEW, methods=["GET"])
def evaluation_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Every evaluation, the latest first."""
    rows = membership.partnership.evaluations.newest_first()
    page = page_of(rows, request)
    for each in page.object_list:
        each.partnership = membership.partnership
    context = {"membership": membership, "tab": "dashboard", "page": page}
    return render(request, "dashboards/evaluations.html", context)


@members_only(Permission.VIEW, methods=["GET"])
@of_evaluation
def evaluation_page(
    request: PersonRequest, membership: Membership, evaluation: Evaluation
) -> HttpResponse:
    """One evaluation: what is on record, what each group sees, what follows."""
    return render(request, "dashboards/evaluation.html", whole(membership, evaluation))


def whole(membership: Membership, evaluation: Evaluation) -> dict[str, Any]:
    """Return all that the page of an evaluation shows."""
    mine = evaluation.remarks.filter(membership=membership)
    return {
        "membership": membership,
        "tab": "dashboard",
        "evaluation": evaluation,
        "figures": evaluations.read_figures(evaluation, membership.person),
        "voices": evaluations.voices(evaluation),
        "answers": evaluations.answers(evaluation),
        "actions": evaluation.actions.select_related("owner__person").order_by("due_on", "pk"),
        "present": evaluation.present.select_related("person").order_by("person__name", "pk"),
        "i_lead": evaluation.led_by_id == membership.pk,
        "i_answer": membership.group in evaluating.WHO_ANSWERS,
        "i_said": mine.filter(kind=RemarkKind.SEES).exists(),
    }


@members_only(Permission.TAKE_PART, methods=["POST"])
@of_evaluation
def lead(request: PersonRequest, membership: Membership, evaluation: Evaluation) -> HttpResponse:
    """Lead it, or let somebody else do so."""
    if "back" in request.POST:
        evaluating.step_back(evaluation, membership)
        messages.success(request, _("You do not lead it any more. Somebody else can."))
    else:
        evaluating.lead(evaluation, membership)
        messages.success(request, _("You lead this evaluation. Thank you."))
    return redirect(evaluation)


def remark(kind: RemarkKind) -> Callable[..., HttpResponse]:
    """Return the view in which a person says what they see, or what they answer."""

    @members_only(Permission.TAKE_PART)
    @of_evaluation
    def view(
        request: PersonRequest, membership: Membership, evaluation: Evaluation
    ) -> HttpResponse:
        mine = evaluation.remarks.filter(membership=membership, kind=kind).first()
        form = RemarkForm(request.POST or None, initial=words_of(mine))
        said: dict[str, Any] = {"kind": kind, "now": timezone.now()}
        if form.is_valid() and could(
            form, lambda: evaluating.remark(evaluation, membership, **form.cleaned_data, **said)
        ):
            messages.success(request, _("Your words are there. You can change them."))
            return redirect(evaluation)
        context = {"membership": membership, "evaluation": evaluation, "form": form, "kind": kind}
        return render(request, "dashboards/evaluation_remark.html", {**context, "tab": "dashboard"})

    return view


say, answer = remark(RemarkKind.SEES), remark(RemarkKind.ANSWERS)


def could(form: Form, act: Callable[[], object]) -> bool:
    """Do it; or say on the form what stands against it, where what was typed still stands."""
    try:
        act()
    except evaluating.CannotEvaluate as refusal:
        form.add_error(None, why_not(refusal))
    return not form.errors


def words_of(said: Remark | None) -> dict[str, str]:
    """Return what somebody said before, to be changed."""
    return {"text": said.text, "language": said.language} if said else {}


@members_only(Permission.RECORD_FOR_OTHERS)
@of_evaluation
def record(request: PersonRequest, membership: Membership, evaluation: Evaluation) -> HttpResponse:
    """Write down what somebody else sees."""
    people = taking_part(membership).exclude(pk=membership.pk)
    form = RemarkForSomebodyForm(request.POST or None, people=people)
    if form.is_valid():
        said: dict[str, Any] = {name: form.cleaned_data[name] for name in ("text", "language")}
        said |= {"kind": RemarkKind.SEES, "recorded_by": membership, "now": timezone.now()}
        who = form.cleaned_data["member"]
    if form.is_valid() and could(form, lambda: evaluating.remark(evaluation, who, **said)):
        messages.success(request, _("It is written down, and says by whom."))
        return redirect(evaluation)
    context = {"membership": membership, "evaluation": evaluation, "form": form, "tab": "dashboard"}
    return render(request, "dashboards/evaluation_remark.html", context)


@members_only(Permission.TAKE_PART)
@of_evaluation
def add_action(
    request: PersonRequest, membership: Membership, evaluation: Evaluation
) -> HttpResponse:
    """Write down what will be done, by whom, by when."""
    form = ActionForm(request.POST or None, people=taking_part(membership), **readers(membership))
    action, now = EvaluationAction(evaluation=evaluation), timezone.now()
    if form.is_valid() and could(form, lambda: evaluating.act(form.written(action), now)):
        messages.success(request, _("It is written down. Who does it is reminded on its day."))
        return redirect(evaluation)
    context = {"membership": membership, "evaluation": evaluation, "form": form, "tab": "dashboard"}
    return render(request, "dashboards/evaluation_action.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
@of_evaluation
def finish_action(
    request: PersonRequest, membership: Membership, evaluation: Evaluation, action: int
) -> HttpResponse:
    """Say that it is done: who does it, or a facilitator for them."""
    found = get_object_or_404(evaluation.actions, pk=action)
    if found.owner_id != membership.pk and not membership.may(Permission.RECORD_FOR_OTHERS):
        raise PermissionDenied(_("Who does it says when it is done."))
    evaluating.finish(found, timezone.now())
    messages.success(request, _("Done. Everyone can see it."))
    return redirect(evaluation)


@members_only(Permission.TAKE_PART)
@of_evaluation
def close(request: PersonRequest, membership: Membership, evaluation: Evaluation) -> HttpResponse:
    """End it, with who was there."""
    typed = request.POST if request.method == "POST" else None  # nobody ticked is an answer too
    form = PresentForm(typed, people=taking_part(membership))
    if form.is_valid():
        records = membership.may(Permission.RECORD_FOR_OTHERS)
        present, now = form.cleaned_data["present"], timezone.now()
        evaluating.close(evaluation, present, by=membership, records=records, now=now)
        messages.success(request, _("It has ended. Leaders can still answer."))
        return redirect(evaluation)
    context = {"membership": membership, "evaluation": evaluation, "form": form, "tab": "dashboard"}
    return render(request, "dashboards/evaluation_close.html", context)


WHY_NOT = {
    evaluating.Closed: gettext_lazy("This evaluation has ended. Nothing was changed."),
    evaluating.NotLivedExperience: gettext_lazy(
        "Only somebody with lived experience leads an evaluation."
    ),
    evaluating.LedAlready: gettext_lazy(
        "Somebody else leads it already. Ask them if you want to share it."
    ),
    evaluating.NotLed: gettext_lazy("Nobody leads it yet. Somebody with lived experience can."),
    evaluating.NotWhoLeads: gettext_lazy(
        "Who leads it ends it. Tell them if you think it is time."
    ),
    evaluating.NotWhoAnswers: gettext_lazy(
        "Only leaders and payers answer here. Say what you see instead."
    ),
}


def why_not(refusal: evaluating.CannotEvaluate) -> str:
    """Say what stands against it, and what to do."""
    return str(WHY_NOT[type(refusal)])
