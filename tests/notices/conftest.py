"""A small kind of notice and a small question, because real ones live in apps above this one."""

import copy
import itertools
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils.translation import gettext

from notices import answers, kinds
from notices.models import Delivery
from notices.planning import plan
from partners import texting
from partners.models import Channel, Partnership, Person
from tests.factories import MembershipFactory, PartnershipFactory, PersonFactory
from tests.notices.phone_network import phone_network  # noqa: F401

NOW = datetime(2027, 3, 10, 12, 0, tzinfo=UTC)
KIND = "test_news"


class News:
    """What the test's kind does, changed by a test that needs it otherwise."""

    is_wanted = True
    error = None
    before = staticmethod(lambda: None)
    attachments = ()
    questions = ()
    recorded = ()


@pytest.fixture
def news():
    return News()


@pytest.fixture
def _texts(settings):
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates


@pytest.fixture
def kind(news, _texts):
    """The kind `test_news` about a partnership, which a test can make unwanted or broken."""

    def context(notice):
        news.before()
        if news.error:
            raise news.error
        return {"news": notice.subject, "when": notice.due_at, "number": notice.revision}

    yield kinds.register(
        kinds.Kind(
            name=KIND,
            label="News",
            category=kinds.Category.REMINDERS,
            subject=Partnership,
            context=context,
            is_wanted=lambda notice, now: news.is_wanted,
            attachments=lambda notice: list(news.attachments),
            questions=lambda notice: list(news.questions),
            example=lambda membership: membership.partnership,
        )
    )
    kinds.forget(KIND)


@pytest.fixture
def question(news):
    """The question `q` to a person: may we call you? Recorded as their phone number."""

    def record(person, value, recorded_by, now):
        news.recorded = (*news.recorded, (person, value, recorded_by))
        Person.objects.filter(pk=person.pk).update(phone=value)

    yield answers.register(
        answers.Question(
            letter="q",
            model=Person,
            ask=lambda person: gettext("E-mail"),
            choices=lambda person: [("1", gettext("Yes")), ("2", gettext("No"))],
            current=lambda person: person.phone,
            person=lambda person: person,
            partnership=lambda person: person.memberships.get().partnership,
            record=record,
            is_open=lambda person, now: person.is_active,
        )
    )
    answers.forget("q")


@pytest.fixture
def partnership(db):
    return PartnershipFactory(name="Garden", name_en="Garden", name_es="Jardín")


@pytest.fixture
def member(partnership):
    """Makes members of the partnership who may be reached at any hour."""

    def make(**person):
        person = {"quiet_from": time(0), "quiet_until": time(0), **person}
        return MembershipFactory(partnership=partnership, person=PersonFactory(**person))

    return make


@pytest.fixture
def texted(member, settings):
    """Makes members who prefer texts and said yes to them."""
    numbers = itertools.count(12135550142)

    def make(**person):
        phone = person.pop("phone", f"+{next(numbers)}")
        settings.TEXTS = settings.TEXTS or "console"
        made = member(phone=phone, **{"channel": Channel.TEXT, **person}).person
        texting.agree(made, recorded_by=None, now=NOW - timedelta(days=1))
        return made

    return make


@pytest.fixture
def facilitator(partnership):
    person = PersonFactory(quiet_from=time(0), quiet_until=time(0))
    return MembershipFactory(partnership=partnership, facilitator=True, person=person)


@pytest.fixture
def tell(kind, partnership):
    """Plans the test's kind for people; returns the deliveries."""

    def plan_for(*people, **options):
        options = {"now": NOW, "partnership": partnership, **options}
        plan(KIND, partnership, people, **options)
        return list(Delivery.objects.filter(notice__kind=KIND).order_by("pk"))

    return plan_for


def state(delivery):
    """Where a delivery stands and why."""
    delivery.refresh_from_db()
    return delivery.state, delivery.reason
