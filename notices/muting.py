"""Switching a category of messages off, by a link that needs no sign-in (RFC 8058)."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from notices import answers
from notices.kinds import Category
from partners.models import Person


def link(person: Person, category: str) -> str:
    """Return where this person switches a category of messages off. It works without a click."""
    token = answers.sign(f"u{person.pk}.{category}")
    return settings.BASE_URL + reverse("notices:unsubscribe", kwargs={"token": token})


def find(token: str) -> tuple[Person, Category] | None:
    """Return whose messages of which category the token is about, or None if it is not ours."""
    words = answers.signed(token)
    if not words or words[0] != "u":
        return None
    number, _dot, category = words[1:].partition(".")
    person = Person.objects.filter(pk=int(number)).first()
    return (person, Category(category)) if person else None


@transaction.atomic
def set_muted(person: Person, category: Category, *, muted: bool) -> None:
    """Switch a category of messages off, or on again. Doing it twice changes nothing."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    others = [name for name in person.muted if name != category]
    person.muted = [*others, category.value] if muted else others
    person.save(update_fields=["muted"])
