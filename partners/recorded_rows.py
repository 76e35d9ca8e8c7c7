"""What others may write down for a person about themselves, and where it stands."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.help_grants import HelpGrant
from partners.models import GoalAction, Invitation, Membership, SupportNeed
from partners.recorded import Recorded, register


def page(name: str, membership: Membership, **kwargs: Any) -> str:
    """Return the address of a page in a person's partnership."""
    return reverse(name, kwargs={"slug": membership.partnership.slug, **kwargs})


register(
    Recorded(
        "need", _("What you need to take part"), SupportNeed,
        url=lambda need: page("partners:my_needs", need.membership), at="recorded_at",
        related=("membership__partnership",), answer=lambda need: str(need.get_kind_display()),
    )
)  # fmt: skip
register(
    Recorded(
        "yes", _("That you take part"), Invitation,
        url=lambda invitation: page("partners:leave", invitation.membership), at="accepted_at",
        related=("membership__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "goal", _("Something that was done for a wish of yours"), GoalAction,
        url=lambda action: page("partners:my_goals", action.goal.membership), at="recorded_at",
        of="goal__membership", related=("goal__membership__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "helper", _("Who may answer for you"), HelpGrant,
        url=lambda grant: page("notices:my_helpers", grant.membership), at="given_at",
        related=("membership__partnership", "helper__person"),
        answer=lambda grant: grant.helper.person.name,
    )
)  # fmt: skip
