"""Typing in what people wrote on an answer form."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notices import on_paper, paper_codes
from notices.forms import PaperAnswersForm, PaperCodeForm
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission

REFUSALS = {
    on_paper.NotACode: gettext_lazy(
        "Codes have ten letters and digits, three, then four, then three. Look at the paper again."
    ),
    on_paper.Mistyped: gettext_lazy(
        "One character is wrong, or two changed places. Look at the paper again."
    ),
    on_paper.NotHere: gettext_lazy(
        "No form of this partnership has this code. Look at the paper again."
    ),
}
TOO_MANY = gettext_lazy("That was tried too often. Please wait a few minutes.")


@members_only(Permission.RECORD_FOR_OTHERS)
def type_code(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Ask for the code on a form or beside a question, and go to where its answers are typed in."""
    form = PaperCodeForm(request.POST or None)
    if form.is_valid():
        code = paper_codes.tidy(form.cleaned_data["code"])
        try:
            on_paper.find(membership.partnership, code)
        except tuple(REFUSALS) as refusal:
            within = ratelimit.consume(request, action="paper_code", user=request.user)
            form.add_error("code", REFUSALS[type(refusal)] if within else TOO_MANY)
        else:
            return redirect("notices:type_paper", membership.partnership.slug, code)
    return render(request, "notices/paper.html", {"membership": membership, "form": form})


@members_only(Permission.RECORD_FOR_OTHERS)
def type_paper(request: PersonRequest, membership: Membership, code: str) -> HttpResponse:
    """Type in what one form says, or one question of it."""
    now = timezone.now()
    try:
        paper, only = on_paper.find(membership.partnership, code)
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)])
        return redirect("notices:paper", membership.partnership.slug)
    lines = on_paper.lines(paper, now, only)
    form = PaperAnswersForm(request.POST or None, lines=lines)
    if form.is_valid():
        count = on_paper.record(paper, form.cleaned_data, only=only, by=membership, now=now)
        messages.success(request, _said(count))
        return redirect("notices:paper", membership.partnership.slug)
    context = {"membership": membership, "paper": paper, "lines": lines, "form": form}
    return render(request, "notices/paper_form.html", {**context, "only": only})


def _said(count: int) -> str:
    if not count:
        return _("Nothing was new on this form. Everything stands as it was.")
    told = ngettext("%(count)s answer is saved.", "%(count)s answers are saved.", count)
    return told % {"count": count}
