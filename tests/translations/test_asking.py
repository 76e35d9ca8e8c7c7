"""Before publishing: who cannot read it, and what is done about it; messages in their language."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from meetings.models import Resource
from notices.models import Notice
from notices.rendering import render
from partners.roles import Role
from tests.factories import MeetingFactory, MembershipFactory, PartnershipFactory, now
from translations import asking
from translations.asking import COMING, THERE, WANTED
from translations.models import Request

pytestmark = pytest.mark.django_db


class Team:
    def __init__(self):
        self.partnership = PartnershipFactory()
        self.ana = self.member("en", role=Role.FACILITATOR)
        self.layla = self.member("ar", person__email="layla@example.org")
        self.rosa = self.member("es", person__also_reads=["en"])
        self.amal = self.member("es", role=Role.TRANSLATOR)

    def member(self, language, **kwargs):
        kwargs.setdefault("person__also_reads", ["en"] if language == "es" else [])
        return MembershipFactory(partnership=self.partnership, person__language=language, **kwargs)

    def meeting(self, **words):
        words = words or {"title_en": "Spring"}
        return MeetingFactory(partnership=self.partnership, created_by=self.ana, **words)


@pytest.fixture
def team():
    return Team()


def told(kind):
    return {notice.person for notice in Notice.objects.filter(kind=kind)}


DAY = timezone.localdate() + timedelta(days=5)


def test_translators_are_asked_once_a_record(team):
    meeting = team.meeting()

    asking.ask(meeting, by=team.ana, now=now())
    asking.ask(meeting, by=team.ana, now=now())

    assert told(WANTED) == {team.amal.person}
    assert Notice.objects.filter(kind=WANTED).count() == 1
    assert told(COMING) == set()


def test_where_nobody_translates_facilitators_are_asked(team):
    team.amal.delete()
    other = team.member("en", role=Role.FACILITATOR)

    asking.ask(team.meeting(), by=team.ana, now=now())

    assert told(WANTED) == {other.person}


def test_those_who_wait_are_told_when_it_comes_in_their_language(team):
    with translation.override("es"):
        asking.ask(team.meeting(), by=team.ana, promised_on=DAY, now=now())

    notice = Notice.objects.get(kind=COMING)
    with translation.override("es"):
        message = render(notice)
    assert notice.person == team.layla.person
    assert message.language == "ar"
    assert "Spring" not in message.text
    assert "espa" not in message.text


def test_a_new_day_is_told_anew_and_the_same_is_not(team):
    meeting = team.meeting()
    asking.ask(meeting, by=team.ana, promised_on=DAY, now=now())

    asking.ask(meeting, by=team.ana, promised_on=DAY, now=now())
    asking.ask(meeting, by=team.ana, promised_on=DAY + timedelta(days=1), now=now())

    assert Notice.objects.filter(kind=COMING).count() == 2


def test_when_it_is_there_those_who_waited_are_told_once(team):
    meeting = team.meeting()
    asking.ask(meeting, by=team.ana, promised_on=DAY, now=now())
    asking.tell_what_is_there(now())
    assert told(THERE) == set()

    meeting.title_ar = "الربيع"
    meeting.save()
    asking.tell_what_is_there(now())
    asking.tell_what_is_there(now())

    assert told(THERE) == {team.layla.person}
    assert Notice.objects.filter(kind=THERE).count() == 1
    assert Request.objects.get().done_at


def test_asked_again_after_it_was_done_is_a_new_round(team):
    meeting = team.meeting(title_en="Spring", title_ar="الربيع")
    asking.ask(meeting, by=team.ana, now=now())
    asking.tell_what_is_there(now())
    meeting.title_ar = ""
    meeting.save()

    asking.ask(meeting, by=team.ana, now=now())

    assert Notice.objects.filter(kind=WANTED).count() == 2


def test_a_message_that_is_not_true_any_more_is_not_wanted(team):
    from notices import kinds  # noqa: PLC0415

    meeting = team.meeting()
    asking.ask(meeting, by=team.ana, promised_on=DAY, now=now())
    notices = {notice.kind: notice for notice in Notice.objects.all()}
    assert all(kinds.get(kind).is_wanted(notice, now()) for kind, notice in notices.items())

    meeting.title_ar = "الربيع"
    meeting.save()
    asking.tell_what_is_there(now())
    notices = {notice.kind: notice for notice in Notice.objects.all()}

    wanted = {kind: kinds.get(kind).is_wanted(it, now()) for kind, it in notices.items()}
    assert wanted == {WANTED: False, COMING: False, THERE: True}


def test_every_message_names_no_partnership_and_no_title(team):
    asking.ask(team.meeting(), by=team.ana, promised_on=DAY, now=now())

    for notice in Notice.objects.all():
        text = render(notice).text
        assert team.partnership.name not in text
        assert team.partnership.slug not in text
        assert "Spring" not in text


def test_a_request_goes_with_its_record(team):
    meeting = team.meeting()
    asking.ask(meeting, by=team.ana, now=now())

    meeting.delete()

    assert not Request.objects.exists()


# Pages


def client_of(member):
    client = Client()
    client.force_login(member.person)
    return client


def shared(team, **choice):
    data = {
        "title_en": "Bus times", "title_es": "Horarios", "title_ar": "المواعيد", "language": "en",
        "url": "https://example.org/", **choice,
    }  # fmt: skip
    page = reverse("meetings:share", args=[team.partnership.slug])
    return client_of(team.ana).post(page, data)


def test_who_would_rather_wait_publishes_nothing(team):
    html = shared(team, when_unread="wait").content.decode()

    assert "Nothing is published yet, because somebody could not read it." in html
    assert "1 of 4 people cannot read this yet." in html
    assert "Bus times" in html
    assert not Resource.objects.exists()


def test_who_publishes_and_promises_a_day_tells_those_who_wait(team):
    without = shared(team, when_unread="tell").content.decode()

    shared(team, when_unread="tell", promised_on=DAY.isoformat())

    assert "Say which day we can promise." in without
    assert told(COMING) == {team.layla.person}
    assert told(WANTED) == {team.amal.person}


def test_who_publishes_and_asks_tells_only_the_translators(team):
    shared(team, when_unread="ask")

    assert (told(WANTED), told(COMING)) == ({team.amal.person}, set())


def test_where_everybody_can_read_it_nobody_is_asked(team):
    team.layla.person.also_reads = ["en"]
    team.layla.person.save()

    shared(team, when_unread="ask")

    assert Resource.objects.exists()
    assert told(WANTED) == set()


def test_a_meeting_says_who_cannot_read_it_and_leads_to_the_choices(team):
    meeting = team.meeting()
    client = client_of(team.ana)
    ask = reverse("translations:ask", args=[team.partnership.slug, "meeting", meeting.pk])

    page = client.get(meeting.get_absolute_url()).content.decode()
    choices = client.get(ask).content.decode()
    gone = client.post(ask, {"promised_on": "2001-01-01"}).content.decode()
    client.post(ask, {"promised_on": DAY.isoformat()})

    assert "1 of 4 people cannot read this yet." in page
    assert ask in page
    assert "1 person waits" in choices
    assert "This day has passed." in gone
    assert Request.objects.get().promised_on == DAY
