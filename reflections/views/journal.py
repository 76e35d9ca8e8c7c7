"""A person's private journal: reading, writing, taking along, deleting."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.access import PersonRequest, members_only, personal
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from reflections import journaling, prompting, unlocking
from reflections.forms.journal import DraftForm, EntryForm, begin, begin_change
from reflections.journaling import ChangedMeanwhile, Written
from reflections.models import Theme
from reflections.views.journal_door import page_asked_for, readable, unlocked


@members_only(Permission.KEEP_JOURNAL, methods=["GET"])
@unlocked
def journal(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What I wrote in this partnership."""
    context = {
        **_listed(request, journaling.entries_of(membership), journaling.drafts_of(membership)),
        "membership": membership,
        "tab": "reflections",
    }
    return render(request, "reflections/journal.html", context)


@personal(methods=["GET"])
@unlocked
def my_journal(request: PersonRequest) -> HttpResponse:
    """All that I wrote, in all partnerships, also ones that I left."""
    entries, drafts = journaling.everything_of(request.user)
    context = {**_listed(request, entries, drafts), "names": journaling.names(request.user)}
    return render(request, "reflections/my_journal.html", context)


def _listed(
    request: PersonRequest, entries: list[Written], drafts: list[Written]
) -> dict[str, Any]:
    return {
        "entries": page_of(entries, request),
        "drafts": drafts,
        "browser_key": journaling.browser_key(request.user),
    }


@members_only(Permission.KEEP_JOURNAL)
@unlocked
def write(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Write an entry in this partnership."""
    found = prompting.questions(membership.partnership, request.user, get_language())
    sides = prompting.by_lens(found)
    context = {"membership": membership, "tab": "reflections", "sides": sides}
    return _write(request, _new(request), partial(journaling.write, membership), context)


@personal
@unlocked
def write_for_myself(request: PersonRequest) -> HttpResponse:
    """Write an entry that belongs to no partnership."""
    context = {"sides": prompting.by_lens(prompting.shipped(get_language()))}
    return _write(request, _new(request), partial(journaling.write_for, request.user), context)


@personal
@unlocked
def change_entry(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Write an entry of mine anew."""
    page, person = page_asked_for(request), request.user
    if request.POST:
        form = EntryForm(request.POST)
    else:
        draft = journaling.draft_on(person, page)
        form = EntryForm(initial=begin_change(page, journaling.entry_of(person, pk), draft))
    return _write(request, form, partial(journaling.change, person, pk), {"pk": pk})


def _new(request: PersonRequest) -> EntryForm:
    page = page_asked_for(request)
    draft = journaling.draft_on(request.user, page)
    wanted = {"prompt": request.GET.get("prompt", "")}
    return EntryForm(request.POST or None, initial=wanted | begin(page, draft))


def _write(
    request: PersonRequest, form: EntryForm, save: Callable[..., Written], context: dict[str, Any]
) -> HttpResponse:
    now_there = None
    if form.is_valid():
        try:
            written = save(now=timezone.now(), **form.cleaned_data)
        except ChangedMeanwhile as meanwhile:
            now_there = meanwhile.now_there
            form.refuse_to_replace(now_there)
        else:
            messages.success(request, _("Your words are saved. Only you can read them."))
            return redirect("reflections:entry", written.pk)
    key = journaling.browser_key(request.user)
    context = {**context, "form": form, "now_there": now_there, "browser_key": key}
    return render(request, "reflections/journal_write.html", context)


@personal(methods=["GET"])
@unlocked
def entry(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One entry of mine."""
    written = journaling.entry_of(request.user, pk)
    place = journaling.membership_of(request.user, written)
    where = place.partnership if place else None
    context = {
        "entry": written,
        "place": place,
        "question": prompting.find(where, written.prompt, request.user, get_language()),
        "themes": Theme.choices,
        "browser_key": journaling.browser_key(request.user),
    }
    return render(request, "reflections/journal_entry.html", context)


@personal(methods=["POST"])
@unlocked
def entry_themes(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Say what an entry of mine is about. Others see only numbers."""
    journaling.tag(request.user, pk, request.POST.getlist("themes"), now=timezone.now())
    messages.success(request, _("It is noted. Nobody can tell that it comes from you."))
    return redirect("reflections:entry", pk)


@personal
@unlocked
def delete_entry(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Delete an entry of mine, after one question."""
    if request.method == "POST":
        journaling.delete(request.user, pk, now=timezone.now())
        messages.success(request, _("The entry is deleted."))
        return redirect("reflections:my_journal")
    context = {"entry": journaling.entry_of(request.user, pk)}
    return render(request, "reflections/journal_delete.html", context)


@personal(methods=["POST"])
@readable
def keep_draft(request: PersonRequest) -> HttpResponse:
    """Keep what somebody is writing. A closed journal takes it too, as a letterbox does."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    now = timezone.now()
    journaling.keep_draft(request.user, now=now, **form.about(request.user))
    unlocking.is_open(request.session, request.user, now)  # who writes uses it, so it stays open
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@personal(methods=["POST"])
@unlocked
def drop_draft(request: PersonRequest, page: UUID) -> HttpResponse:
    """Throw away words of mine that were not saved."""
    journaling.drop_draft(request.user, page)
    messages.success(request, _("These words are deleted."))
    return redirect("reflections:my_journal")


@personal(methods=["GET"])
@unlocked
def export_text(request: PersonRequest) -> HttpResponse:
    """All my words, to read anywhere."""
    context = {"entries": journaling.export(request.user)}
    return _file(render(request, "reflections/journal_export.txt", context), "text/plain", "txt")


@personal(methods=["GET"])
@unlocked
def export_data(request: PersonRequest) -> HttpResponse:
    """All my words, for another program."""
    options = {"ensure_ascii": False, "indent": 2}
    data = JsonResponse({"entries": journaling.export(request.user)}, json_dumps_params=options)
    return _file(data, "application/json", "json")


def _file(response: HttpResponse, kind: str, ending: str) -> HttpResponse:
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="my-words.{ending}"'
    return response
