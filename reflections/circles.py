"""Groups taken together, so that what is said of them points at nobody."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partners.roles import LIVED_EXPERIENCE, Group


class Circle(TextChoices):
    """Groups that stand alike when something is decided."""

    LIVED = "lived", _("Lived experience")
    CARE = "care", _("Staff and providers")
    LEAD = "lead", _("Leaders and payers")
    AROUND = "around", _("Facilitators and quality improvement")


GROUPS: dict[Circle, frozenset[Group]] = {
    Circle.LIVED: LIVED_EXPERIENCE,
    Circle.CARE: frozenset({Group.PROVIDER, Group.STAFF}),
    Circle.LEAD: frozenset({Group.LEADER, Group.PAYER}),
    Circle.AROUND: frozenset({Group.FACILITATOR, Group.QUALITY}),
}


def circle_of(group: str) -> Circle:
    """Return the circle that a group belongs to."""
    return next(circle for circle, groups in GROUPS.items() if group in groups)
