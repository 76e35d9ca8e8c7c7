"""Factories of prompts, of reflecting before meetings and of practice changes."""

from datetime import timedelta

import factory
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from reflections.models import AskMe, Lens, PracticeChange, Prompt, Reflected, SharedPassage
from tests.factories import MeetingFactory, MembershipFactory, PartnershipFactory, now


class PromptFactory(DjangoModelFactory):
    class Meta:
        model = Prompt

    partnership = SubFactory(PartnershipFactory)
    lens = Lens.BETWEEN
    text = Sequence(lambda number: f"Question {number}?")
    written_by = LazyAttribute(
        lambda prompt: MembershipFactory(partnership=prompt.partnership, facilitator=True)
    )
    written_at = LazyFunction(now)


class AskMeFactory(DjangoModelFactory):
    class Meta:
        model = AskMe

    membership = SubFactory(MembershipFactory)


class ReflectedFactory(DjangoModelFactory):
    """Asked before a meeting in three days, and not ticked."""

    class Meta:
        model = Reflected

    meeting = SubFactory(
        MeetingFactory, starts_at=LazyFunction(lambda: now() + timedelta(days=3))
    )  # fmt: skip
    membership = LazyAttribute(
        lambda row: MembershipFactory(partnership=row.meeting.partnership, group="leader")
    )
    prompt = "power"


class PracticeChangeFactory(DjangoModelFactory):
    """Open, and due in four weeks."""

    class Meta:
        model = PracticeChange

    partnership = SubFactory(PartnershipFactory)
    what = Sequence(lambda number: f"Change {number}")
    owner = LazyAttribute(lambda change: MembershipFactory(partnership=change.partnership))
    due_on = LazyFunction(lambda: (now() + timedelta(days=28)).date())
    agreed_by = SelfAttribute("owner")
    agreed_at = LazyFunction(now)


class SharedPassageFactory(DjangoModelFactory):
    """Read by nobody unless `readers` are given."""

    class Meta:
        model = SharedPassage
        skip_postgeneration_save = True

    author = SubFactory(MembershipFactory)
    partnership = SelfAttribute("author.partnership")
    words = "Me cuesta hablar cuando todos tienen prisa."
    language = "es"
    shared_at = LazyFunction(now)

    @factory.post_generation
    def readers(passage, create, readers):
        passage.readers.set(readers or [])
