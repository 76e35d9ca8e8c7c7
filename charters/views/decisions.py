"""Decisions: the list, one decision, proposing one, its words, its record."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from charters import deciding, exporting
from charters.forms.decisions import (
    DecisionTextsForm,
    OptionTextsForm,
    ProposeForm,
)
from charters.history import history
from charters.models import Decision, Option
from charters.views.whole_decision import BESIDE, found, whole_decision
from meetings.views.finding import readers
from partners import auditing
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from partners.spreadsheets import as_csv
from translations import asking


@members_only(Permission.VIEW, methods=["GET"])
def decision_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What we decide now, and what we decided."""
    now = timezone.now()
    decisions = membership.partnership.decisions.for_list()
    open_ones = page_of(decisions.undecided(), request, "open")
    ended = page_of(decisions.ended(), request, "ended")
    for decision in [*open_ones, *ended]:
        decision.stands = decision.state(now)
    context = {"membership": membership, "tab": "decisions", "open": open_ones, "ended": ended}
    return render(request, "charters/decisions.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def decision_csv(request: PersonRequest, membership: Membership) -> HttpResponse:
    """All decisions as a table for a spreadsheet, overrides with their reasons included."""
    auditing.exported(membership, name="decisions")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="decisions.csv"'
    decisions = membership.partnership.decisions.select_related(*BESIDE).order_by("pk")
    response.writelines(as_csv(exporting.table(decisions, request.user, timezone.now())))
    return response


@members_only(Permission.PROPOSE_DECISION)
def propose(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Propose something to decide together."""
    now = timezone.now()
    form = ProposeForm(
        request.POST or None,
        resources=membership.partnership.resources.available(),
        now=now,
        **readers(membership),
    )
    if form.is_valid():
        decision = form.decision()
        reading = form.cleaned_data.get("reading", [])
        deciding.propose(decision, options=form.options(), reading=reading, by=membership, now=now)
        asking.after_publishing(decision, form, by=membership, now=now)
        messages.success(request, _("It is proposed. Everyone who has a say will be told."))
        return redirect(decision)
    rules = membership.partnership.working_rules
    context = {"membership": membership, "tab": "decisions", "form": form, "rules": rules}
    return render(request, "charters/decision_propose.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def decision(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One decision: what to know, who says what, how it stands."""
    shown = found(membership, pk)
    return render(request, "charters/decision.html", whole_decision(membership, shown))


@members_only(Permission.VIEW, methods=["GET"])
def decision_record(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """All that happened to a decision, for reading and for paper."""
    shown = found(membership, pk)
    context = whole_decision(membership, shown) | {"history": history(shown)}
    return render(request, "charters/decision_record.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def decision_text(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """The record as plain text, to be kept."""
    shown = found(membership, pk)
    context = whole_decision(membership, shown) | {
        "history": history(shown),
        "reader": request.user,
        "LANGUAGE_CODE": get_language(),
    }
    text = exporting.plain("charters/decision_record.txt", context)
    auditing.exported(membership, name="decision", obj=shown)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="decision-{shown.pk}.txt"'
    return response


@members_only(Permission.TAKE_PART)
def write_texts(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write a decision's words in more languages."""
    shown = found(membership, pk)
    options = list(shown.options.order_by("position", "pk"))
    posted, about = request.POST or None, readers(membership)
    form = DecisionTextsForm(posted, about=shown, **about)
    option_forms = [
        OptionTextsForm(posted, about=option, prefix=f"option-{option.pk}", **about)
        for option in options
    ]
    if all([form.is_valid(), *(each.is_valid() for each in option_forms)]):
        return _save_texts(request, shown, form, option_forms)
    context = {"membership": membership, "tab": "decisions", "decision": shown}
    context |= {"form": form, "option_forms": option_forms}
    return render(request, "charters/decision_texts.html", context)


def _save_texts(
    request: HttpRequest,
    shown: Decision,
    form: DecisionTextsForm,
    option_forms: list[OptionTextsForm],
) -> HttpResponse:
    form.write_texts(shown)
    for each in option_forms:
        each.write_texts(each.option)
    try:
        options = [each.option for each in option_forms]
        deciding.write_texts(shown, options, now=timezone.now())
    except deciding.TextsAreFixed:
        messages.warning(
            request,
            _(
                "People took a position on these words, so they stay as they are. Nothing was"
                " saved. You can still add a language that is missing."
            ),
        )
    except deciding.NotOpen:
        messages.warning(request, _("This decision is closed. Nothing was changed."))
    else:
        messages.success(request, _("The words are saved."))
    return redirect(shown)


@members_only(Permission.PROPOSE_DECISION)
def add_option(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Put another option beside those there are."""
    shown = found(membership, pk)
    form = OptionTextsForm(request.POST or None, **readers(membership))
    if form.is_valid():
        option = Option(decision=shown)
        form.write_texts(option)
        try:
            deciding.add_option(option, by=membership, now=timezone.now())
        except deciding.NotOpen:
            messages.warning(request, _("No option can be added any more. Nothing was saved."))
        else:
            messages.success(request, _("Your option stands beside the others."))
        return redirect(shown)
    context = {"membership": membership, "tab": "decisions", "decision": shown, "form": form}
    return render(request, "charters/decision_option.html", context)
