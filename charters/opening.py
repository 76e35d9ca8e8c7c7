"""Opening: what a draft still lacks, which class a change has, and how a version is made of it."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language, gettext, ngettext

from charters import drafting, signing
from charters.models import (
    Agreement,
    AgreementKind,
    ChangeClass,
    Proposal,
    ProposalAnswer,
    Version,
    VersionText,
)
from charters.versions import Draft, changed_languages, digest, structure
from notices import planning
from partners.languages import name_of
from partners.models import Membership
from partners.roles import LIVED_EXPERIENCE, Group
from translations.coverage import coverage
from translations.reading import read, written

PROPOSED = "change_proposed"
GAP = "…"  # stands in a template where the group fills something in


class NotReady(Exception):
    """The draft cannot be opened for signing yet. `missing` says why, sentence by sentence."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(*missing)
        self.missing = missing


class WrongClass(Exception):
    """A change touches more than its class allows, or nothing at all. Its words say what."""


def what_is_missing(agreement: Agreement) -> list[str]:
    """Say in the active language all that keeps the draft from being opened for signing."""
    draft = Draft(agreement)
    return [
        *_words_missing(draft),
        *_voices_missing(draft),
        *_signatures_out_of_reach(agreement),
        *_consent_missing(agreement, draft),
    ]


def _words_missing(draft: Draft) -> Iterator[str]:
    """Something to agree on, parties, and a whole text for each person."""
    agreement = draft.agreement
    if not draft.clauses:
        yield gettext("There is no clause yet. Write what you want to agree on.")
        return
    if agreement.kind == AgreementKind.MEMORANDUM and len(draft.parties) < 2:
        yield gettext("A memorandum is between at least two parties. Name them.")
    for section, clauses in draft.sections:
        if any(GAP in text for clause in clauses for text in written(clause, "text").values()):
            yield gettext("“%(section)s” has a gap to fill in (…).") % {
                "section": read(section, "title", get_language())
            }
    members = list(agreement.partnership.memberships.active().with_person())
    reached = coverage(draft.languages, members)
    waiting: dict[str, int] = {}
    for member in reached.waiting:
        waiting[member.person.language] = waiting.get(member.person.language, 0) + 1
    for code, people in sorted(waiting.items()):
        lacks = len(draft.lacks(code))
        sentence = ngettext(
            "%(people)s person cannot read it: %(count)s text is missing in %(language)s.",
            "People who cannot read it: %(people)s. Texts missing in %(language)s: %(count)s.",
            max(lacks, people),
        )
        language = name_of(code, get_language() or "en")
        yield sentence % {"people": people, "count": lacks, "language": language}


def _voices_missing(draft: Draft) -> Iterator[str]:
    """Each group present has had its say on each section, or declined it.

    An involvement statement waits for those whose involvement it states.
    """
    only = LIVED_EXPERIENCE if draft.agreement.kind == AgreementKind.STATEMENT else set(Group)
    for section, silent in drafting.unheard(draft.agreement).items():
        if not (groups := [group for group in silent if group in only]):
            continue
        # Translators: which groups of people have not been heard on which section.
        yield gettext("“%(section)s”: not heard yet are %(groups)s.") % {
            "section": read(section, "title", get_language()),
            # Translators: separates items of a list in a sentence.
            "groups": gettext(", ").join(str(group.label) for group in groups),
        }


def _signatures_out_of_reach(agreement: Agreement) -> Iterator[str]:
    """There are people to sign, and no more signatures are asked than they can give."""
    people = signing.signers(agreement)
    lived = sum(member.is_lived_experience for member in people)
    if not people:
        yield gettext("Nobody takes part who could sign. Invite people first.")
    if agreement.kind == AgreementKind.STATEMENT and not lived:
        yield gettext(
            "Nobody with lived experience takes part who could sign. A statement about their"
            " involvement needs them."
        )
    if not people or agreement.needs_all:
        return
    if (agreement.needed_signatures or 0) > len(people):
        yield gettext("It asks for %(needed)s signatures, but only %(there)s can sign.") % {
            "needed": agreement.needed_signatures,
            "there": len(people),
        }
    if agreement.needed_lived_experience > lived:
        yield gettext(
            "It asks for %(needed)s signatures of people with lived experience, but only %(there)s"
            " can sign."
        ) % {"needed": agreement.needed_lived_experience, "there": lived}


def _consent_missing(agreement: Agreement, draft: Draft) -> Iterator[str]:
    """After the first version: the group confirmed the class of just this change."""
    if not agreement.versions.exists():
        return
    proposal = agreement.proposals.open().first()
    if proposal is None:
        yield gettext("Say first which class of change this is, and let the group confirm it.")
    elif proposal.fingerprint != draft.fingerprint():
        yield gettext("The draft was changed after people confirmed its class. Propose it again.")
    elif not is_confirmed(proposal):
        yield gettext(
            "The group has not confirmed the class of the change: more than half of those who"
            " answered, and one person with lived experience."
        )


def is_confirmed(proposal: Proposal) -> bool:
    """Say whether more than half of who answered agree, one with lived experience at least."""
    there = {member.pk: member for member in signing.signers(proposal.agreement)}
    answers = [each for each in proposal.answers.all() if each.membership_id in there]
    yes = [there[each.membership_id] for each in answers if each.agrees]
    return len(yes) * 2 > len(answers) and any(member.is_lived_experience for member in yes)


@transaction.atomic
def propose(
    agreement: Agreement, *, change_class: str, language: str = "", by: Membership, now: datetime
) -> Proposal:
    """Propose the draft as the next version, and ask everyone whether its class is right.

    A proposal that was open is dropped. Raises WrongClass with a sentence.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    draft = Draft(agreement)
    _check_class(draft, change_class, language)
    agreement.proposals.open().update(dropped_at=now)
    proposal = Proposal.objects.create(
        agreement=agreement,
        change_class=change_class,
        language=language if change_class == ChangeClass.TRANSLATION else "",
        proposed_by=by,
        proposed_at=now,
        fingerprint=draft.fingerprint(),
    )
    people = [member.person for member in signing.signers(agreement)]
    planning.plan(PROPOSED, proposal, people, partnership=agreement.partnership, now=now)
    return proposal


def _check_class(draft: Draft, change_class: str, language: str) -> None:
    """Raise WrongClass if the draft changes more than the class allows, or nothing."""
    current = draft.agreement.versions.open_for_signing().first()
    if current is None:
        raise WrongClass(gettext("Nothing was signed yet, so there is nothing to change."))
    old = list(current.texts.all())
    new = draft.bodies(0)
    changed = changed_languages(old, new)
    if not changed:
        raise WrongClass(gettext("The draft says the same as the version that is there."))
    if change_class == ChangeClass.SUBSTANCE:
        return
    before = {text.language: structure(text.body) for text in old}
    if any(structure(body) != before.get(code, structure(body)) for code, body in new.items()):
        raise WrongClass(
            gettext("It changes rules, duties, parties or dates. That is a change of substance.")
        )
    if change_class == ChangeClass.TRANSLATION and changed != {language}:
        others = ", ".join(name_of(c, get_language() or "en") for c in sorted(changed - {language}))
        raise WrongClass(
            gettext("The words in that language did not change.")
            if language not in changed
            else gettext("It changes words in other languages too: %(languages)s.")
            % {"languages": others}
        )


def confirm(proposal: Proposal, membership: Membership, *, agrees: bool, now: datetime) -> None:
    """Record whether a member agrees with the class of a change. They may change their mind."""
    ProposalAnswer.objects.update_or_create(
        proposal=proposal, membership=membership, defaults={"agrees": agrees, "answered_at": now}
    )


def drop(proposal: Proposal, now: datetime) -> None:
    """Give a proposal up. The draft stays as it is."""
    Proposal.objects.open().filter(pk=proposal.pk).update(dropped_at=now)
    planning.void(proposal)


@transaction.atomic
def open_for_signing(agreement: Agreement, *, by: Membership, now: datetime) -> Version:
    """Fix the draft as the next version, and ask people to sign it. Raises NotReady."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if missing := what_is_missing(agreement):
        raise NotReady(missing)
    draft = Draft(agreement)
    previous = agreement.versions.open_for_signing().first()
    proposal = agreement.proposals.open().first() if previous else None
    if previous:
        agreement.versions.open_for_signing().update(replaced_at=now)
        planning.void(previous, kinds=[signing.TO_SIGN])
    version = Version.objects.create(
        agreement=agreement,
        number=(previous.number if previous else 0) + 1,
        change_class=proposal.change_class if proposal else ChangeClass.SUBSTANCE,
        language=proposal.language if proposal else "",
        rules=draft.terms,
        needs_all=agreement.needs_all,
        needed_signatures=agreement.needed_signatures,
        needed_lived_experience=agreement.needed_lived_experience,
        opened_by=by,
        opened_at=now,
    )
    VersionText.objects.bulk_create(
        VersionText(version=version, language=code, body=body, sha256=digest(body))
        for code, body in draft.bodies(version.number).items()
    )
    if proposal:
        agreement.proposals.filter(pk=proposal.pk).update(opened_at=now)
        planning.void(proposal)
    people = [member.person for member in signing.asked(version)]
    planning.plan(signing.TO_SIGN, version, people, partnership=agreement.partnership, now=now)
    signing.settle(version, now)
    return version
