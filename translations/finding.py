"""How the pages of translators find what they show."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, ngettext

from partners.languages import CODES, direction
from partners.models import Membership, Partnership
from translations import drafting, exchange, machines, pieces, plain, translating
from translations.coverage import Coverage
from translations.editor import changes
from translations.models import Term
from translations.overview import (
    ORDER,
    TO_CHECK,
    TO_WRITE,
    Job,
    Language,
    Whole,
    needed_languages,
    wholes,
)
from translations.translating import Task


@dataclass(frozen=True)
class ToDo:
    """What is left to do, in all languages or in one of them."""

    wholes: list[Whole]
    language: str
    languages: list[str]


def to_do(partnership: Partnership, language: str, now: datetime) -> ToDo:
    """Return what is left to do, those first for which somebody waits."""
    members = partnership.memberships.active().with_person()
    needed = needed_languages(partnership, members)
    chosen = language if language in needed else ""
    found = []
    for whole in wholes(partnership, now):
        whole.languages = [
            each for each in whole.languages if not each.is_done and chosen in ("", each.code)
        ]
        if whole.languages:
            found.append(whole)
    return ToDo(found, chosen, needed)


def _same_language(partnership: Partnership, task: Task, now: datetime) -> Language | None:
    """Return all texts that are read together with this one, in its language."""
    for whole in wholes(partnership, now, only=task.piece.whole(task.record)):
        if any(text.pk == task.text.pk for text, _record in whole.texts):
            return next((each for each in whole.languages if each.code == task.language), None)
    return None


def next_to_write(partnership: Partnership, task: Task, now: datetime) -> Job | None:
    """Return what to translate next, of what is read together with this text."""
    language = _same_language(partnership, task, now)
    jobs = [job for job in language.jobs if job.standing in TO_WRITE] if language else []
    return min(jobs, key=lambda job: ORDER.index(job.standing), default=None)


def around(membership: Membership, task: Task, now: datetime) -> dict[str, Any]:
    """Return what stands around a text: its neighbours, the glossary, whether one may check it."""
    language = _same_language(membership.partnership, task, now)
    jobs = language.jobs if language else []
    place = next((i for i, job in enumerate(jobs) if job.text.pk == task.text.pk), 0)
    return {
        "before": jobs[place - 1] if place else None,
        "after": jobs[place + 1] if place + 1 < len(jobs) else None,
        "place": place + 1,
        "many": len(jobs),
        "whole": (whole := task.piece.whole(task.record)),
        "whole_title": pieces.of(type(whole)).title,
        "source_direction": direction(task.text.source_language),
        "target_direction": direction(task.language),
        "hint": plain.hint(task.source, task.text.source_language),
        "machine": drafting.machine_for(membership.partnership),
        "terms": hints(membership.partnership, task),
        "changes": changes(task),
        "refused": refusal(task, membership),
        "is_to_check": task.standing in TO_CHECK,
    }


def hints(partnership: Partnership, task: Task) -> list[Term]:
    """Return the glossary's words that stand in the source."""
    source = task.source.casefold()
    terms = partnership.terms.filter(
        term_language=task.text.source_language, language=task.language
    )
    return [term for term in terms.order_by("term") if term.term.casefold() in source]


def refusal(task: Task, by: Membership) -> str:
    """Say why this person does not check this text; "" if they may."""
    try:
        translating.check_may_approve(task, by)
    except translating.MayNotApprove as refused:
        return why_not(refused)
    return ""


def why_not(refused: translating.MayNotApprove) -> str:
    """Say in a sentence why a person does not approve a text."""
    if isinstance(refused, translating.OwnWork):
        return gettext("You wrote these words, so somebody else checks them.")
    if isinstance(refused, translating.DoesNotReadBoth):
        return gettext("Somebody who reads both languages checks this.")
    if isinstance(refused, translating.NeedsTranslator):
        return gettext("People sign this text. So a translator has to write it or check it.")
    return gettext("There is nothing to check here now.")


def why_no_draft(failed: Exception) -> str:
    """Say in a sentence why a machine drafted nothing, and what to do."""
    sentences: dict[type[Exception], str] = {
        drafting.NoConsent: gettext(
            "This partnership has not agreed that its words go to a machine. Nothing was sent."
        ),
        translating.ChangedMeanwhile: gettext(
            "Somebody has begun this text already. Their words stay as they are."
        ),
        machines.MachineSilent: gettext(
            "The machine did not answer. Nothing was changed. Try again later, or begin yourself."
        ),
        machines.MachineBusy: gettext(
            "The machine has too much to do now. Try again in a while, or begin yourself."
        ),
        machines.MachineRefused: gettext(
            "The machine did not accept this. It may not know the language. Begin yourself, and"
            " tell whoever runs this site."
        ),
    }
    return sentences.get(type(failed)) or gettext(
        "The machine answered something that is no translation. Nothing was changed."
    )


def take_in(file: UploadedFile, by: Membership, now: datetime) -> int:
    """Take in a file that came back. Return how many texts have new words. Raises BadFile."""
    content = file.read(exchange.LARGEST + 1)
    return exchange.take_in(exchange.read(content, file.name or ""), by=by, now=now)


def taken_in(count: int) -> str:
    """Say how many texts of a file were new."""
    return ngettext(
        "%(count)s text is taken in. Somebody else checks it.",
        "%(count)s texts are taken in. Somebody else checks them.",
        count,
    ) % {"count": count}


def record(partnership: Partnership, kind: str, pk: int) -> Any | None:
    """Return a record of the partnership that is read as a whole, or None."""
    for piece in pieces.all_pieces():
        if piece.languages and piece.model._meta.model_name == kind:
            rows = piece.model._default_manager.filter(piece.in_partnership(partnership), pk=pk)
            return rows.select_related("partnership").first()
    return None


def by_language(reached: Coverage) -> list[tuple[str, int]]:
    """Return how many people wait for each language."""
    counts = Counter(member.person.language for member in reached.waiting)
    return [(code, counts[code]) for code in CODES if counts[code]]
