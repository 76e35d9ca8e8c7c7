"""Letters to print: who waits for one, its PDF, and that it was posted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from notices import letters, sheets
from notices.forms import LetterForm
from notices.letters import Letter
from notices.sheets import Contact
from partners import auditing
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission
from partners.typesetting import CannotSet


@members_only(Permission.RECORD_FOR_OTHERS, methods=["GET"])
def to_print(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Who waits for which letter."""
    return page(request, membership, LetterForm(initial={"phone": membership.person.phone}))


def page(request: PersonRequest, membership: Membership, form: LetterForm) -> HttpResponse:
    """Show the list, with the form as it is."""
    waiting = letters.letters(membership.partnership, timezone.now())
    rows = [(letter, letters.last_day(letter, get_language())) for letter in waiting]
    context = {"membership": membership, "rows": rows, "form": form}
    return render(request, "notices/letters.html", context)


@members_only(Permission.RECORD_FOR_OTHERS, methods=["POST"])
def print_letter(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One letter as a PDF."""
    letter, form = letter_of(membership, pk), LetterForm(request.POST)
    if letter is None:
        return gone(request, membership)
    if not form.is_valid():
        return page(request, membership, form)
    contact = Contact([membership.person.name], form.cleaned_data["phone"])
    return printed(request, membership, letter, contact)


def gone(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Say that somebody else was faster, or that there is nothing to say any more."""
    messages.info(request, _("This letter was posted already, or is not needed any more."))
    return redirect("notices:letters", membership.partnership.slug)


@members_only(Permission.RECORD_FOR_OTHERS, methods=["POST"])
def post_letter(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say that a letter was posted."""
    letter = letter_of(membership, pk)
    count = letters.posted(letter, by=membership, now=timezone.now()) if letter else 0
    if count:
        told = ngettext(
            "Written down: %(count)s message is on its way by post.",
            "Written down: %(count)s messages are on their way by post.",
            count,
        )
        messages.success(request, told % {"count": count})
    else:
        messages.info(request, _("Nothing that was printed waits here. Print the letter first."))
    return redirect("notices:letters", membership.partnership.slug)


def letter_of(membership: Membership, pk: int) -> Letter | None:
    """Return the letter that waits for a person of the visitor's partnership, or 404."""
    places = membership.partnership.memberships.filter(left_at=None).with_person()
    return letters.letter_to(get_object_or_404(places, pk=pk), timezone.now())


def printed(
    request: PersonRequest, membership: Membership, letter: Letter, contact: Contact
) -> HttpResponse:
    """Return the PDF, or say why there is none."""
    now = timezone.now()
    letter = letters.drop_unwanted(letter, now)
    if not letter.deliveries:
        return gone(request, membership)
    large = sheets.wants_large_print(letter.membership)
    try:
        sheet = letters.write(letter, contact=contact, is_large=large, now=now)
        content = sheets.make(sheet)
    except CannotSet:
        messages.warning(
            request, _("None of our fonts has a character of this text. Tell them another way.")
        )
        return redirect("notices:letters", membership.partnership.slug)
    letters.mark_printed(letter, now=now)
    auditing.contact_opened(membership, [letter.membership])
    name = f"letter-{letter.membership.pk}.pdf"  # no name of anybody: it lies on a shared machine
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
