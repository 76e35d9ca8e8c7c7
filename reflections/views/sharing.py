"""Passages that people share: choosing the words, seeing them as others will, taking them back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from reflections import sharing
from reflections.forms.sharing import PassageForm


@members_only(Permission.KEEP_JOURNAL, methods=["GET"])
def shared(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What others share with me, and what I share with whom."""
    context = {
        "membership": membership,
        "tab": "reflections",
        "with_me": page_of(sharing.with_me(membership), request, "with_me"),
        "by_me": page_of(sharing.by_me(membership), request, "by_me"),
    }
    return render(request, "reflections/shared.html", context)


@members_only(Permission.KEEP_JOURNAL)
def share_passage(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Choose words and readers; see both as they will be; then share.

    An entry of the journal sends its words here with the step "edit". They come by POST, so that
    they stand in no address.
    """
    form = PassageForm(request.POST or None, author=membership)
    context = {"membership": membership, "tab": "reflections", "form": form}
    step = request.POST.get("step")
    if step == "begin":
        context["form"] = PassageForm(author=membership, initial=begun(request))
    elif step != "edit" and form.is_valid():
        if step != "share":
            context["today"] = timezone.now()
            return render(request, "reflections/share_preview.html", context)
        return shared_now(membership, form, request)
    return render(request, "reflections/share.html", context)


def begun(request: PersonRequest) -> dict[str, Any]:
    """Return the words and their language as an entry of the journal sends them."""
    sent = {name: request.POST.get(name, "") for name in ("words", "language")}
    return {name: value for name, value in sent.items() if value}


def shared_now(membership: Membership, form: PassageForm, request: PersonRequest) -> HttpResponse:
    """Share what was shown, and lead to it; or show it again if somebody left meanwhile."""
    cleaned = form.cleaned_data
    try:
        passage = sharing.share(
            membership, cleaned["words"], language=cleaned["language"], readers=form.readers,
            uid=cleaned["uid"], now=timezone.now(),
        )  # fmt: skip
    except sharing.SomebodyLeft:
        form.add_error("people", form.fields["people"].error_messages["invalid_choice"])
        context = {"membership": membership, "tab": "reflections", "form": form}
        return render(request, "reflections/share.html", context)
    messages.success(request, _("It is shared. You can take it back at any time."))
    return redirect(passage)


@members_only(Permission.KEEP_JOURNAL, methods=["GET"])
def passage(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One passage that was shared with me, or that I share; or a word that it was taken back."""
    found = get_object_or_404(sharing.once_seen_by(membership), pk=pk)
    context = {
        "membership": membership,
        "tab": "reflections",
        "passage": found,
        "is_mine": found.author_id == membership.pk,
    }
    if context["is_mine"]:
        context["readers"] = sharing.readers_of(found)
    return render(request, "reflections/passage.html", context)


@members_only(Permission.KEEP_JOURNAL, methods=["POST"])
def withdraw_passage(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take back what I share: the words are gone for everybody."""
    found = get_object_or_404(sharing.by_me(membership), pk=pk)
    sharing.withdraw(found, now=timezone.now())
    messages.success(request, _("It is taken back. The words are gone, and nobody can read them."))
    return redirect("reflections:shared", membership.partnership.slug)
