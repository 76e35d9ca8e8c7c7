"""Saying yes and no to text messages. A yes is recorded; a STOP holds for the whole number."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from partners import auditing
from partners.acting import who_acts
from partners.models import Channel, Person
from partners.text_consent import ConsentEnd, StoppedNumber, TextConsent
from partners.validators import international


class NumberStopped(Exception):
    """This number said STOP, and only START from it lets texts go there again."""


def is_stopped(number: str) -> bool:
    """Say whether texts to this number were stopped from it."""
    return StoppedNumber.objects.filter(number=number).exists()


@transaction.atomic
def agree(person: Person, *, recorded_by: Person | None, now: datetime, language: str = "") -> None:
    """Record that a person wants texts at their phone's number. Agreeing again changes nothing.

    `language` is the one in which they read what they agree to, if it is not their own.
    Raises ValidationError for a number without a country, and NumberStopped.
    """
    number = international(person.phone)
    Person.objects.select_for_update().get(pk=person.pk)
    if person.texts_to == number:
        return
    if is_stopped(number):
        raise NumberStopped
    _end(_standing().filter(person=person), ConsentEnd.NEW_NUMBER, now)
    consent = TextConsent.objects.create(
        person=person,
        number=number,
        agreed_at=now,
        recorded_by=recorded_by,
        language=language or person.language,
    )
    auditing.recorded(recorded_by and (who_acts() or recorded_by), person, consent)
    person.texts_to = number
    person.save_changes(["texts_to"])


@transaction.atomic
def withdraw(person: Person, *, now: datetime, because: ConsentEnd = ConsentEnd.WITHDRAWN) -> None:
    """Send this person no more texts. Who takes back their yes is reached another way."""
    if not person.texts_to:
        return
    _end(_standing().filter(person=person), because, now)
    person.texts_to = ""
    if because == ConsentEnd.WITHDRAWN:
        person.urgent_also = [each for each in person.urgent_also if each != Channel.TEXT]
        if person.channel == Channel.TEXT:
            person.channel = person.reachable_by() or Channel.EMAIL
    person.save_changes(["texts_to", "urgent_also", "channel"])


@transaction.atomic
def stop(number: str, *, now: datetime) -> list[Person]:
    """Send no more texts to a number, whoever shares it. Return whom that concerns."""
    StoppedNumber.objects.get_or_create(number=number, defaults={"stopped_at": now})
    people = list(people_at(number))
    for person in people:
        withdraw(person, now=now, because=ConsentEnd.STOPPED)
    return people


@transaction.atomic
def start(number: str, *, now: datetime) -> list[Person]:
    """Let texts go to a number again, for those who got them before. Return whom that concerns."""
    StoppedNumber.objects.filter(number=number).delete()
    before = TextConsent.objects.filter(number=number, ended_by=ConsentEnd.STOPPED)
    people = Person.objects.select_for_update().filter(pk__in=before.values("person"), texts_to="")
    again = [person for person in people.order_by("pk") if _still_has(person, number)]
    for person in again:
        agree(person, recorded_by=None, now=now)
    return again


def people_at(number: str) -> QuerySet[Person]:
    """Return those who get texts at this number."""
    return Person.objects.filter(texts_to=number).order_by("pk")


def people_once_at(number: str) -> QuerySet[Person]:
    """Return those who get texts at this number, or did until it said STOP."""
    rows = TextConsent.objects.filter(number=number)
    standing = rows.filter(ended_at=None) | rows.filter(ended_by=ConsentEnd.STOPPED)
    return Person.objects.filter(pk__in=standing.values("person")).order_by("pk")


def _still_has(person: Person, number: str) -> bool:
    try:
        return international(person.phone) == number
    except ValidationError:
        return False


def _standing() -> QuerySet[TextConsent]:
    return TextConsent.objects.filter(ended_at=None)


def _end(consents: QuerySet[TextConsent], because: ConsentEnd, now: datetime) -> None:
    consents.update(ended_at=now, ended_by=because)
