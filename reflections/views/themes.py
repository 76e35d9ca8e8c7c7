"""What a group is thinking about, in numbers that point at nobody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission
from reflections import insights
from reflections.models import Theme


@members_only(Permission.VIEW, methods=["GET"])
def themes(request: PersonRequest, membership: Membership) -> HttpResponse:
    """How many people think about what: here, and in all partnerships of the programme."""
    now, here = timezone.now(), membership.partnership
    in_group, in_all = insights.themes(here, now), insights.themes(here.programme, now)
    context = {
        "membership": membership,
        "tab": "reflections",
        "themes": [(theme.label, in_group[theme], in_all[theme]) for theme in Theme],
        "people": insights.people_who_reflected(here, now),
        "people_in_all": insights.people_who_reflected(here.programme, now),
    }
    return render(request, "reflections/themes.html", context)
