"""Putting a facilitator's list of what to do first away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.CHANGE_PARTNERSHIP, methods=["POST"])
def put_away(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Do without the list."""
    membership.put_first_month_away(timezone.now())
    messages.success(request, _("The list is put away."))
    return redirect(membership.partnership)
