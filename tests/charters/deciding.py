"""Decisions, inputs and reviews as they come about, for tests."""

from datetime import timedelta

from charters import balloting, deciding, listening, seating
from charters.models import Decision, Input, Method, Option, Reviewer, Rung, Stance
from partners.models import WorkingRules
from tests.factories import (
    MembershipFactory,
    PartnershipFactory,
    PersonFactory,
    ResourceFactory,
    now,
)

WEEK = timedelta(days=7)


class Circle:
    """A partnership of a facilitator and people with and without lived experience."""

    def __init__(self, *languages, lived=2, others=1):
        self.partnership = PartnershipFactory()
        self.facilitator = self.member(group="facilitator", role="facilitator")
        languages = languages or ("en",)
        self.lived = [
            self.member(language=languages[number % len(languages)]) for number in range(lived)
        ]
        self.others = [self.member(group="staff") for _number in range(others)]

    def member(self, *, language="en", **kwargs):
        person = PersonFactory(language=language)
        return MembershipFactory(partnership=self.partnership, person=person, **kwargs)

    def resource(self, **kwargs):
        return ResourceFactory(partnership=self.partnership, shared_by=self.facilitator, **kwargs)

    @property
    def everyone(self):
        return [self.facilitator, *self.lived, *self.others]


def propose(circle, *, by=None, **kwargs):
    """Propose something in a circle; see `propose_in`."""
    return propose_in(circle.partnership, by=by or circle.facilitator, **kwargs)


def propose_in(partnership, *, by, options=(), texts=("en",), at=None, reading=(), **fields):
    """Propose something that opened, and whose reading days began, at `at` (ten days ago)."""
    at = at or now() - timedelta(days=10)
    words = {f"question_{code}": f"Evenings ({code})?" for code in texts}
    fields = {
        "opens_at": at,
        "closes_at": now() + WEEK,
        "method": Method.VOTE if len(options) > 1 else Method.CONSENT,
        "rung_claimed": Rung.CO_DECIDED,
        **words,
        **fields,
    }
    if fields.get("is_secret"):
        WorkingRules.objects.filter(partnership=partnership).update(secret_ballots_allowed=True)
        partnership.working_rules.secret_ballots_allowed = True
    decision = Decision(partnership=partnership, **fields)
    rows = [Option(**{f"text_{code}": f"{text} ({code})" for code in texts}) for text in options]
    return deciding.propose(decision, options=rows, reading=reading, by=by, now=at)


def take(decision, member, stance=Stance.AGREE, *, at=None, **kwargs):
    """Take a position."""
    if "option" not in kwargs and decision.options.exists():
        kwargs["option"] = decision.options.order_by("pk").first()
    return deciding.take_position(
        decision, member, stance=stance, now=at or now(), **{"language": "en", **kwargs}
    )


def take_all(decision, circle):
    """Let everybody agree, so that no promise about the pace stands against closing."""
    for member in circle.everyone:
        take(decision, member)


def vote(decision, member, number=0):
    """Vote in secret."""
    option = decision.options.order_by("position")[number]
    balloting.vote(decision, member, option, now=now())


def say(member, *, said="Two in the afternoon is too early.", at=None, recorded_by=None, **fields):
    """Say something."""
    words = {"language": "en", **fields}
    return listening.say(
        Input(partnership=member.partnership, membership=member, said=said, **words),
        recorded_by=recorded_by,
        now=at or now(),
    )


def answer(said, by, *, outcome="adopted", at=None, **reason):
    """Answer what somebody said."""
    said.refresh_from_db()
    return listening.answer(
        said,
        outcome=outcome,
        reason=reason or {"en": "Nine families said the same."},
        saw=said.answer_id,
        by=by,
        now=at or now(),
    )


def reviewer(member, **fields):
    """Let somebody review."""
    fields = {"topics": "Night shifts", "topics_language": "en", "languages": ["en"], **fields}
    return Reviewer.objects.create(membership=member, **fields)


def ask(circle, who, *, resource=None, days=14, at=None):
    """Ask somebody for a review."""
    resource = resource or circle.resource()
    return ask_review(who, resource=resource, by=circle.facilitator, days=days, at=at)


def ask_review(who, *, resource, by, days=14, at=None):
    """Ask somebody for a review of a resource."""
    at = at or now()
    due_on = (at + timedelta(days=days)).date()
    return seating.ask(who, resource, due_on=due_on, by=by, now=at)
