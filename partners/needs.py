"""How a person says what they need to take part, all at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from partners.models import Membership, SupportNeed

WISHES = {"tongue", "wished_gender", "is_stranger", "not_these"}  # of who interprets or reads


@transaction.atomic
def record(
    membership: Membership,
    wanted: Mapping[str, Mapping[str, Any]],
    *,
    language: str,
    now: datetime,
) -> None:
    """Make `wanted` (what is said, by kind of need) the needs of this person.

    Saying the same again changes nothing. Needs not named any more end; their history stays.
    """
    membership.lock()
    active = {need.kind: need for need in membership.needs.active().order_by("-pk")}
    for kind, said in wanted.items():
        need = active.get(kind) or SupportNeed(membership=membership, kind=kind)
        _write(need, said, language=language)
    membership.needs.active().exclude(kind__in=wanted).update(ended_at=now, not_these="")


def _write(need: SupportNeed, said: Mapping[str, Any], *, language: str) -> None:
    """Save a need as it was said, in the language it was said in."""
    if said["detail"] != need.detail:
        need.detail_language = language if said["detail"] else ""
    for name in ["detail", "is_essential", "visible_to"]:
        setattr(need, name, said[name])
    for name in WISHES & {*said}:
        setattr(need, name, said[name])
    need.save()


def shown_of(members: Iterable[Any]) -> list[SupportNeed]:
    """Return the needs of these people that their reader sees: see `with_needs_for`."""
    return [need for member in members for need in member.shown_needs]


def end(need: SupportNeed, *, now: datetime) -> None:
    """Say that a need is over. Meetings that had it arranged keep saying so."""
    need.ended_at, need.not_these = now, ""
    need.save(update_fields=["ended_at", "not_these"])
