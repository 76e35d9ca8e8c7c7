"""What a version and the answers to it say in whole sentences, in the active language."""

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from charters.models import Often, Signature, SigningMode, Version
from partners import dates
from partners.languages import name_of


def language() -> str:
    """Return the active language."""
    return get_language() or "en"


def day(iso: str, code: str = "") -> str:
    """Return a day that a body keeps as 2026-12-03, in words."""
    return dates.day(date.fromisoformat(iso), code or language())


def state(version: Version) -> str:
    """Say where a version stands: open for signing, in force since, replaced."""
    number = {"number": version.number}
    if version.left_force_at:
        return gettext("Version %(number)s. It was in force until a later one took its place.") % (
            number
        )
    if version.took_effect_at:
        since = dates.day(version.took_effect_at.date(), language())
        return gettext("Version %(number)s. In force since %(day)s.") % {**number, "day": since}
    if version.replaced_at:
        return gettext("Version %(number)s. It was replaced before it took effect.") % number
    return gettext("Version %(number)s. Open for signing.") % number


def facts(body: dict[str, Any]) -> list[str]:
    """Return when it takes effect, its term and its review, a sentence each."""
    said = [takes_effect(body["takes_effect"])]
    if body["from"] and body["until"]:
        term = {"from": day(body["from"]), "until": day(body["until"])}
        said.append(gettext("It holds from %(from)s until %(until)s.") % term)
    elif body["from"]:
        said.append(gettext("It holds from %(from)s.") % {"from": day(body["from"])})
    elif body["until"]:
        said.append(gettext("It holds until %(until)s.") % {"until": day(body["until"])})
    if body["review"]:
        said.append(gettext("We look at it again on %(day)s.") % {"day": day(body["review"])})
    return said


def takes_effect(rule: dict[str, Any]) -> str:
    """Say when a version takes effect, as it states itself."""
    if rule.get("lived_experience_answered"):
        return gettext(
            "It is released when everyone with lived experience who takes part has signed it, or"
            " has said why not. What they say then stands in it."
        )
    if rule["all"]:
        return gettext("It takes effect when everyone who takes part has signed.")
    signed = ngettext(
        "It takes effect when %(count)s person has signed.",
        "It takes effect when %(count)s people have signed.",
        rule["signatures"],
    ) % {"count": rule["signatures"]}
    if not rule["lived_experience"]:
        return signed
    lived = ngettext(
        "At least %(count)s of them has lived experience.",
        "At least %(count)s of them have lived experience.",
        rule["lived_experience"],
    ) % {"count": rule["lived_experience"]}
    return f"{signed} {lived}"


def party(row: dict[str, str]) -> str:
    """Return a party of a memorandum, and who speaks for it."""
    if not row["represented_by"]:
        return row["name"]
    return gettext("%(party)s (asked through %(name)s)") % {
        "party": row["name"],
        "name": row["represented_by"],
    }


def holder(duty: dict[str, Any]) -> str:
    """Return who holds a duty, and for which party."""
    if not duty["party"]:
        return str(duty["who"])
    return gettext("%(name)s, for %(party)s") % {"name": duty["who"], "party": duty["party"]}


def when(duty: dict[str, Any], code: str = "") -> str:
    """Return by when a duty is due, and how often it comes back."""
    first = day(duty["first"], code)
    if duty["often"] == Often.ONCE:
        return gettext("By %(day)s") % {"day": first}
    return gettext("%(often)s, first on %(day)s") % {"often": duty["often_words"], "day": first}


def answer(signature: Signature, version: Version) -> list[str]:
    """Say what a person answered, in which language and how, a sentence each."""
    name = name_of(signature.language, language())
    number = signature.version.number
    if not signature.is_signed:
        said = [gettext("Not yet, because: %(because)s") % {"because": signature.not_yet_because}]
    elif number != version.number:
        words = {"number": number, "language": name}
        said = [gettext("Signed version %(number)s in %(language)s.") % words]
    else:
        said = [gettext("Signed in %(language)s.") % {"language": name}]
    if signature.is_signed and signature.understood is False:
        said.append(gettext("Did not understand all of it."))
    return [*said, *how(signature)]


def how(signature: Signature) -> list[str]:
    """Say how an answer was given, where it was not given in coprod by the person."""
    if signature.mode == SigningMode.SELF:
        return []
    recorder = signature.recorded_by.person.name if signature.recorded_by else ""
    sentences = {
        SigningMode.PHONE: gettext("Given by phone. Written down by %(recorder)s."),
        SigningMode.PAPER: gettext("Given on paper. Written down by %(recorder)s."),
        SigningMode.HELPER: gettext("Signed by %(recorder)s as their helper, for %(name)s.")
        if signature.is_signed
        else gettext("Answered by %(recorder)s as their helper, for %(name)s."),
        SigningMode.READ_ALOUD: gettext(
            "Read aloud, with %(witness)s. Written down by %(recorder)s."
        ),
    }
    sentence = sentences[SigningMode(signature.mode)]
    words = {"recorder": recorder, "witness": signature.witness, "name": signature.name}
    return [sentence % words]
