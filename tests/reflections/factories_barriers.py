"""Barriers as they come about, for tests."""

from datetime import timedelta

from notices.models import Delivery, Notice, State
from reflections import barrier_actions, barrier_asking, barriers
from reflections.models import Barrier, BarrierAction, Outlook, Severity
from tests.factories import MembershipFactory, PartnershipFactory, PersonFactory, now

DAY = timedelta(days=1)


class Circle:
    """A partnership: a facilitator, patients and family, a leader."""

    def __init__(self):
        self.partnership = PartnershipFactory()
        self.maya = self.member("Maya", group="facilitator", role="facilitator")
        self.rosa = self.member("Rosa")
        self.layla = self.member("Layla", group="family")
        self.samuel = self.member("Samuel")
        self.grace = self.member("Grace", group="leader")

    def member(self, name="Somebody", *, language="en", group="patient", **kwargs):
        person = PersonFactory(name=name, language=language)
        return MembershipFactory(partnership=self.partnership, person=person, group=group, **kwargs)

    @property
    def affected(self):
        return [self.rosa, self.layla, self.samuel]


def reported(member, *, code="infrastructure", level="system", at=None, recorded_by=None, **fields):
    """Report something in the way."""
    values = {
        "said": "Nobody translates.", "language": "en", "affected": ["patient", "family"],
        "severity": Severity.KEEPS_OUT, "outlook": Outlook.SAME, **fields,
    }  # fmt: skip
    barrier = Barrier(
        partnership=member.partnership, membership=member, code=code, level=level, **values
    )
    return barriers.report(barrier, recorded_by=recorded_by, now=at or now())


def agreed(barrier, owner, *, by, days=14, at=None, **fields):
    """Agree on an action that is due in some days."""
    at = at or now()
    words = {
        "what_en": "Make a contract.",
        "what_es": "Hacer un contrato.",
        "what_ar": "إبرام عقد.",
    }
    action = BarrierAction(owner=owner, due_on=(at + days * DAY).date(), **{**words, **fields})
    fresh = Barrier.objects.get(pk=barrier.pk)
    return barrier_actions.agree(fresh, action, saw=fresh.action_id, by=by, now=at)


def taken_on(barrier, owner, *, by, days=14, at=None, **fields):
    """Agree on an action, and let its owner take it on."""
    action = agreed(barrier, owner, by=by, days=days, at=at, **fields)
    barrier_actions.accept(action, now=at or now())
    return again(action)


def done(barrier, owner, *, by, at=None):
    """Let an action be agreed, taken on and done."""
    action = taken_on(barrier, owner, by=by, at=at)
    barrier_actions.finish(action, words="It is signed.", language="en", now=at or now())
    return again(action)


def asked(barrier, *, at=None):
    """Ask those affected."""
    return barrier_asking.ask(again(barrier), now=at or now())


def say_all(asking, members, *values, at=None):
    """Let people answer whether it is better."""
    for member, value in zip(members, values, strict=True):
        row = asking.answers.get(membership=member)
        barrier_asking.answer(row, value, now=at or asking.asked_at)


def answered(barrier, members, *values, at=None):
    """Ask those affected long ago, and let them answer; their days are over."""
    asking = asked(barrier, at=at or now() - 11 * DAY)
    say_all(asking, members, *values)
    return asking


def closed(barrier, by, *, outcome="better", at=None, **told):
    """Close a barrier."""
    told = told or {"en": "It is better."}
    return barrier_asking.close(again(barrier), outcome=outcome, told=told, by=by, now=at or now())


def not_better(barrier, member, *, recorded_by=None, at=None):
    """Let somebody say that it is not better."""
    return barrier_asking.say_not_better(
        again(barrier), member, said="Nobody came.", language="en", recorded_by=recorded_by,
        now=at or now(),
    )  # fmt: skip


def again(row):
    """Return a row as it stands now."""
    return type(row)._default_manager.get(pk=row.pk)


def told(kind, occasion=None):
    """Return the names of those who are told something, and were not called back."""
    notices = Notice.objects.filter(kind=kind)
    if occasion is not None:
        notices = notices.filter(occasion=occasion)
    standing = Delivery.objects.filter(notice__in=notices).exclude(state=State.VOID)
    return sorted(standing.values_list("notice__person__name", flat=True))
