"""Who looks at numbers from above, and at whose: members and leaders see the same ones."""

from dataclasses import dataclass
from typing import Self

from django.db.models import QuerySet

from partners.models import Membership, Partnership, Person, Programme


@dataclass(frozen=True)
class Onlooker:
    """Somebody who may see a partnership's numbers: a member of it, or a leader of its programme.

    A leader who is no member (`membership` is None) sees nothing else of it.
    """

    person: Person
    partnership: Partnership
    membership: Membership | None

    @classmethod
    def find(cls, person: Person, slug: str) -> Self | None:
        """Return `person` as one who looks at this partnership; None if they may not."""
        active = person.memberships.active().filter(partnership__slug=slug)
        membership = active.select_related("partnership__programme").first()
        if membership:
            return cls(person, membership.partnership, membership)
        led = Partnership.objects.filter(slug=slug, programme__leaders__person=person)
        partnership = led.select_related("programme").first()
        return cls(person, partnership, None) if partnership else None

    @property
    def is_only_a_leader(self) -> bool:
        """Whether they see these numbers because they lead the programme, and for nothing else."""
        return self.membership is None


@dataclass(frozen=True)
class ProgrammeOnlooker:
    """Somebody who may see a programme's numbers: who leads it, or belongs to it.

    A leader sees each of its partnerships; a member those they belong to.
    """

    person: Person
    programme: Programme
    is_leader: bool

    @classmethod
    def find(cls, person: Person, slug: str) -> Self | None:
        """Return `person` as one who looks at this programme; None if they may not."""
        led = Programme.objects.filter(slug=slug, leaders__person=person).first()
        if led:
            return cls(person, led, True)
        theirs = person.memberships.active().values("partnership__programme")
        programme = Programme.objects.filter(slug=slug, pk__in=theirs).first()
        return cls(person, programme, False) if programme else None

    def partnerships(self) -> QuerySet[Partnership]:
        """Return the partnerships whose numbers they may see."""
        partnerships = Partnership.objects.filter(programme=self.programme)
        if self.is_leader:
            return partnerships
        return partnerships.filter(pk__in=self.person.memberships.active().values("partnership"))


def programmes_led_by(person: Person) -> QuerySet[Programme]:
    """Return the programmes that a person leads."""
    return Programme.objects.filter(leaders__person=person).order_by("pk")
