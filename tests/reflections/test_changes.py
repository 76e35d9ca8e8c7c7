"""Practice changes: agreed, reminded, done or dropped with a reason, and correctable."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dashboards.waiting import waits_for
from notices import answers, kinds, receipts
from notices.models import Notice
from partners.roles import Role
from reflections import changing
from reflections.models import PracticeChange
from tests.factories import MeetingFactory, MembershipFactory, PartnershipFactory, now
from tests.meetings.world import open_notices
from tests.reflections.factories_prompts import PracticeChangeFactory
from tests.reflections.visiting import visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def partnership():
    return PartnershipFactory()


@pytest.fixture
def maya(partnership):
    return MembershipFactory(partnership=partnership, facilitator=True, person__name="Maya")


@pytest.fixture
def grace(partnership):
    return MembershipFactory(partnership=partnership, group="leader", person__name="Grace")


def agree(owner, by=None, due_on=None, **words):
    change = PracticeChange(
        partnership=owner.partnership, owner=owner, due_on=due_on or (now() + 28 * DAY).date(),
        **(words or {"what_en": "The nurse speaks last."}),
    )  # fmt: skip
    changing.agree(change, by=by or owner, now=now())
    return change


def filled(who, /, **more):
    return {
        "what_en": "The nurse speaks last.", "owner": who.pk,
        "due_on": (now() + 28 * DAY).date().isoformat(), "meeting": "", **more,
    }  # fmt: skip


# Agreeing


def test_anyone_who_takes_part_writes_down_what_they_will_do(grace):
    meeting = MeetingFactory(partnership=grace.partnership, past=True, title_en="Kick-off")
    form = visit(grace, "add_practice_change")
    assert "Kick-off" in form.text

    done = visit(grace, "add_practice_change", data=filled(grace, meeting=meeting.pk))
    visit(grace, "add_practice_change", data=filled(grace, meeting=meeting.pk))

    change = PracticeChange.objects.get()
    assert (change.owner, change.agreed_by, change.meeting) == (grace, grace, meeting)
    assert "The nurse speaks last." in done.text
    assert "The nurse speaks last." in visit(grace, "practice_changes").text


def test_only_facilitators_write_it_down_for_somebody_else_who_is_told(maya, grace):
    assert "does not take part now" in visit(
        grace, "add_practice_change", data=filled(maya)
    ).text.replace("&#x27;", "'")
    assert not PracticeChange.objects.exists()

    visit(maya, "add_practice_change", data=filled(grace))

    change = PracticeChange.objects.get()
    assert [kind for _p, kind, *_ in open_notices("change_agreed", to=grace)] == ["change_agreed"]
    assert visit(grace, "practice_change", change.pk).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what_en": ""}, "Write this in at least one language."),
        ({"what_en": "x" * 301}, "at most 300"),
        ({"due_on": ""}, "This field is required."),
        ({"due_on": "2020-01-01"}, "This day has passed."),
        ({"due_on": "9999-12-31"}, "more than five years away"),
        ({"due_on": "tomorrow"}, "This day does not exist."),
        ({"owner": "0"}, "does not take part now"),
        ({"owner": str(2**70)}, "does not take part now"),
        ({"meeting": "0"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_kept_is_asked_again(grace, wrong, sentence):
    page = visit(grace, "add_practice_change", data=filled(grace, **wrong))

    assert sentence in page.text
    assert not PracticeChange.objects.exists()


def test_an_observer_reads_and_does_not_write(grace):
    change = agree(grace)
    observer = MembershipFactory(partnership=grace.partnership, role=Role.OBSERVER)

    assert "What became of it?" not in visit(observer, "practice_change", change.pk).text
    assert visit(observer, "practice_changes").status_code == 200
    assert visit(observer, "add_practice_change").status_code == 403


# Reminding


def test_the_owner_is_reminded_on_the_day_and_a_week_later_and_then_it_waits(grace):
    due = (now() + 28 * DAY).date()
    change = agree(grace, due_on=due)

    reminders = open_notices("change_due", to=grace)

    assert [(occasion, moment.date()) for _p, _k, occasion, moment in reminders] == [
        ("P0D", due), ("P7D", due + 7 * DAY),
    ]  # fmt: skip
    assert "practice_change" not in waiting(grace, now() + 34 * DAY)
    assert "practice_change" in waiting(grace, now() + 35 * DAY)
    changing.end(change, "done", now=now())
    assert "practice_change" not in waiting(grace, now() + 35 * DAY)
    assert open_notices("change_due") == []


def waiting(member, moment):
    return {each.kind: each.sentence for each in waits_for([member], moment)}


def test_another_day_moves_the_reminders(grace):
    change = agree(grace)
    later = (now() + 60 * DAY).date()

    visit(grace, "revise_practice_change", change.pk, filled(grace, due_on=later.isoformat()))

    assert [moment.date() for *_, moment in open_notices("change_due", to=grace)] == [
        later, later + 7 * DAY
    ]  # fmt: skip


def test_another_owner_is_told_and_reminded_and_the_first_is_not(maya, grace):
    change = agree(grace)
    old = Notice.objects.filter(kind="change_due", person=grace.person).first()
    tom = MembershipFactory(partnership=grace.partnership)

    visit(maya, "revise_practice_change", change.pk, filled(tom))

    assert open_notices("change_due", to=grace) == []
    assert len(open_notices("change_due", "change_agreed", to=tom)) == 3
    assert not kinds.get("change_due").is_wanted(old, now())


def test_who_pauses_or_left_is_not_reminded(grace):
    agree(grace)
    notice = Notice.objects.filter(kind="change_due").first()
    assert kinds.get("change_due").is_wanted(notice, now())

    grace.pause(now())

    notice = Notice.objects.get(pk=notice.pk)
    assert not kinds.get("change_due").is_wanted(notice, now())


def test_other_words_alone_remind_no_sooner(grace):
    change = agree(grace)
    before = open_notices("change_due")

    visit(grace, "revise_practice_change", change.pk, filled(
        grace, what_en="The nurse speaks last, always.", due_on=change.due_on.isoformat()
    ))  # fmt: skip

    change.refresh_from_db()
    assert change.what_en == "The nurse speaks last, always."
    assert open_notices("change_due") == before


# What became of it


def test_done_says_what_changed_in_ones_own_words(grace):
    change = agree(grace)

    page = visit(grace, "end_practice_change", change.pk, {
        "outcome": "done", "said": "الممرضة تتكلم أخيرًا.", "language": "ar"
    })  # fmt: skip

    assert 'lang="ar" dir="rtl">الممرضة' in page.text
    assert "Written down by" not in page.text
    listed = visit(grace, "practice_changes").text
    assert "We want to do this" in listed
    assert "Done" in listed


def test_dropping_takes_a_reason_and_keeps_what_was_chosen(grace):
    change = agree(grace)

    page = visit(grace, "end_practice_change", change.pk, {
        "outcome": "dropped", "said": " ", "language": "es"
    })  # fmt: skip

    assert "Say why. Something can be learned from that too." in page.text
    assert 'value="dropped"' in page.text
    assert '<option value="es" selected' in page.text
    change.refresh_from_db()
    assert change.is_open
    with pytest.raises(changing.ReasonMissing):
        changing.end(change, "dropped", now=now())
    visit(grace, "end_practice_change", change.pk, {
        "outcome": "dropped", "said": "No money.", "language": "en"
    })  # fmt: skip
    assert "No money." in visit(grace, "practice_changes").text


def test_a_facilitator_writes_it_down_for_the_owner_who_is_told_and_may_correct_it(maya, grace):
    change = agree(grace)

    page = visit(maya, "end_practice_change", change.pk, {
        "outcome": "done", "said": "She did.", "language": "en"
    })  # fmt: skip

    assert "Written down by Maya." in page.text.replace("<bdi>", "").replace("</bdi>", "")
    assert Notice.objects.filter(kind="receipt", person=grace.person).count() == 1
    assert "It is open again." in visit(grace, "reopen_practice_change", change.pk, {}).text
    change.refresh_from_db()
    assert (change.outcome, change.said, change.recorded_by) == ("", "", None)


def test_others_do_not_say_what_became_of_it(grace):
    change = agree(grace)
    tom = MembershipFactory(partnership=grace.partnership)

    refused = visit(tom, "end_practice_change", change.pk, {"outcome": "done", "language": "en"})

    assert refused.status_code == 403
    assert "Who sees to it, or a facilitator" in refused.text
    change.refresh_from_db()
    assert change.is_open


def test_what_ended_in_a_second_window_is_not_ended_again(grace):
    change = agree(grace)
    changing.end(change, "done", said="First.", language="en", now=now())

    again = visit(grace, "end_practice_change", change.pk, {
        "outcome": "dropped", "said": "Second.", "language": "en"
    })  # fmt: skip
    revised = visit(grace, "revise_practice_change", change.pk, filled(grace))

    assert "Somebody said before what became of it." in again.text
    assert "Somebody said before what became of it." in revised.text
    change.refresh_from_db()
    assert (change.outcome, change.said) == ("done", "First.")


def test_one_tap_on_a_link_says_done_or_not_yet(client, settings, grace):
    change = agree(grace, what_en="The nurse speaks last.", what_es="La enfermera habla al final.")
    address = answers.link("h", change).removeprefix(settings.BASE_URL)
    assert "The nurse speaks last." in client.get(address).content.decode()

    client.post(address, {"answer": "not_yet"})
    change.refresh_from_db()
    assert change.not_yet_at
    assert change.is_open
    assert "Not yet" in visit(grace, "practice_changes").text
    client.post(address, {"answer": "done"})
    client.post(address, {"answer": "done"})
    change.refresh_from_db()
    assert change.outcome == "done"
    client.post(address, {"answer": "not_yet"})

    change.refresh_from_db()
    assert change.is_open
    assert len(open_notices("change_due")) == 2


def test_a_link_is_closed_for_what_was_dropped(client, settings, grace):
    change = agree(grace)
    changing.end(change, "dropped", said="No money.", language="en", now=now())

    page = client.post(
        answers.link("h", change).removeprefix(settings.BASE_URL), {"answer": "done"}
    )

    assert page.status_code == 410
    assert "We do not do it" in page.content.decode()


def test_a_call_writes_it_down_for_somebody_without_mail(maya, partnership):
    samuel = MembershipFactory(partnership=partnership, person__without_email=True)
    change = agree(samuel, by=maya)

    receipts.record(answers.get("h"), change, "done", recorded_by=maya, now=now())

    change.refresh_from_db()
    assert (change.outcome, change.recorded_by) == ("done", maya)


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "done"},
        {"ended_at": now()},
        {"outcome": "dropped", "ended_at": now()},
        {"said": "No.", "language": "en"},
        {"outcome": "done", "ended_at": now(), "said": "Yes."},
    ],
)
def test_database_refuses_what_cannot_be(grace, wrong):
    change = PracticeChangeFactory(partnership=grace.partnership, owner=grace)

    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeChange.objects.filter(pk=change.pk).update(**wrong)


def test_changes_of_another_partnership_are_not_seen(grace):
    theirs = PracticeChangeFactory(what_en="Theirs")
    assert "Theirs" in visit(theirs.owner, "practice_changes").text

    assert "Theirs" not in visit(grace, "practice_changes").text
    assert visit(grace, "practice_change", theirs.pk).status_code == 404
