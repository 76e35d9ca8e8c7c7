"""What a helper says, decides and signs for somebody who allowed it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from charters import deciding, listening, pdf
from charters.forms.decisions import PositionForm
from charters.forms.inputs import SayForm
from charters.forms.signing import HelperAnswerForm
from charters.helping import agreements_of, decisions_of
from charters.views.agreements_finding import text_for
from charters.views.agreements_signing import answer_or_explain
from charters.views.deciding import why_not
from partners.access import PersonRequest, helpers_only
from partners.help_grants import HelpGrant, Scope
from partners.models import Membership


@helpers_only(Scope.INPUTS)
def say(request: PersonRequest, membership: Membership, grant: HelpGrant) -> HttpResponse:
    """Write down what somebody wants to say. They are asked whether it is right."""
    form = SayForm(request.POST or None, partnership=membership.partnership)
    if form.is_valid():
        said = form.said_by(grant.membership)
        listening.say(said, recorded_by=membership, now=timezone.now())
        messages.success(request, _("It is written down. They are asked whether it is right."))
        return redirect(grant)
    return page(request, grant, title=_("What they want to say"), form=form)


@helpers_only(Scope.POSITIONS)
def position(
    request: PersonRequest, membership: Membership, grant: HelpGrant, decision: int
) -> HttpResponse:
    """Take a position for somebody. They are told, and can change it."""
    now = timezone.now()
    about = get_object_or_404(decisions_of(grant, now), pk=decision)
    form = PositionForm(request.POST or None, decision=about)
    if form.is_valid():
        names = ("stance", "reason", "language")
        said: dict[str, Any] = {name: form.cleaned_data[name] for name in names}
        said |= {"option": form.cleaned_data.get("option"), "recorded_by": membership}
        try:
            deciding.take_position(about, grant.membership, **said, now=now)
        except deciding.CannotDecide as refusal:
            form.add_error(None, why_not(refusal))
        else:
            messages.success(request, _("It is written down. They are told that you wrote it."))
            return redirect(grant)
    return page(request, grant, form=form, about=about, field="question", more="background")


@helpers_only(Scope.SIGNATURES)
@reauthentication_required(allow_get=True)
def sign(
    request: PersonRequest, membership: Membership, grant: HelpGrant, agreement: int, number: int
) -> HttpResponse:
    """Sign for somebody, or say for them "not yet, because". Your name stands beside it."""
    about = get_object_or_404(agreements_of(grant), pk=agreement)
    version = get_object_or_404(about.versions.prefetch_related("texts"), number=number)
    version.agreement = about
    text = text_for(version, grant.membership, request.POST.get("language"))
    languages = sorted(each.language for each in version.texts.all())
    first = {"language": text.language}
    form = HelperAnswerForm(request.POST or None, languages=languages, initial=first)
    if form.is_valid():
        given = {**form.given, "recorded_by": membership}
        if answer_or_explain(request, version, grant.membership, form, **given):
            return redirect(grant)
    status = 409 if form.has_error(NON_FIELD_ERRORS, "replaced") else 200
    said = {"form": form, "about": about, "field": "title", "paper": pdf.content(text, [])}
    return page(request, grant, status=status, version=version, **said)


def page(
    request: PersonRequest, grant: HelpGrant, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show one thing that the helper does for the person."""
    context |= {"membership": grant.helper, "grant": grant, "tab": "people"}
    return render(request, "charters/help.html", context, status=status)
