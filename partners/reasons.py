"""Why a person came: sealed with their own key, and opened for them and whom they show it to."""

import json
import logging
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from partners import goals as learning
from partners import vault
from partners.models import Audience, Membership, Motivation, ReasonKind
from partners.motivations import audiences_of

logger = logging.getLogger(__name__)


class Why(NamedTuple):
    """What a person said about why they came."""

    words: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def labels(self) -> list[str]:
        """The kinds of reasons as sentences, in the active language."""
        return [str(ReasonKind(kind).label) for kind in self.kinds]


@transaction.atomic
def say(
    membership: Membership,
    *,
    words: str,
    kinds: Iterable[str] = (),
    language: str,
    visible_to: str = Audience.ONLY_ME,
    now: datetime,
) -> None:
    """Keep why this person came, sealed. Without words and kinds, there is none any more."""
    membership.lock()
    why = Why(words, tuple(kind for kind in ReasonKind.values if kind in set(kinds)))
    if why == Why():
        Motivation.objects.filter(membership=membership).delete()
        return
    found = Motivation.objects.filter(membership=membership).first()
    motivation = found or Motivation(membership=membership)
    if found is None or opened(found, membership) != why or found.language != language:
        seal(motivation, membership, why)
        motivation.language, motivation.written_at = language, now
    motivation.visible_to = visible_to
    motivation.save()


def seal(motivation: Motivation, membership: Membership, why: Why) -> None:
    """Put what was said into the row, unsaved, so that only the person's key opens it."""
    content = json.dumps({"words": why.words, "kinds": why.kinds})
    motivation.sealed = vault.seal(membership.person, content, motivation.bound_to)


def read(motivation: Motivation, membership: Membership) -> Why:
    """Return what was said. Only its author's page, and those it is shown to, may ask.

    Raises CannotOpen if the key is gone, or the ciphertext is not this row's.
    """
    content = json.loads(vault.unseal(membership.person, motivation.sealed, motivation.bound_to))
    return Why(content["words"], tuple(content["kinds"]))


def opened(motivation: Motivation, membership: Membership) -> Why | None:
    """Return what was said, or None if it cannot be opened any more, which is noted."""
    try:
        return read(motivation, membership)
    except vault.CannotOpen:
        logger.warning("The motivation of membership %s cannot be opened.", membership.pk)
        return None


def of(membership: Membership) -> Motivation | None:
    """Return the motivation of a membership, sealed, if there is one."""
    return Motivation.objects.filter(membership=membership).first()


def mine(membership: Membership) -> tuple[Motivation | None, Why | None]:
    """Return one's own motivation and what it says; without words if they cannot be opened."""
    motivation = of(membership)
    return motivation, opened(motivation, membership) if motivation else None


def shown(membership: Membership, reader: Membership) -> tuple[Why, Motivation] | None:
    """Return why somebody came, as far as `reader` may know it; None for nothing."""
    motivation = of(membership)
    if motivation is None or motivation.visible_to not in audiences_of(reader):
        return None
    why = opened(motivation, membership)
    return (why, motivation) if why else None


def set_boundary(membership: Membership, *, boundary: str, language: str) -> None:
    """Keep what somebody does not want to be asked. It is not sealed: who asks must see it."""
    membership.boundary = boundary
    membership.boundary_language = language if boundary else ""
    membership.save(update_fields=["boundary", "boundary_language"])


@transaction.atomic
def say_all(
    membership: Membership,
    *,
    words: str,
    kinds: Iterable[str],
    goals: Iterable[str],
    boundary: str,
    language: str,
    visible_to: str,
    now: datetime,
) -> None:
    """Keep all that somebody says when they join. Saying it again adds nothing. Raises TooMany."""
    set_boundary(membership, boundary=boundary, language=language)
    learning.add_lines(membership, goals, language=language, visible_to=visible_to, now=now)
    say(membership, words=words, kinds=kinds, language=language, visible_to=visible_to, now=now)
