"""What people are told: in their language, whoever caused it, and no more than they allow."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import translation

from notices import kinds
from notices.models import Notice
from notices.rendering import render
from partners.models import Detail
from reflections import asking
from reflections.prompt_catalogue import BY_KEY
from tests.factories import MeetingFactory, MembershipFactory, now
from tests.reflections.factories_prompts import (
    PracticeChangeFactory,
    ReflectedFactory,
    SharedPassageFactory,
)

pytestmark = pytest.mark.django_db
OURS = ["reflect_first", "change_agreed", "change_due", "passage_shared"]
LANGUAGES = ["en", "es", "ar"]
SECRET = "Nobody may read this in a mailbox."


def member(language="en", detail=Detail.STANDARD, group="leader"):
    return MembershipFactory(
        person__language=language, person__detail=detail, group=group,
        partnership__name=SECRET, partnership__name_en=SECRET,
    )  # fmt: skip


def told(kind_name, reader, subject=None, **more):
    """The message that an example of a kind is, made while another language is active."""
    other = "ar" if reader.person.language != "ar" else "es"
    with translation.override(other):
        subject = subject or kinds.get(kind_name).example(reader)
        notice = Notice(
            kind=kind_name, person=reader.person, partnership=reader.partnership, due_at=now(),
            subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk or 0,
            **more,
        )  # fmt: skip
        notice.subject = subject
        return render(notice)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OURS)
def test_everything_is_told_in_the_language_of_who_is_told(kind, language):
    message = told(kind, member(language, Detail.FULL))
    english = told(kind, member("en", Detail.FULL))

    assert message.language == language
    if language != "en":
        lines = english.text.splitlines()
        ours = {line for line in lines if " " in line.strip() and "http" not in line}
        assert not ours & set(message.text.splitlines())


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("kind", OURS)
def test_no_message_names_a_partnership_or_what_people_wrote(kind, detail):
    reader = member(detail=detail)
    subject = {
        "reflect_first": None,
        "change_agreed": PracticeChangeFactory(
            partnership=reader.partnership, owner=reader, what_en=SECRET
        ),
        "passage_shared": SharedPassageFactory(
            author=MembershipFactory(partnership=reader.partnership, person__name=SECRET),
            words=SECRET, readers=[reader],
        ),
    }  # fmt: skip
    subject["change_due"] = subject["change_agreed"]

    message = told(kind, reader, subject[kind])

    is_told = detail == Detail.FULL and kind.startswith("change")
    assert (SECRET in message.text) is is_told
    assert SECRET not in message.subject
    if detail != Detail.FULL:
        assert reader.partnership.slug not in message.text


def test_the_question_stands_in_the_message_and_no_way_to_read_anybodys_words():
    row = ReflectedFactory(prompt="easy")
    reader = row.membership

    message = told("reflect_first", reader, row.meeting)

    assert BY_KEY["easy"].in_language("en") in message.text
    assert "/a/d" in message.text
    assert "nobody sees who ticked" in message.text
    assert "those who decide, pay, treat or lead reflect first" in message.text


def test_who_asked_to_be_asked_reads_that_they_did():
    patient = MembershipFactory(group="patient")
    row = ReflectedFactory(meeting__partnership=patient.partnership, membership=patient)

    assert "You asked for a question" in told("reflect_first", row.membership, row.meeting).text


def test_read_aloud_it_has_no_links_that_only_the_person_may_follow():
    row = ReflectedFactory()
    notice = Notice(
        kind="reflect_first", person=row.membership.person, partnership=row.meeting.partnership,
        due_at=now(), subject=row.meeting,
    )  # fmt: skip

    assert "/a/" not in render(notice, aloud=True).text
    assert "one tap" not in render(notice, aloud=True).text


def test_day_and_question_are_those_of_the_reader_not_of_the_site():
    meeting = MeetingFactory(starts_at=now() + timedelta(days=3))
    reader = MembershipFactory(
        partnership=meeting.partnership, group="leader", person__language="es",
        person__timezone="Pacific/Kiritimati",
    )  # fmt: skip
    asking.prepare(meeting.pk, now())
    notice = Notice.objects.get(kind="reflect_first", person=reader.person)

    with translation.override("ar"):
        message = render(notice)

    day = meeting.starts_at.astimezone(reader.person.zone).day
    assert f" {day} de " in message.subject
