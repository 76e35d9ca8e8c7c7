"""Looking at power: maps of decisions that the group fills in, and the mirror by group."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.views.finding import readers, taking_part
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from reflections import mirror as mirroring
from reflections import power_maps
from reflections.forms.power import CloseMapForm, NoteForm, NoteForSomebodyForm, StartMapForm
from reflections.models import PowerMap, PowerNote


@members_only(Permission.VIEW, methods=["GET"])
def power_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """The maps that the group fills in, and those that led to something."""
    maps = membership.partnership.power_maps.select_related("partnership")
    context = {
        "membership": membership,
        "tab": "reflections",
        "open": page_of(maps.open(), request, "open"),
        "closed": page_of(maps.closed(), request, "closed"),
    }
    return render(request, "reflections/power_maps.html", context)


@members_only(Permission.TAKE_PART)
def start(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Begin a map of one decision; the address may say of which."""
    asked = {"subject": request.GET.get("subject")}
    form = StartMapForm(request.POST or None, initial=asked, **readers(membership))
    if form.is_valid():
        fresh = form.write(PowerMap(partnership=membership.partnership))
        return redirect(power_maps.start(fresh, by=membership, now=timezone.now()))
    context = {"membership": membership, "tab": "reflections", "form": form}
    return render(request, "reflections/power_start.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def power_map(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One map: what people see, and what the group will do differently."""
    found = found_map(membership, pk)
    notes = found.notes.standing().visible_to(membership)
    context = {
        "membership": membership,
        "tab": "reflections",
        "map": found,
        "answered": power_maps.answered(named(notes.with_people(), membership)),
    }
    return render(request, "reflections/power_map.html", context)


@members_only(Permission.TAKE_PART)
def say(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say what I see."""
    found = found_map(membership, pk)
    form = NoteForm(request.POST or None, initial={"question": request.GET.get("question")})
    if form.is_valid() and _kept(
        request, PowerNote(power_map=found, membership=membership, **form.changes)
    ):
        messages.success(request, _("It is on the map."))
        return redirect(found)
    context = {"membership": membership, "tab": "reflections", "map": found, "form": form}
    return render(request, "reflections/power_say.html", context)


@members_only(Permission.RECORD_FOR_OTHERS)
def record(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down what somebody sees. They are asked whether it is right."""
    found = found_map(membership, pk)
    form = NoteForSomebodyForm(request.POST or None, people=taking_part(membership))
    if form.is_valid():
        theirs = PowerNote(power_map=found, membership=form.cleaned_data["member"], **form.changes)
        if _kept(request, theirs, recorded_by=membership):
            messages.success(request, _("It is written down. They are asked whether it is right."))
            return redirect(found)
    context = {"membership": membership, "tab": "reflections", "map": found, "form": form}
    return render(request, "reflections/power_say.html", {**context, "for_somebody": True})


@members_only(Permission.TAKE_PART)
def change(request: PersonRequest, membership: Membership, pk: int, note: int) -> HttpResponse:
    """Put other words in the place of mine, or of those I wrote down for somebody."""
    found = found_note(membership, pk, note)
    form = NoteForm.of(found, request.POST or None)
    if form.is_valid():
        try:
            power_maps.correct(found, form.changes, by=membership, now=timezone.now())
        except power_maps.CannotMap as refusal:
            messages.warning(request, why_not(refusal))
        else:
            messages.success(request, _("The words are changed."))
            return redirect(found.power_map)
    context = {"membership": membership, "tab": "reflections", "note": found, "form": form}
    return render(request, "reflections/power_change.html", context)


@members_only(Permission.TAKE_PART)
def withdraw(request: PersonRequest, membership: Membership, pk: int, note: int) -> HttpResponse:
    """Take back what I said."""
    found = found_note(membership, pk, note)
    if request.method == "POST":
        power_maps.withdraw(found, now=timezone.now())
        messages.success(request, _("You took it back. Nobody sees it any more."))
        return redirect(found.power_map)
    context = {"membership": membership, "tab": "reflections", "note": found}
    return render(request, "reflections/power_withdraw.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def confirm(request: PersonRequest, membership: Membership, pk: int, note: int) -> HttpResponse:
    """Yes, that is what I said; or no."""
    recorded = membership.power_notes.standing().filter(recorded_by__isnull=False, power_map=pk)
    found = get_object_or_404(recorded.with_people(), pk=note)
    power_maps.confirm(found, request.POST.get("right") == "yes")
    messages.success(request, _("Thank you."))
    return redirect(found.power_map)


@members_only(Permission.CLOSE_DECISION)
def close(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down what we will do differently."""
    found = found_map(membership, pk)
    form = CloseMapForm(request.POST or None, **readers(membership))
    if form.is_valid():
        texts = form.texts("differently")
        try:
            power_maps.close(found, differently=texts, by=membership, now=timezone.now())
        except power_maps.CannotMap as refusal:
            messages.warning(request, why_not(refusal))
        else:
            messages.success(request, _("It is written down, for everyone to read."))
            return redirect(found)
    context = {"membership": membership, "tab": "reflections", "map": found, "form": form}
    return render(request, "reflections/power_close.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def mirror(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Who sets the agenda, leads and gives time, by groups taken together."""
    found = mirroring.mirror([membership.partnership], now=timezone.now())
    context = {"membership": membership, "tab": "reflections", "mirror": found}
    return render(request, "reflections/power_mirror.html", context)


def _kept(
    request: PersonRequest, note: PowerNote, *, recorded_by: Membership | None = None
) -> bool:
    """Save a note; if the map closed meanwhile, say so, and the form keeps the words."""
    try:
        power_maps.say(note, recorded_by=recorded_by, now=timezone.now())
    except power_maps.CannotMap as refusal:
        messages.warning(request, why_not(refusal))
        return False
    return True


def why_not(refusal: power_maps.CannotMap) -> str:
    """Return the sentence for what stands against it."""
    return {
        power_maps.MapClosed: _(
            "This map is closed. Your words are not saved, but they still stand here, so that you"
            " can use them elsewhere."
        ),
        power_maps.Withdrawn: _("The person took this back. Nothing was saved."),
    }[type(refusal)]


def found_map(membership: Membership, pk: int) -> PowerMap:
    """Return a map of the visitor's partnership, or 404."""
    maps = membership.partnership.power_maps.select_related("partnership", "closed_by__person")
    return get_object_or_404(maps, pk=pk)


def found_note(membership: Membership, pk: int, note: int) -> PowerNote:
    """Return what the visitor said or wrote down for somebody, or 404."""
    notes = found_map(membership, pk).notes.standing().by(membership)
    return get_object_or_404(notes.with_people(), pk=note)


def named(notes: Iterable[PowerNote], membership: Membership) -> list[PowerNote]:
    """Let each note know whether this visitor may see who said it, and may change it."""
    found = list(notes)
    for note in found:
        note.shows_name = note.names_person_to(membership)
        note.is_mine = note.membership_id == membership.pk
        note.may_change = note.is_mine or note.recorded_by_id == membership.pk
    return found
