"""Machine drafts: only with the partnership's consent, only for translators' eyes."""

from datetime import datetime

from django.db import IntegrityError, transaction

from partners.models import Membership, Partnership
from translations.machines import Machine, configured
from translations.models import Consent, Translation
from translations.translating import ChangedMeanwhile, Task, locked

VERSION = 1  # of what "We agree" says yes to, in templates/translations/machine.html: a test asks


class NoConsent(Exception):
    """The partnership has not agreed that its words go to this machine."""


def consent_of(partnership: Partnership) -> Consent | None:
    """Return the consent that stands."""
    return (
        partnership.machine_consents.standing()
        .select_related("given_by__person")
        .order_by("-given_at")
        .first()
    )


def machine_for(partnership: Partnership) -> Machine | None:
    """Return the machine that may draft for a partnership: one is set, and consent is for it."""
    machine, consent = configured(), consent_of(partnership)
    if machine is None or consent is None or consent.host != machine.host:
        return None
    return machine


def give_consent(machine: Machine, *, by: Membership, now: datetime, language: str = "") -> None:
    """Write down that the partnership's words may go to this machine. Given twice, it is one.

    `language` is the one in which they read what they agree to, if it is not their own.
    """
    try:
        with transaction.atomic():
            Consent.objects.create(
                partnership=by.partnership, machine=machine.name, host=machine.host, given_by=by,
                given_at=now, version=VERSION, language=language or by.person.language,
            )  # fmt: skip
    except IntegrityError:
        pass  # it stands already


def withdraw_consent(*, by: Membership, now: datetime) -> None:
    """Write down that no more words go anywhere. What was drafted stays a draft."""
    by.partnership.machine_consents.standing().update(withdrawn_by=by, withdrawn_at=now)


def draft(task: Task, *, by: Membership) -> None:
    """Let the machine begin a text. What somebody has begun is never written over.

    Raises NoConsent, ChangedMeanwhile, or what the machine raises.
    """
    machine = machine_for(by.partnership)
    if machine is None:
        raise NoConsent
    words = machine.draft([task.source], task.text.source_language, task.language)[0]
    with transaction.atomic():  # only now: nobody waits for a lock while the machine thinks
        now = locked(task, seen=task.seen)
        if now.source != task.source:
            raise ChangedMeanwhile
        row = now.row or Translation(
            text=now.text, language=now.language, from_version=now.text.version,
            from_words=now.source,
        )  # fmt: skip
        if row.kept and not row.kept_is_machine:
            raise ChangedMeanwhile
        row.kept, row.kept_by, row.kept_is_machine = words, None, True
        row.save()
