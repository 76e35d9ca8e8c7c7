"""Starts an involvement statement from what is on record."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboards import involvement
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.RUN_AGREEMENTS, methods=["POST"])
def draft_statement(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Write down what the record says; the group edits it, and those it is about sign it."""
    partnership = membership.partnership
    try:
        agreement = involvement.draft(partnership, by=membership, now=timezone.now())
    except involvement.NothingToRead:
        messages.warning(request, _("Say first in the settings which languages your group uses."))
        return redirect("partners:settings", partnership.slug)
    messages.success(request, _("Each sentence says what it rests on. Correct what is not right."))
    return redirect("charters:draft", partnership.slug, agreement.pk)
