"""Agreements as they come about, for tests: through the same doors as on a page."""

from datetime import timedelta

from django.utils import timezone

from charters import drafting, opening, signing
from charters.models import Agreement, AgreementKind, Clause, Duty
from tests.factories import MembershipFactory, PartnershipFactory, PersonFactory
from translations.reading import set_text

LANGUAGES = ("en", "es", "ar")


def now():
    return timezone.now()


class Table:
    """A partnership around a table: a facilitator, two with lived experience, one of staff."""

    def __init__(self, languages=LANGUAGES, **partnership):
        self.partnership = PartnershipFactory(**partnership)
        self.maya = self.member("Maya", "en", group="facilitator", role="facilitator")
        self.rosa = self.member("Rosa", languages[1 % len(languages)], group="patient")
        self.layla = self.member("Layla", languages[2 % len(languages)], group="family")
        self.tom = self.member("Tom", "en", group="staff")

    def member(self, name="Ann", language="en", **kwargs):
        person = PersonFactory(name=name, language=language)
        return MembershipFactory(partnership=self.partnership, person=person, **kwargs)

    @property
    def everyone(self):
        return [self.maya, self.rosa, self.layla, self.tom]


def write(record, field, words, languages=LANGUAGES):
    for code in languages:
        set_text(record, field, code, f"{words} ({code})")
    return record


def draft(table, *, clauses=2, languages=LANGUAGES, kind=AgreementKind.CHARTER, **fields):
    """An agreement with one section, in these languages. Nobody but the facilitator was heard."""
    agreement = Agreement(partnership=table.partnership, kind=kind, **fields)
    write(agreement, "title", "How we work", languages)
    drafting.start(agreement, from_template=False, by=table.maya, now=now())
    section = drafting.add_section(agreement, {code: f"Money ({code})" for code in languages})
    for number in range(clauses):
        texts = {code: f"Clause {number} ({code})" for code in languages}
        drafting.add_clause(section, texts, by=table.maya, now=now())
    return agreement


def hear_everyone(agreement, table):
    """Every group that was not heard yet has nothing to add."""
    for section, groups in drafting.unheard(agreement).items():
        for group in groups:
            drafting.decline([section], group, by=table.maya, now=now())


def opened(table, **kwargs):
    """A version that is open for signing."""
    agreement = draft(table, **kwargs)
    hear_everyone(agreement, table)
    return opening.open_for_signing(agreement, by=table.maya, now=now())


def sign(version, member, *, language=None, **kwargs):
    """One person's answer, signed unless told otherwise."""
    given = {"is_signed": True, "understood": True, "now": now(), **kwargs}
    return signing.answer(version, member, language=language or member.person.language, **given)


def not_yet(version, member, because="I want to talk about the money first.", **kwargs):
    return sign(version, member, is_signed=False, understood=None, because=because, **kwargs)


def sign_all(version, table):
    return [sign(version, member) for member in table.everyone]


def first_clause(agreement):
    return Clause.objects.filter(section__agreement=agreement).standing().first()


def change(agreement, words="Other words", languages=LANGUAGES, by=None):
    """Change the first clause of the draft in these languages."""
    clause = first_clause(agreement)
    write(clause, "text", words, languages)
    fields = [f"text_{code}" for code in languages]
    drafting.change_clause(clause, fields, by=by or clause.changed_by, now=now())


def next_version(agreement, table, change_class="substance", language=""):
    """Propose the draft, let everyone confirm its class, and open it."""
    proposal = opening.propose(
        agreement, change_class=change_class, language=language, by=table.tom, now=now()
    )
    for member in table.everyone:
        opening.confirm(proposal, member, agrees=True, now=now())
    return opening.open_for_signing(agreement, by=table.maya, now=now())


def duty(agreement, holder, *, days=10, languages=LANGUAGES, **fields):
    """A duty in the draft, due in so many days."""
    fields = {"first_on": (now() + timedelta(days=days)).date(), **fields}
    row = Duty(agreement=agreement, holder=holder, **fields)
    write(row, "what", "Send the minutes", languages)
    row.save()
    return row
