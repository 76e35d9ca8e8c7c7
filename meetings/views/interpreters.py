"""The register of interpreters and readers, which facilitators keep."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import interpreter_register as register
from meetings.forms.interpreters import InterpreterForm
from partners import auditing
from partners.access import PersonRequest, members_only
from partners.models import Interpreter, Membership
from partners.paging import page_of
from partners.roles import Permission


@members_only(Permission.ARRANGE_SUPPORT, methods=["GET"])
def interpreters(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Who interprets or reads aloud for this partnership."""
    listed = membership.partnership.interpreters.listed().select_related("person")
    page = page_of(listed.order_by("person__name", "pk"), request)
    auditing.contact_opened(membership, [each.person for each in page])
    context = {"membership": membership, "tab": "meetings", "page": page}
    return render(request, "meetings/interpreters.html", context)


@members_only(Permission.ARRANGE_SUPPORT)
def add_interpreter(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Put somebody on the register."""
    people = membership.partnership.memberships.active()
    form = InterpreterForm(request.POST or None, people=people)
    if form.is_valid():
        try:
            register.add(form.cleaned_data, by=membership, now=timezone.now())
        except register.ListedAlready:
            form.add_error("member", _("This member is on the list already."))
        else:
            messages.success(request, _("They are on the list. Nothing was sent to them."))
            return redirect("meetings:interpreters", membership.partnership.slug)
    context = {"membership": membership, "tab": "meetings", "form": form}
    return render(request, "meetings/interpreter.html", context)


@members_only(Permission.ARRANGE_SUPPORT)
def change_interpreter(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Correct what stands about somebody on the register."""
    found = interpreter_of(membership, pk)
    people, is_outside = membership.partnership.memberships.active(), register.is_outside(found)
    form = InterpreterForm(request.POST or None, people=people, about=found, is_outside=is_outside)
    if form.is_valid():
        register.change(found, form.cleaned_data, by=membership)
        messages.success(request, _("It is saved."))
        return redirect("meetings:interpreters", membership.partnership.slug)
    auditing.contact_opened(membership, [found.person], obj=found)
    context = {"membership": membership, "tab": "meetings", "form": form, "interpreter": found}
    return render(request, "meetings/interpreter.html", context)


@members_only(Permission.ARRANGE_SUPPORT, methods=["POST"])
def remove_interpreter(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take somebody off the register."""
    try:
        register.remove(interpreter_of(membership, pk), now=timezone.now())
    except register.StillBooked:
        sentence = _("They are asked for a meeting to come. Call that off first.")
        messages.error(request, sentence)
    else:
        messages.success(request, _("They are off the list. Nothing more is sent to them."))
    return redirect("meetings:interpreters", membership.partnership.slug)


def interpreter_of(membership: Membership, pk: int) -> Interpreter:
    """Return somebody on the register of the visitor's partnership, or answer 404."""
    listed = membership.partnership.interpreters.listed().select_related("person")
    return get_object_or_404(listed, pk=pk)
