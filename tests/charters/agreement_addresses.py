"""Every address of agreements, and one of everything that they name, for `tests/addresses.py`."""

from datetime import timedelta
from functools import cached_property

from django.core.files.base import ContentFile

from charters import drafting, opening, papers
from charters.models import DutyDate, Review, SigningMode
from meetings.uploads import Accepted
from tests.charters.agreeing import change, draft, duty, hear_everyone, now, sign


class Agreements:
    """One agreement in force with a changed draft, as its partnership's `World` asks for it."""

    def __init__(self, world):
        self.world = world
        self.partnership = world.partnership
        self.maya = world.facilitator

    @cached_property
    def agreement(self):
        agreement = draft(self, kind="memorandum")
        for name in ("Clinic", "Community"):
            agreement.parties.create(name=name)
        self.duty = duty(agreement, self.world.owner)
        hear_everyone(agreement, self)
        version = opening.open_for_signing(agreement, by=self.maya, now=now())
        paper = ContentFile(b"%PDF-1.7", name="paper.pdf")
        scan = Accepted(paper, "paper.pdf", "application/pdf")
        self.signature = sign(
            version, self.world.owner, mode=SigningMode.PAPER, scan=scan, recorded_by=self.maya
        )
        change(agreement)
        return agreement

    @cached_property
    def section(self):
        return self.agreement.sections.get()

    @cached_property
    def contribution(self):
        return drafting.contribute(
            self.section, self.world.member, kind="comment", text="Yes", language="en", now=now()
        )

    @cached_property
    def proposal(self):
        return opening.propose(
            self.agreement, change_class="substance", by=self.world.owner, now=now()
        )

    @cached_property
    def duty_date(self):
        day = (now() + timedelta(days=30)).date()
        return DutyDate.objects.create(duty=self.agreement.duties.get(), due_on=day)

    @cached_property
    def review(self):
        return Review.objects.create(agreement=self.agreement, due_on=now().date(), opened_at=now())


def _of(**names):
    """How to fill a path that names an agreement, and what of it."""

    def filled(find):
        return lambda world: find(world.agreements)

    pk = {"pk": lambda world: world.agreements.agreement.pk}
    return pk | {name: filled(find) for name, find in names.items()}


ONE = _of()
SECTION = _of(section=lambda its: its.section.pk)
CLAUSE = _of(section=lambda its: its.section.pk, clause=lambda its: its.section.clauses.first().pk)
DUTY = _of(duty=lambda its: its.agreement.duties.get().pk)
PROPOSAL = _of(proposal=lambda its: its.proposal.pk)
REVIEW = _of(review=lambda its: its.review.pk)
VERSION = _of(number=lambda its: its.agreement.versions.get().number)
SIGNATURE = _of(signature=lambda its: (its.agreement, its.signature)[1].pk)

AGREEMENT_ADDRESSES = {
    "charters:agreements": {},
    "charters:start_agreement": {},
    "charters:agreement": ONE,
    "charters:end_agreement": ONE,
    "charters:draft": ONE,
    "charters:terms": ONE,
    "charters:working_rules": ONE,
    "charters:parties": ONE,
    "charters:remove_party": _of(party=lambda its: its.agreement.parties.first().pk),
    "charters:duties": ONE,
    "charters:duty_words": DUTY,
    "charters:remove_duty": DUTY,
    "charters:decline": ONE,
    "charters:answer_contribution": _of(contribution=lambda its: its.contribution.pk),
    "charters:propose": ONE,
    "charters:confirm_change": PROPOSAL,
    "charters:drop_change": PROPOSAL,
    "charters:open_for_signing": ONE,
    "charters:add_section": ONE,
    "charters:section": SECTION,
    "charters:change_section": SECTION,
    "charters:remove_section": SECTION,
    "charters:add_clause": SECTION,
    "charters:change_clause": CLAUSE,
    "charters:remove_clause": CLAUSE,
    "charters:duty_outcome": _of(duty_date=lambda its: its.duty_date.pk),
    "charters:review_agreement": REVIEW,
    "charters:close_review": REVIEW,
    "charters:version": VERSION,
    "charters:sign": VERSION,
    "charters:record_signature": VERSION,
    "charters:pdf": {**VERSION, "language": lambda world: "en"},
    **{f"charters:{form}": {**VERSION, "language": lambda world: "en"} for form in papers.FORMS},
    "charters:signature": SIGNATURE,
    "charters:withdraw": SIGNATURE,
    "charters:scan": SIGNATURE,
}
