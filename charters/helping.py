"""What a helper finds to do for somebody in agreements, decisions and inputs."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from charters import signing
from charters.models import Agreement, Decision, Signature
from charters.models.decisions import Position
from partners.help_grants import HelpGrant, Scope
from partners.helping import Task, offer


def address(name: str, grant: HelpGrant, **kwargs: int) -> str:
    """Return the address of a page where this helper acts for the person."""
    slug = grant.membership.partnership.slug
    return reverse(name, kwargs={"slug": slug, "pk": grant.pk, **kwargs})


def decisions_of(grant: HelpGrant, now: datetime) -> QuerySet[Decision]:
    """Return the open decisions in which a helper may take a position: never a secret ballot."""
    decisions = grant.membership.partnership.decisions.filter(is_secret=False)
    return decisions.open(now).order_by("closes_at", "pk")


def agreements_of(grant: HelpGrant) -> QuerySet[Agreement]:
    """Return the agreements that people sign now."""
    standing = Agreement.objects.standing().filter(partnership=grant.membership.partnership)
    return standing.filter(versions__replaced_at=None, versions__isnull=False).distinct()


def _inputs(grant: HelpGrant, now: datetime) -> Iterator[Task]:
    yield Task(gettext("Write down what they want to say"), address("charters:help_say", grant))


def _positions(grant: HelpGrant, now: datetime) -> Iterator[Task]:
    said = Position.objects.standing().filter(membership=grant.membership)
    taken = set(said.values_list("decision", flat=True))
    for decision in decisions_of(grant, now):
        label = gettext("Change their position") if decision.pk in taken else gettext("Decide")
        url = address("charters:help_position", grant, decision=decision.pk)
        yield Task(label, url, decision, "question")


def _signatures(grant: HelpGrant, now: datetime) -> Iterator[Task]:
    own = Prefetch("versions__signatures", Signature.objects.filter(membership=grant.membership))
    for agreement in agreements_of(grant).prefetch_related(own).order_by("pk"):
        versions = list(agreement.versions.all())
        current = next(each for each in versions if each.replaced_at is None)
        if grant.membership_id not in signing.standing(current, versions):
            url = address(
                "charters:help_sign", grant, agreement=agreement.pk, number=current.number
            )
            yield Task(gettext("Read and answer"), url, agreement, "title")


offer(Scope.INPUTS, _inputs)
offer(Scope.POSITIONS, _positions)
offer(Scope.SIGNATURES, _signatures)
