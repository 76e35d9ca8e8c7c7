"""Changing the master key: everything it seals is sealed anew, while people go on working.

Before this runs, every process must know the new key as MASTER_KEY and the old one as a fall-back;
after it, the old one opens nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction

from partners import sessions, vault
from partners.accounts import SecondFactorAdapter
from partners.sealing import CannotOpen


@dataclass(frozen=True)
class Rotated:
    """How many of each kind were sealed anew, and how many of all did not open."""

    keys: int
    second_factors: int
    sessions: int
    unopened: int


def rotate(*, now: datetime) -> Rotated:
    """Seal anew what the master key seals. May be run again, also after it was interrupted."""
    keys, unopened_keys = vault.rotate()
    factors = [_factor(pk) for pk in Authenticator.objects.values_list("pk", flat=True)]
    stored = Session.objects.filter(expire_date__gt=now).values_list("session_key", "session_data")
    kept = [_session(key, data) for key, data in stored.iterator()]
    unopened = unopened_keys + factors.count(False) + kept.count(False)
    return Rotated(keys, factors.count(True), kept.count(True), unopened)


@transaction.atomic
def _factor(pk: int) -> bool:
    factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if factor is None:
        return True  # taken away meanwhile
    adapter = SecondFactorAdapter()
    try:
        for name in {"secret", "seed"} & set(factor.data):
            factor.data[name] = adapter.encrypt(adapter.decrypt(factor.data[name]))
    except CannotOpen:
        return False
    factor.save(update_fields=["data"])
    return True


def _session(key: str, data: str) -> bool:
    try:
        sealed = sessions.seal(sessions.unseal(data, key), key)
    except CannotOpen:
        return False
    # One that was written meanwhile was sealed with the present key.
    Session.objects.filter(session_key=key, session_data=data).update(session_data=sealed)
    return True
