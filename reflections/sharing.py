"""Sharing a passage: an act of its own, to people one names, that can be undone at once."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch

from notices.planning import plan, void
from partners.models import Membership, MembershipQuerySet
from reflections.models import SharedPassage
from reflections.models.sharing import SharedPassageQuerySet

PASSAGE_SHARED = "passage_shared"
LIMIT = 5_000  # characters


class SomebodyLeft(Exception):
    """One of the chosen readers is not here any more; nothing was shared."""


def possible_readers(author: Membership) -> MembershipQuerySet:
    """Return everybody with whom one may share: all who are in the partnership now."""
    return author.partnership.memberships.active().exclude(pk=author.pk)


@transaction.atomic
def share(
    author: Membership,
    words: str,
    *,
    language: str,
    readers: Collection[Membership],
    uid: UUID,
    now: datetime,
) -> SharedPassage:
    """Show these words to exactly these people, and tell each of them once, without the words.

    `uid` is a random number that the page brought along: sent twice, it is shared once.
    Raises SomebodyLeft.
    """
    author.lock()
    if (before := SharedPassage.objects.filter(uid=uid, author=author).first()) is not None:
        return before
    there = possible_readers(author).filter(pk__in=[reader.pk for reader in readers])
    people = list(there.with_person())
    if len(people) != len(readers):
        raise SomebodyLeft
    passage = SharedPassage(
        partnership=author.partnership, uid=uid, author=author, language=language, shared_at=now
    )
    passage.words = words
    passage.save()
    passage.readers.set(people)
    plan(
        PASSAGE_SHARED, passage, [each.person for each in people], partnership=author.partnership,
        now=now,
    )  # fmt: skip
    return passage


@transaction.atomic
def withdraw(passage: SharedPassage, *, now: datetime) -> None:
    """Take a passage back: its words are gone for everybody, and nobody is told of it any more."""
    standing = SharedPassage.objects.filter(pk=passage.pk, withdrawn_at=None)
    standing.update(withdrawn_at=now, sealed_words=b"")
    void(passage)


def with_me(membership: Membership) -> SharedPassageQuerySet:
    """Return what others share with this person."""
    return _seen_by(membership).standing().exclude(author=membership)


def by_me(membership: Membership) -> SharedPassageQuerySet:
    """Return what this person shares, with who reads it."""
    still_here = Membership.objects.active().with_person().order_by("person__name", "pk")
    mine = _seen_by(membership).standing().filter(author=membership)
    return mine.prefetch_related(Prefetch("readers", still_here))


def readers_of(passage: SharedPassage) -> MembershipQuerySet:
    """Return who may read a passage now. Who left is not among them any more."""
    members = passage.partnership.memberships.active().with_person()
    return members.filter(pk__in=passage.readers.values("pk")).order_by("person__name", "pk")


def _seen_by(membership: Membership) -> SharedPassageQuerySet:
    here = SharedPassage.objects.filter(partnership=membership.partnership)
    return here.visible_to(membership)


def once_seen_by(membership: Membership) -> SharedPassageQuerySet:
    """Return every passage that was ever meant for this person, also those taken back."""
    return (
        _seen_by(membership)
        .filter(author__left_at=None)
        .select_related("partnership", "author__person")
    )
