"""Questions to think about: the catalogue by lens, and the group's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetings.views.finding import readers
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from reflections import prompting
from reflections.forms.prompts import PromptForm, PromptWordsForm
from reflections.prompt_catalogue import SOURCE


@members_only(Permission.VIEW, methods=["GET"])
def prompts(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Every question there is to think about."""
    own = membership.partnership.prompts.standing().select_related("written_by__person")
    context = {
        "membership": membership,
        "tab": "reflections",
        "own": page_of(own, request),
        "sides": prompting.by_lens(prompting.shipped(get_language())),
        "source": SOURCE,
    }
    return render(request, "reflections/prompts.html", context)


@members_only(Permission.WRITE_PROMPTS)
def add_prompt(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Write a question for the group."""
    form = PromptForm(request.POST or None, **readers(membership))
    if form.is_valid():
        prompting.add(form.prompt(membership), now=timezone.now())
        messages.success(request, _("Your question is there for everyone who wants it."))
        return redirect("reflections:prompts", membership.partnership.slug)
    context = {"membership": membership, "tab": "reflections", "form": form}
    return render(request, "reflections/prompt_form.html", context)


@members_only(Permission.WRITE_PROMPTS)
def prompt_words(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write a question of the group in the languages in which it is missing."""
    prompt = get_object_or_404(membership.partnership.prompts.standing(), pk=pk)
    form = PromptWordsForm(request.POST or None, about=prompt, **readers(membership))
    if form.is_valid():
        prompt.save(update_fields=form.write_texts(prompt))
        messages.success(request, _("The words are saved."))
        return redirect("reflections:prompts", membership.partnership.slug)
    context = {"membership": membership, "tab": "reflections", "form": form, "prompt": prompt}
    return render(request, "reflections/prompt_form.html", context)


@members_only(Permission.WRITE_PROMPTS, methods=["POST"])
def withdraw_prompt(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Offer a question of the group no longer."""
    prompt = get_object_or_404(membership.partnership.prompts, pk=pk)
    prompting.withdraw(prompt, by=membership, now=timezone.now())
    messages.success(request, _("Nobody is offered this question any more."))
    return redirect("reflections:prompts", membership.partnership.slug)
