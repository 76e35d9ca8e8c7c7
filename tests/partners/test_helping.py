"""Helpers: who may answer for whom, in what, until when; and how that ends."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from charters import pdf
from charters.models import Input, Position, Signature, SigningMode, VersionText
from meetings.models import Rsvp
from notices import answers
from notices import helping as telling
from notices.models import Notice
from notices.rendering import render
from partners import helping, joining
from partners.help_grants import HelpGrant, Scope
from partners.languages import ISOLATE, POP
from partners.models import Membership, SupportNeed
from partners.roles import Role
from tests.charters.agreeing import opened
from tests.charters.deciding import answer, propose_in, say
from tests.factories import (
    AttendanceFactory,
    FollowUpFactory,
    HelpGrantFactory,
    MeetingFactory,
    MembershipFactory,
    PartnershipFactory,
    ResourceFactory,
    SupportNeedFactory,
)
from tests.test_access import OUR_VIEWS

LUIS = f"{ISOLATE}Luis{POP} (as a helper)"


class Home:
    """A partnership with a patient, a relative who helps them, and a facilitator."""

    def __init__(self):
        self.partnership = PartnershipFactory()
        self.slug = self.partnership.slug
        self.maya = self.member("Maya", facilitator=True)
        self.rosa = self.member("Rosa", person__language="es", person__timezone="Asia/Tokyo")
        self.luis = self.member("Luis", group="family")
        self.tom = self.member("Tom", group="staff")
        self.everyone = [self.maya, self.rosa, self.luis, self.tom]

    def member(self, name, **kwargs):
        return MembershipFactory(partnership=self.partnership, person__name=name, **kwargs)

    def grant(self, *scopes, **kwargs):
        kwargs = {"membership": self.rosa, "helper": self.luis, **kwargs}
        return HelpGrantFactory(
            scope=[scope.value for scope in scopes] or [*Scope.values], **kwargs
        )

    def at(self, name, *args):
        return reverse(name, args=[self.slug, *args])


@pytest.fixture
def home(db):
    return Home()


def named(home, *, until=None, now=None, scope=("answers",), **kwargs):
    now = now or timezone.now()
    until = until or (now + timedelta(days=20)).date()
    return helping.name_helper(home.rosa, home.luis, scope=scope, until_on=until, now=now, **kwargs)


# Naming


def test_help_ends_at_the_end_of_its_last_day_where_the_person_lives(home):
    now = datetime(2027, 3, 1, 12, tzinfo=ZoneInfo("UTC"))

    grant = named(home, until=date(2027, 3, 3), now=now)

    midnight = datetime(2027, 3, 4, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert grant.ends_at == midnight
    assert grant.is_open(midnight - timedelta(seconds=1))
    assert not grant.is_open(midnight)


def test_whoever_is_named_anew_has_only_the_new_permission(home):
    first = named(home)

    second = named(home, scope=["needs", "answers"])

    first.refresh_from_db()
    assert first.ended_by == home.rosa
    assert (second.ended_at, second.scope) == (None, ["answers", "needs"])


@pytest.mark.parametrize("days", [-2, 368])
def test_help_is_for_days_to_come_and_twelve_months_at_most(home, days):
    with pytest.raises(helping.TooLong):
        named(home, until=(timezone.now() + timedelta(days=days)).date())

    assert not HelpGrant.objects.exists()


@pytest.mark.parametrize("state", ["left", "invited", "pausing"])
def test_only_who_takes_part_here_is_named(home, state):
    home.luis = home.member("Luis", **{state: True})

    with pytest.raises(helping.NotAHelper):
        named(home)


def test_nobody_of_another_group_an_observer_or_oneself_is_named(home):
    others = [MembershipFactory(), home.member("Helen", role=Role.OBSERVER), home.rosa]

    for home.luis in others:
        with pytest.raises(helping.NotAHelper):
            named(home)


def test_a_facilitator_does_not_write_themselves_down(home):
    home.luis = home.maya

    with pytest.raises(helping.NotAHelper):
        named(home, recorded_by=home.maya)


REFUSED = {
    "helper_is_named_once": {},
    "help_lasts_at_most_twelve_months": {"ends_at": timezone.now() + timedelta(days=400)},
    "help_is_for_something": {"scope": []},
    "ended_help_says_by_whom": {"ended_at": timezone.now()},
    "only_recorded_help_is_confirmed": {"recorded_right": True},
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(home, name):
    first = home.grant()
    if name != "helper_is_named_once":
        HelpGrant.objects.filter(pk=first.pk).delete()

    with pytest.raises(IntegrityError):
        HelpGrantFactory(membership=home.rosa, helper=home.luis, **REFUSED[name])


def test_the_database_refuses_to_let_somebody_help_themselves(home):
    with pytest.raises(IntegrityError):
        home.grant(helper=home.rosa)


def test_the_database_refuses_help_that_ended_before_it_began(home):
    now = timezone.now()

    with pytest.raises(IntegrityError):
        home.grant(given_at=now, ends_at=now - timedelta(days=1))


# Ending


@pytest.mark.parametrize("who", ["rosa", "luis"])
def test_it_ends_when_either_leaves(home, who):
    grant, member = home.grant(), getattr(home, who)

    joining.leave(member, now=timezone.now())

    grant.refresh_from_db()
    assert grant.ended_by == member


@pytest.mark.parametrize("who", ["rosa", "luis"])
def test_it_ends_when_either_pauses_and_does_not_come_back(home, who):
    grant, member = home.grant(), getattr(home, who)
    member.pause(timezone.now())
    member.resume(timezone.now())

    grant.refresh_from_db()

    assert not grant.is_open(timezone.now())
    assert not helping.found(home.luis).open(timezone.now()).exists()


@pytest.mark.parametrize("who", ["rosa", "luis", "maya"])
def test_who_may_end_it_does_so_in_two_clicks(client, home, who):
    grant, member = home.grant(), getattr(home, who)
    client.force_login(member.person)

    asked = client.get(home.at("notices:end_help", grant.pk))
    done = client.post(home.at("notices:end_help", grant.pk))

    grant.refresh_from_db()
    assert (asked.status_code, done.status_code) == (HTTPStatus.OK, HTTPStatus.FOUND)
    assert grant.ended_by == member


def test_nobody_else_ends_it(client, home):
    grant = home.grant()
    client.force_login(home.tom.person)

    refused = client.post(home.at("notices:end_help", grant.pk))

    assert refused.status_code == HTTPStatus.NOT_FOUND
    assert HelpGrant.objects.get().ended_at is None


# The pages of the person and the facilitator


def said(home, **changed):
    until = (timezone.now() + timedelta(days=30)).date().isoformat()
    return {"helper": home.luis.pk, "scope": ["answers", "inputs"], "until_on": until} | changed


def test_a_person_names_a_helper_who_is_told(client, home):
    client.force_login(home.rosa.person)

    client.post(home.at("notices:my_helpers"), said(home))

    grant = HelpGrant.objects.get()
    assert (grant.membership, grant.helper, grant.recorded_by) == (home.rosa, home.luis, None)
    assert Notice.objects.get().person == home.luis.person
    shown = client.get(home.at("notices:my_helpers")).content.decode()
    assert "Luis" in shown
    assert home.at("notices:end_help", grant.pk) in shown


@pytest.mark.parametrize(
    "changed",
    [
        {"until_on": "2040-01-01"},
        {"until_on": "2001-01-01"},
        {"until_on": "tomorrow"},
        {"scope": []},
        {"scope": ["journal"]},
        {"helper": ""},
        {"helper": 2**70},
    ],
)
def test_what_cannot_be_is_said_beside_the_field(client, home, changed):
    client.force_login(home.rosa.person)

    refused = client.post(home.at("notices:my_helpers"), said(home, **changed))

    assert refused.context["form"].errors.keys() == changed.keys()
    assert not HelpGrant.objects.exists()


def test_somebody_who_stopped_taking_part_meanwhile_is_not_named(client, home, monkeypatch):
    client.force_login(home.rosa.person)
    monkeypatch.setattr(telling, "name_helper", refuses)

    shown = client.post(home.at("notices:my_helpers"), said(home))

    assert shown.context["form"].has_error("helper")


def refuses(*args, **kwargs):
    raise helping.NotAHelper


def test_a_facilitator_writes_down_who_helps_and_the_person_ends_it_by_one_link(client, home):
    client.force_login(home.maya.person)

    client.post(home.at("notices:record_helper", home.rosa.pk), said(home))
    grant = HelpGrant.objects.get()
    told = Notice.objects.get(kind="helper_recorded")
    message = render(told)
    client.logout()
    client.post(f"/a/{answers.token_for('o', grant)}/", {"answer": "no"})

    grant.refresh_from_db()
    assert told.person == home.rosa.person
    assert message.language == "es"
    assert answers.link("o", grant) in message.text
    assert (grant.recorded_by, grant.ended_by) == (home.maya, home.rosa)
    assert grant.recorded_right is False


def test_the_person_says_that_it_is_right(client, home):
    grant = home.grant(recorded_by=home.maya)

    shown = client.post(f"/a/{answers.token_for('o', grant)}/", {"answer": "yes"}, follow=True)

    grant.refresh_from_db()
    assert grant.recorded_right
    assert grant.is_open(timezone.now())
    assert "Sí" in shown.content.decode()


def test_a_call_tells_who_has_no_mail(home):
    home.rosa = home.member(
        "Samuel", person__email=None, person__phone="+1 555 0100", person__channel="call"
    )

    telling.name_helper(
        home.rosa, home.luis, scope=["needs"], until_on=(timezone.now() + timedelta(days=2)).date(),
        recorded_by=home.maya, now=timezone.now(),
    )  # fmt: skip

    notice = Notice.objects.get(kind="helper_recorded")
    assert notice.deliveries.get().channel == "call"


def test_nobody_is_told_what_ended_before(home):
    grant = telling.name_helper(
        home.rosa, home.luis, scope=["needs"], until_on=(timezone.now() + timedelta(days=2)).date(),
        recorded_by=home.maya, now=timezone.now(),
    )  # fmt: skip

    telling.end(grant, by=home.rosa, now=timezone.now())

    states = Notice.objects.values_list("deliveries__state", flat=True)
    assert set(states) == {"void"}


# The door


def pages(home):
    """Each page of a helper, with the scope that opens it."""
    version = opened(home)
    decision = propose_in(home.partnership, by=home.maya)
    return {
        Scope.NEEDS: ("notices:help_needs",),
        Scope.INPUTS: ("charters:help_say",),
        Scope.POSITIONS: ("charters:help_position", decision.pk),
        Scope.SIGNATURES: ("charters:help_sign", version.agreement_id, version.number),
    }


def test_a_helper_in_scope_comes_in_and_out_of_scope_reads_why_not(client, home):
    names = pages(home)
    grant = home.grant()
    client.force_login(home.luis.person)

    for allowed in names:
        HelpGrant.objects.update(scope=[allowed.value])
        for scope, (name, *more) in names.items():
            shown = client.get(home.at(name, grant.pk, *more))
            expected = HTTPStatus.OK if scope == allowed else HTTPStatus.FORBIDDEN
            assert shown.status_code == expected, (allowed, scope)
            if scope != allowed:
                assert "Rosa did not ask you" in shown.content.decode()


def test_every_page_of_a_helper_is_listed_above_or_answers_questions(home):
    doors = {name: view.scope for name, view in OUR_VIEWS.items() if hasattr(view, "scope")}

    listed = {name: scope for scope, (name, *_more) in pages(home).items()}
    assert doors == {**listed, "notices:help": None}


def test_others_do_not_find_the_help(client, home):
    grant = home.grant()
    for member in [home.tom, home.rosa, home.maya, MembershipFactory(facilitator=True)]:
        client.force_login(member.person)

        for name in ["notices:help", "notices:help_needs", "charters:help_say"]:
            assert client.get(home.at(name, grant.pk)).status_code == HTTPStatus.NOT_FOUND


def test_whose_help_has_just_ended_reads_when_and_keeps_their_words(client, home):
    grant = home.grant()
    client.force_login(home.luis.person)
    page = home.at("charters:help_say", grant.pk)
    assert client.get(page).status_code == HTTPStatus.OK
    helping.end(grant, by=home.rosa, now=timezone.now())

    refused = client.post(
        page, {"said": "The bus stops at six.\nThat is too early.", "language": "en"}
    )

    shown = refused.content.decode()
    assert refused.status_code == HTTPStatus.GONE
    assert "Your permission to answer for Rosa ended on" in shown
    assert "The bus stops at six." in shown
    assert not Input.objects.exists()


def test_help_that_ran_out_a_second_ago_refuses(client, home):
    given = timezone.now() - timedelta(days=10)
    grant = home.grant(given_at=given, ends_at=timezone.now() - timedelta(seconds=1))
    client.force_login(home.luis.person)

    refused = client.post(home.at("notices:help_needs", grant.pk), {"kind": "transport"})

    assert refused.status_code == HTTPStatus.GONE
    assert not SupportNeed.objects.exists()


def test_a_break_of_one_who_came_by_another_way_refuses_too(client, home):
    grant = home.grant()
    Membership.objects.filter(pk=home.rosa.pk).update(paused_at=timezone.now())
    client.force_login(home.luis.person)

    assert client.get(home.at("notices:help", grant.pk)).status_code == HTTPStatus.GONE


def test_no_helper_reaches_what_only_a_facilitator_records(client, home):
    home.grant()
    secret = propose_in(home.partnership, by=home.maya, options=["A", "B"], is_secret=True)
    client.force_login(home.luis.person)

    votes = client.post(home.at("charters:record_vote", secret.pk), {"member": home.rosa.pk})

    assert votes.status_code == HTTPStatus.FORBIDDEN


def test_no_question_that_is_private_is_open_to_helpers():
    assert [question.letter for question in answers.for_helpers() if question.is_private] == []
    assert {question.letter for question in answers.for_helpers()} == {"r", "s", "f", "i"}


# What a helper does


def test_a_helper_answers_what_the_person_is_asked(client, home):
    meeting = MeetingFactory(partnership=home.partnership, created_by=home.maya)
    attendance = AttendanceFactory(meeting=meeting, membership=home.rosa)
    resource = ResourceFactory(partnership=home.partnership, shared_by=home.maya)
    could_open = FollowUpFactory(resource=resource, membership=home.rosa)
    grant = home.grant(Scope.ANSWERS)
    client.force_login(home.luis.person)

    page = client.get(grant.get_absolute_url())
    client.post(grant.get_absolute_url(), {f"r{attendance.pk}": Rsvp.YES, f"f{could_open.pk}": ""})

    attendance.refresh_from_db()
    could_open.refresh_from_db()
    assert (attendance.rsvp, attendance.recorded_by) == (Rsvp.YES, home.luis)
    assert could_open.answer == ""
    assert 'lang="es"' in page.content.decode()
    receipt = Notice.objects.get(kind="receipt")
    assert receipt.person == home.rosa.person
    assert "Luis" not in render(receipt).text
    receipt.person.detail = "full"
    assert "Luis" in render(receipt).text
    shown = client.get(meeting.get_absolute_url()).content.decode()
    assert LUIS in shown


def test_a_helper_whose_scope_is_other_sees_no_questions(client, home):
    meeting = MeetingFactory(partnership=home.partnership, created_by=home.maya)
    attendance = AttendanceFactory(meeting=meeting, membership=home.rosa)
    grant = home.grant(Scope.NEEDS)
    client.force_login(home.luis.person)

    client.post(grant.get_absolute_url(), {f"r{attendance.pk}": Rsvp.YES})

    attendance.refresh_from_db()
    assert attendance.rsvp == ""


def test_who_has_only_a_phone_hears_of_what_a_helper_wrote_down(client, home):
    home.rosa = home.member(
        "Samuel", person__email=None, person__phone="+1 555 0100", person__channel="call"
    )
    meeting = MeetingFactory(partnership=home.partnership, created_by=home.maya)
    attendance = AttendanceFactory(meeting=meeting, membership=home.rosa)
    grant = home.grant(Scope.ANSWERS)
    client.force_login(home.luis.person)

    client.post(grant.get_absolute_url(), {f"r{attendance.pk}": Rsvp.NO})

    receipt = Notice.objects.get(kind="receipt")
    assert receipt.deliveries.get().channel == "call"


def test_a_helper_writes_down_a_need_and_the_person_says_that_it_is_none(client, home):
    grant = home.grant(Scope.NEEDS)
    client.force_login(home.luis.person)
    page = home.at("notices:help_needs", grant.pk)

    client.post(page, {"kind": "captions", "detail": "In Spanish", "visible_to": "arrangers"})
    need = SupportNeed.objects.get()
    told = Notice.objects.get(kind="need_recorded")
    shown = client.get(page).content.decode()
    client.post(f"/a/{answers.token_for('b', need)}/", {"answer": "no"})
    no_more = SupportNeed.objects.get()
    client.post(f"/a/{answers.token_for('b', need)}/", {"answer": "yes"})

    assert (need.membership, need.recorded_by) == (home.rosa, home.luis)
    assert told.person == home.rosa.person
    assert LUIS in shown
    assert (no_more.recorded_right, bool(no_more.ended_at)) == (False, True)
    assert SupportNeed.objects.active().get().recorded_right


def test_a_facilitator_writes_down_a_need_twice_and_it_is_one(client, home):
    client.force_login(home.maya.person)
    page = home.at("notices:record_needs", home.rosa.pk)
    need = {"kind": "transport", "visible_to": "arrangers"}

    client.post(page, need)
    client.post(page, {**need, "detail": "From the station"})

    assert SupportNeed.objects.get().detail == "From the station"
    assert Notice.objects.filter(kind="need_recorded").count() == 2


def test_what_the_person_said_or_confirmed_is_never_written_over(client, home):
    own = SupportNeedFactory(
        membership=home.rosa, kind="interpreter", tongue="vi", not_these="Lan", detail="By phone"
    )
    client.force_login(home.maya.person)
    page = home.at("notices:record_needs", home.rosa.pk)

    client.post(page, {"kind": "interpreter", "tongue": "vi", "visible_to": "partnership"})
    told = SupportNeed.objects.exclude(pk=own.pk).get()
    client.post(f"/a/{answers.token_for('b', told)}/", {"answer": "yes"})
    again = {"kind": "interpreter", "tongue": "vi", "visible_to": "arrangers"}
    client.post(page, {**again, "detail": "Slowly"})

    own.refresh_from_db()
    assert (own.not_these, own.detail, own.recorded_by) == ("Lan", "By phone", None)
    assert SupportNeed.objects.filter(recorded_right=True).get().pk == told.pk
    assert SupportNeed.objects.active().count() == 3


def test_two_other_needs_are_two(client, home):
    client.force_login(home.maya.person)
    page = home.at("notices:record_needs", home.rosa.pk)

    for words in ["A chair by the door", "My dog comes along"]:
        client.post(page, {"kind": "other", "detail": words, "visible_to": "arrangers"})

    assert SupportNeed.objects.active().count() == 2


def test_what_the_person_changes_themselves_is_their_own_word(client, home):
    client.force_login(home.maya.person)
    client.post(
        home.at("notices:record_needs", home.rosa.pk),
        {"kind": "transport", "visible_to": "arrangers"},
    )
    need = SupportNeed.objects.get()
    client.force_login(home.rosa.person)

    client.post(home.at("partners:change_need", need.pk), {"visible_to": "partnership"})

    assert SupportNeed.objects.get().recorded_by is None


def test_nobody_writes_down_their_own_needs_as_somebody_else(client, home):
    client.force_login(home.maya.person)

    refused = client.get(home.at("notices:record_needs", home.maya.pk))

    assert refused.status_code == HTTPStatus.NOT_FOUND


def test_a_helper_says_something_for_the_person_who_is_asked_whether_it_is_right(client, home):
    grant = home.grant(Scope.INPUTS)
    client.force_login(home.luis.person)

    client.post(home.at("charters:help_say", grant.pk), {"said": "Too early.", "language": "en"})

    said = Input.objects.get()
    assert (said.membership, said.recorded_by) == (home.rosa, home.luis)
    assert Notice.objects.get(kind="input_recorded").person == home.rosa.person
    assert LUIS in client.get(said.get_absolute_url()).content.decode()


def test_a_helper_corrects_what_they_wrote_only_while_they_may(client, home):
    grant = home.grant(Scope.INPUTS)
    said = say(home.rosa, said="Too early.", recorded_by=home.luis)
    client.force_login(home.luis.person)
    page = home.at("charters:change_input", said.pk)
    client.post(page, {"said": "Far too early.", "language": "en"})

    helping.end(grant, by=home.rosa, now=timezone.now())
    client.post(page, {"said": "It suits me.", "language": "en"})

    assert Input.objects.get().said == "Far too early."


def test_a_helper_says_whether_something_happened(client, home):
    given = answer(say(home.rosa), home.maya)
    grant = home.grant(Scope.INPUTS)
    client.force_login(home.luis.person)

    client.post(grant.get_absolute_url(), {f"i{given.pk}": "no"})

    given.refresh_from_db()
    assert (given.confirmed, given.recorded_by) == (False, home.luis)


def test_a_helper_takes_a_position_that_shows_as_recorded(client, home):
    decision = propose_in(home.partnership, by=home.maya)
    grant = home.grant(Scope.POSITIONS)
    client.force_login(home.luis.person)

    tasks = client.get(grant.get_absolute_url()).context["tasks"]
    client.post(tasks[0].url, {"stance": "agree", "reason": "", "language": "en"})

    taken = Position.objects.get()
    assert (taken.membership, taken.recorded_by) == (home.rosa, home.luis)
    assert Notice.objects.get(kind="position_recorded").person == home.rosa.person
    assert LUIS in client.get(decision.get_absolute_url()).content.decode()
    assert "Change their position" in client.get(grant.get_absolute_url()).content.decode()


def test_an_objection_without_a_reason_is_asked_for_and_a_role_without_a_say_reads_why(
    client, home
):
    decision = propose_in(home.partnership, by=home.maya)
    grant = home.grant(Scope.POSITIONS)
    client.force_login(home.luis.person)
    page = home.at("charters:help_position", grant.pk, decision.pk)

    without = client.post(page, {"stance": "object", "reason": "", "language": "en"})
    Membership.objects.filter(pk=home.rosa.pk).update(role=Role.TRANSLATOR)
    no_say = client.post(page, {"stance": "agree", "reason": "Yes", "language": "en"})

    assert without.context["form"].has_error("reason")
    assert "no say now" in no_say.content.decode()
    assert not Position.objects.exists()


def test_no_secret_ballot_is_open_to_a_helper(client, home):
    secret = propose_in(home.partnership, by=home.maya, options=["A", "B"], is_secret=True)
    grant = home.grant()
    client.force_login(home.luis.person)

    refused = client.get(home.at("charters:help_position", grant.pk, secret.pk))

    assert refused.status_code == HTTPStatus.NOT_FOUND
    assert secret.question not in client.get(grant.get_absolute_url()).content.decode()


def test_a_helper_signs_for_the_person_and_page_and_paper_say_so(client, home):
    opened(home)
    grant = home.grant(Scope.SIGNATURES)
    client.force_login(home.luis.person)
    (task,) = client.get(grant.get_absolute_url()).context["tasks"]

    client.post(task.url, {"answer": "signed", "understood": "True", "language": "es"})

    signed = Signature.objects.get()
    assert (signed.membership, signed.recorded_by) == (home.rosa, home.luis)
    assert (signed.mode, signed.language) == (SigningMode.HELPER, "es")
    sentence = "Signed by Luis as their helper, for Rosa."
    assert sentence in client.get(signed.get_absolute_url()).content.decode()
    text = VersionText.objects.get(version=signed.version, language="en")
    assert sentence in str(pdf.content(text, [signed]))
    assert Notice.objects.get(kind="agreement_receipt").person == home.rosa.person
    assert [*client.get(grant.get_absolute_url()).context["tasks"]] == []


def test_a_version_replaced_meanwhile_is_not_signed_and_the_words_stay(client, home):
    version = opened(home)
    grant = home.grant(Scope.SIGNATURES)
    client.force_login(home.luis.person)
    page = home.at("charters:help_sign", grant.pk, version.agreement_id, version.number)
    type(version).objects.filter(pk=version.pk).update(replaced_at=timezone.now())
    copy = type(version).objects.get(pk=version.pk)
    copy.pk, copy.number, copy.replaced_at = None, 2, None
    copy.save()

    refused = client.post(
        page, {"answer": "not_yet", "because": "The money first", "language": "en"}
    )

    assert refused.status_code == HTTPStatus.CONFLICT
    assert "The money first" in refused.content.decode()


# Where one sees it


def test_the_helper_reads_on_their_pages_for_whom_they_may_answer(client, home):
    grant = home.grant()
    client.force_login(home.luis.person)

    shown = [
        client.get(home.at(name, *args)).content.decode()
        for name, *args in [
            ("notices:helping",), ("partners:people",), ("partners:person", home.rosa.pk),
        ]
    ]  # fmt: skip
    client.force_login(home.tom.person)
    others = client.get(home.at("partners:person", home.rosa.pk)).content.decode()

    assert all("You may answer for" in page for page in shown)
    assert all(grant.get_absolute_url() in page for page in shown)
    assert grant.get_absolute_url() not in others


def test_what_ended_stands_below(client, home):
    helping.end(home.grant(), by=home.luis, now=timezone.now())
    client.force_login(home.rosa.person)

    shown = client.get(home.at("notices:my_helpers"))

    assert (len(shown.context["open"]), len(shown.context["former"])) == (0, 1)


def test_the_page_of_a_helper_asks_as_often_for_one_meeting_as_for_three(
    client, home, django_assert_num_queries
):
    grant = home.grant()
    client.force_login(home.luis.person)
    client.get(grant.get_absolute_url())
    counts = []
    for _number in range(2):
        meeting = MeetingFactory(partnership=home.partnership, created_by=home.maya)
        AttendanceFactory(meeting=meeting, membership=home.rosa)
        with django_assert_num_queries(QUERIES):
            counts.append(client.get(grant.get_absolute_url()).status_code)

    assert counts == [HTTPStatus.OK] * 2


QUERIES = 13
