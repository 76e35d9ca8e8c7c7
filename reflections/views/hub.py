"""The page from which all that belongs to how it goes is reached."""

from django.http import HttpResponse
from django.shortcuts import render

from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.VIEW, methods=["GET"])
def hub(request: PersonRequest, membership: Membership) -> HttpResponse:
    """How it goes, by principle: a door to each page, and what it is for."""
    return render(request, "reflections/hub.html", {"membership": membership, "tab": "reflections"})
