"""The pace guard: a decision waits until everyone had the days to read, and people their say."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from charters.models import Decision, Guard, Objection, Position, Stance
from meetings.models import ResourceText
from partners.models import Membership, MembershipQuerySet, Partnership
from partners.roles import GRANTS, Permission, Role

ROLES_WITH_A_SAY = [role for role in Role if Permission.TAKE_POSITION in GRANTS[role]]


@dataclass(frozen=True)
class Pace:
    """How a decision stands against what the partnership promised each other about deciding.

    `readable_since` is when the last person with a say got everything in a language they read;
    None while somebody has not. `absent` are people with a say who took no position.
    """

    reading_days: int
    quorum: int
    lived_experience: int  # people with lived experience who took a position
    readable_since: datetime | None
    without_text: list[Membership] = field(default_factory=list)
    absent: list[Membership] = field(default_factory=list)
    unanswered: list[Objection] = field(default_factory=list)
    broken: list[Guard] = field(default_factory=list)

    @property
    def read_until(self) -> datetime | None:
        """When the reading days are over; None while somebody cannot read it."""
        return self.readable_since and self.readable_since + timedelta(days=self.reading_days)

    @property
    def quorum_missing(self) -> int:
        """How many people with lived experience are still needed."""
        return max(0, self.quorum - self.lived_experience)

    @property
    def is_kept(self) -> bool:
        """Whether the decision may close without a word of why."""
        return not self.broken


def with_a_say(partnership: Partnership) -> MembershipQuerySet:
    """Return the people who take part in deciding now, with their person."""
    members = partnership.memberships.taking_part().with_person()
    return members.filter(role__in=ROLES_WITH_A_SAY).order_by("pk")


def pace(decision: Decision, now: datetime) -> Pace:
    """Say which promises would not be kept if the decision closed `now`."""
    rules = decision.partnership.working_rules
    members = list(with_a_say(decision.partnership))
    since, without_text = readable_since(decision, members)
    decided = who_decided(decision)
    absent = [member for member in members if member.pk not in decided]
    lived = sum(member.is_lived_experience and member.pk in decided for member in members)
    unanswered = list(decision.objections.unanswered().select_related("membership__person"))
    days = timedelta(days=rules.reading_days)
    broken = {
        Guard.EARLY: now < decision.closes_at and bool(absent),
        Guard.READING_DAYS: since is None or now < since + days,
        Guard.QUORUM: lived < rules.lived_experience_quorum,
        Guard.OBJECTION: bool(unanswered),
    }
    return Pace(
        reading_days=rules.reading_days,
        quorum=rules.lived_experience_quorum,
        lived_experience=lived,
        readable_since=since,
        without_text=without_text,
        absent=absent,
        unanswered=unanswered,
        broken=[guard for guard in Guard if broken[guard]],
    )


def who_decided(decision: Decision) -> set[int]:
    """Return the memberships that took a position or voted. Asking for time is not yet one."""
    if decision.is_secret:
        return set(decision.voted.values_list("membership", flat=True))
    taken: Iterable[Position] = decision.positions.standing().exclude(stance=Stance.MORE_TIME)
    return {position.membership_id for position in taken}


def readable_since(
    decision: Decision, members: list[Membership]
) -> tuple[datetime | None, list[Membership]]:
    """Return when the last of `members` could read everything, and those who still cannot.

    Everything is the decision's own words and each essential text to read, in any language that
    the person reads. A file put in another's place starts the days again: it may say other things.
    """
    times = [{text.language: text.available_at for text in decision.texts.all()}]
    times += _essential_reading(decision).values()
    moments, without_text = [], []
    for member in members:
        reads = set(member.person.reads)
        first = [
            min((languages[code] for code in reads & languages.keys()), default=None)
            for languages in times
        ]
        if None in first:
            without_text.append(member)
        moments += [moment for moment in first if moment is not None]
    if without_text:
        return None, without_text
    return max(moments, default=decision.proposed_at), []


def _essential_reading(decision: Decision) -> dict[int, dict[str, datetime]]:
    """Return for each essential resource since when it can be read in each language."""
    resources = decision.reading.filter(is_essential=True, withdrawn_at=None)
    since: dict[int, dict[str, datetime]] = {
        pk: {} for pk in resources.values_list("pk", flat=True)
    }
    for text in ResourceText.objects.filter(resource__in=since, replaced_at=None):
        since[text.resource_id][text.language] = text.added_at
    return since
