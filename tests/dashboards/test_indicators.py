"""Each indicator against a small world whose numbers were worked out by hand.

For each: what is in the world, and as a comment why it counts or does not.
"""

import pytest

from charters.models import Agreement, Guard
from dashboards import indicators
from dashboards.census import _table
from dashboards.figures import State
from dashboards.live import look
from dashboards.sources import AboutPeople, Owed
from meetings.models import ItemKind
from partners.models import WorkingRules
from partners.roles import Role
from tests.dashboards.rows import DAY, Place
from tests.factories import ResourceTextFactory, SupportNeedFactory
from tests.meetings.money import activity_of, payment_of, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place(languages=["en", "es"])


def figure(place, indicator):
    live, _rows = look(place.at, partnerships=[place.partnership])
    return live.apart[place.partnership.pk][indicator]


def counted(place, indicator):
    """What a census counts in this partnership, before anything is hidden."""
    census = indicators.BY_ID[indicator].people
    days = indicators.BY_ID[indicator].days
    rows = AboutPeople(place.ago(days), place.at, place.partnership.programme)
    table = _table(census.cells(rows), [place.partnership], ())
    return table[frozenset()]


def replies(place, indicator):
    days = indicators.BY_ID[indicator].days
    rows = AboutPeople(place.ago(days), place.at, place.partnership.programme)
    cells = indicators.BY_ID[indicator].replies(rows)
    counts = _table(cells, [place.partnership], ())[frozenset()]
    return counts["people_replied"], counts["people_asked"]


def test_e1_decision_presence(place):
    place.decision(1)  # quorum met
    place.decision(89)  # quorum met
    place.decision(5, broken=[Guard.QUORUM])  # not met
    place.decision(5, broken=[Guard.EARLY])  # met: another promise was broken
    place.decision(91)  # before the window
    place.decision(5, is_taken=False)  # not taken
    Place(programme=place.partnership.programme).decision(5)  # elsewhere

    found = figure(place, "e1")

    assert (found.some, found.of_all, found.value) == (3, 4, 75)


def test_e2_seat_share(place):
    place.member("patient")  # lived experience
    place.member("family")  # lived experience
    place.member("staff")  # other; the facilitator is one too
    place.member("patient", role=Role.TRANSLATOR)  # has no say
    place.member("patient", role=Role.OBSERVER)  # has no say
    place.member("patient", paused_at=place.ago(3))  # takes a break
    place.member("patient", left_at=place.ago(3))  # has left
    place.member("patient", joined_at=None)  # was only invited
    place.member("patient", joined_at=place.at + DAY)  # joins tomorrow
    place.member("family", left_at=place.at + DAY)  # leaves tomorrow: still there

    counts = counted(place, "e2")

    assert (counts["people_some"], counts["people_rest"]) == (3, 2)


def test_e3_support_delivered(place):
    ana, ben, carl = (place.member() for _ in range(3))
    meeting = place.meeting(10)
    place.support(meeting, ana, was_there=True)  # there
    place.support(meeting, ana, was_there=False)  # a second need, not there
    place.support(meeting, ben, was_there=True)  # there
    place.support(meeting, carl)  # asked, not answered: leaves the denominator
    place.support(place.meeting(11), carl, was_there=False, rsvp="if_supported")  # not there
    missed = {"was_there": None, "rsvp": "if_supported"}
    place.support(place.meeting(12), ben, **missed)  # not answered
    place.support(place.meeting(100), ben, was_there=True)  # before the window
    place.support(place.meeting(5, cancelled_at=place.at), ben, was_there=True)  # cancelled
    place.support(place.meeting(6), ben, asked=False)  # nobody asked
    ended = SupportNeedFactory(membership=ben, ended_at=place.ago(30))
    place.support(place.meeting(7), ben, was_there=True, need=ended)  # no longer needed

    counts = counted(place, "e3")

    assert (counts["some"], counts["rest"]) == (2, 2)
    assert (counts["people_some"], counts["people_rest"]) == (2, 2)
    assert replies(place, "e3") == (3, 3)


def test_e3_leaves_out_who_was_absent_for_another_reason(place):
    ana, ben = place.member(), place.member()
    meeting = place.meeting(10)
    for member, answer, rsvp in [(ana, True, "no"), (ben, False, "yes")]:
        arrangement = place.support(meeting, member, was_there=answer)
        meeting.attendances.filter(membership=member).update(
            was_there=False, rsvp=rsvp, answered_at=meeting.starts_at
        )
        assert arrangement.meeting == meeting

    counts = counted(place, "e3")

    # Ana could not come, whatever was there; Ben said he would, and support was not there.
    assert (counts["some"], counts["rest"]) == (0, 1)


def test_e4_language_parity(place):
    WorkingRules.objects.filter(partnership=place.partnership).update(reading_days=7)
    meeting = place.meeting(10)
    place.paper(meeting, {"en": 9, "es": 7})  # both in time
    place.paper(meeting, {"en": 9, "es": 6.9})  # English in time
    place.paper(meeting, {"en": 9, "ar": 9})  # Arabic is not a language of this partnership
    place.paper(meeting, {"en": 9}, is_essential=False)  # nobody needs to read it
    place.paper(meeting, {"en": 9}, withdrawn_at=place.ago(1))  # taken back
    place.paper(place.meeting(5, cancelled_at=place.at), {"en": 9})  # cancelled
    place.paper(place.meeting(-3), {"en": 9})  # still to come
    replaced = place.paper(meeting, {"en": 9, "es": 9})  # both in time, and English again later
    replaced.texts.filter(language="en").update(replaced_at=place.ago(9))
    ResourceTextFactory(resource=replaced, language="en", added_at=place.ago(9))

    found = figure(place, "e4")

    assert (found.some, found.of_all) == (2 + 1 + 1 + 2, 4 * 2)
    assert found.value == 75


def test_e5_language_lag(place):
    meeting = place.meeting(10)
    place.paper(meeting, {"en": 9, "es": 7, "ar": 5})  # two and four days
    place.paper(meeting, {"es": 9, "en": 9})  # none: both came at once
    place.paper(meeting, {"en": 9})  # no other language yet
    place.paper(place.meeting(95), {"en": 9, "es": 1})  # shared before the window
    place.paper(meeting, {"en": 20, "es": 1}, withdrawn_at=place.at)  # taken back

    found = figure(place, "e5")

    assert (found.value, found.of_all) == (2, 3)


def test_e6_paid_on_promise(place):
    ana, ben = place.member(), place.member()

    def promise(member, due, paid=None, **fields):
        meeting = place.meeting(60)
        payment = payment_of(member, meeting, due=-due, **fields)
        if paid is not None:
            settled(payment, by=place.facilitator, on=place.ago(paid).date())
        return payment

    promise(ana, 10, 12)  # two days early
    promise(ben, 10, 10)  # on its day
    promise(ben, 10, 9)  # a day late
    promise(ben, 5)  # not paid
    promise(ana, 89, 95)  # at the edge of the window, in time
    disputed = promise(ana, 20, 25)  # paid, but it has not arrived
    disputed.arrived, disputed.answered_at = False, place.at
    disputed.save()
    arrived = promise(ana, 21, 25)  # in time, and it has arrived
    arrived.arrived, arrived.answered_at = True, place.at
    arrived.save()
    promise(ana, 92, 95)  # before the window
    promise(ana, -3)  # not due yet
    ended = {"ended_at": place.at, "ended_because": "cancelled"}
    promise(ben, 10, **ended)  # no longer promised

    found = figure(place, "e6")

    assert (found.some, found.of_all, found.value) == (4, 7, 57)


def test_e6_says_nothing_about_one_person_alone(place):
    ana, ben = place.member(), place.member()
    for _number in range(3):
        payment_of(ana, place.meeting(60), due=-10)
    assert figure(place, "e6").state == State.HIDDEN

    payment_of(ben, place.meeting(60), due=-10)

    assert (figure(place, "e6").some, figure(place, "e6").of_all) == (0, 4)


def test_e8_agenda_share(place):
    rosa = place.member("patient")
    meeting = place.meeting(10)
    place.item(meeting, ItemKind.DECIDE, rosa)  # lived experience
    place.item(meeting, ItemKind.INFORM)  # the facilitator's
    place.item(meeting, ItemKind.CONSULT)  # the facilitator's
    place.item(meeting, ItemKind.RELATE, rosa)  # time for each other
    place.item(meeting, ItemKind.REFLECT, rosa)  # time for each other
    place.item(place.meeting(5, cancelled_at=place.at), ItemKind.INFORM, rosa)  # cancelled
    place.item(place.meeting(-5), ItemKind.INFORM, rosa)  # still to come

    found = figure(place, "e8")

    assert (found.some, found.of_all, found.value) == (1, 3, 33)


def test_e9_influence_parity(place):
    rosa, tom = place.member("patient"), place.member("staff")
    place.said(rosa, answered=10, outcome="adopted")
    place.said(rosa, answered=80, outcome="partly")
    place.said(rosa, answered=10, outcome="not_adopted")
    place.said(rosa, answered=10, outcome="later")
    place.said(rosa, answered=91, outcome="adopted")  # before the window
    place.said(rosa)  # not answered
    place.said(rosa, answered=10, withdrawn_at=place.at)  # taken back
    place.said(tom, answered=10, outcome="adopted")
    moved = place.said(tom, answered=10, outcome="adopted")
    moved.group = "family"  # Tom spoke as a family member then
    moved.save()

    counts = counted(place, "e9")

    assert (counts["lived_adopted"], counts["lived"], counts["people_lived"]) == (3, 5, 2)
    assert (counts["others_adopted"], counts["others"], counts["people_others"]) == (1, 1, 1)


def test_e10_ladder_gap(place):
    ana, ben, carl = (place.member() for _ in range(3))
    decision = place.decision(10, claimed=6)
    place.rung(decision, ana, 4)
    place.rung(decision, ben, 6)
    place.rung(decision, carl, None)  # asked, not answered
    other = place.decision(20, claimed=7)
    place.rung(other, ana, 3)
    place.rung(place.decision(95), ana, 1)  # before the window

    counts = counted(place, "e10")

    assert (counts["claimed"], counts["experienced"], counts["answers"]) == (19, 13, 3)
    assert counts["people_some"] == 2
    assert replies(place, "e10") == (2, 3)


def test_m3_loop_closed(place):
    rosa = place.member()
    place.said(rosa, due=10, answered=11)  # in time
    place.said(rosa, due=10, answered=10)  # on the last moment
    place.said(rosa, due=10, answered=12, confirmed=True)  # in time, and right
    place.said(rosa, due=10, answered=12, confirmed=False)  # not right, says the person
    place.said(rosa, due=10, answered=9)  # late
    place.said(rosa, due=10)  # no answer
    place.said(rosa, due=91, answered=95)  # before the window
    place.said(rosa, due=-2)  # still has time
    place.said(rosa, due=10, withdrawn_at=place.at)  # taken back

    found = figure(place, "m3")

    assert (found.some, found.of_all, found.value) == (3, 6, 50)
    assert replies(place, "m3") == (1, 1)


def test_m4_relational_time(place):
    WorkingRules.objects.filter(partnership=place.partnership).update(relational_minutes=15)
    meeting = place.meeting(10, minutes=90)
    place.kept(meeting, ItemKind.RELATE, 10)
    place.kept(meeting, ItemKind.RELATE, 15)  # more than was promised counts too
    place.kept(meeting, ItemKind.REFLECT, 10)  # not for each other
    place.kept(place.meeting(20, minutes=60), ItemKind.RELATE, 0)  # planned, and not kept
    place.item(place.meeting(30), ItemKind.RELATE)  # nobody said whether it was kept
    place.meeting(40)  # none planned: nobody was asked
    place.kept(place.meeting(5, cancelled_at=place.at), ItemKind.RELATE, 10)  # cancelled
    place.kept(place.meeting(100), ItemKind.RELATE, 10)  # before the window

    found = figure(place, "m4")

    assert (found.some, found.of_all, found.promised, found.value) == (25, 150, 30, 17)
    assert not found.is_promise_kept


def test_r1_time_protected(place):
    WorkingRules.objects.filter(partnership=place.partnership).update(reflection_minutes=20)
    meeting = place.meeting(10)
    place.kept(meeting, ItemKind.REFLECT, 5)
    place.kept(meeting, ItemKind.REFLECT, 10)  # the second half
    place.kept(place.meeting(20), ItemKind.REFLECT, 45)  # not more than was promised for it
    place.kept(place.meeting(30), ItemKind.RELATE, 10)  # said what was kept: nothing to reflect
    place.item(place.meeting(40), ItemKind.REFLECT)  # nobody said whether it was kept
    place.kept(place.meeting(5, cancelled_at=place.at), ItemKind.REFLECT, 20)  # cancelled
    place.kept(place.meeting(100), ItemKind.REFLECT, 20)  # before the window

    found = figure(place, "r1")

    assert (found.some, found.of_all, found.value) == (15 + 20 + 0, 60, 58)
    assert not found.is_promise_kept


def test_r2_power_holders_first(place):
    grace, pat, rosa = place.member("leader"), place.member("payer"), place.member("patient")
    first, second = place.meeting(10), place.meeting(20)
    place.ticked(first, grace)
    place.ticked(second, grace, is_done=False)  # once is enough
    place.ticked(first, pat, is_done=False)
    place.ticked(second, pat, is_done=False)  # one person, however often
    place.ticked(first, rosa)  # wanted to be asked too, and holds no power
    place.ticked(place.meeting(100), pat)  # before the window
    place.ticked(place.meeting(5, cancelled_at=place.at), pat)  # cancelled
    place.ticked(place.meeting(-5), pat)  # still to come

    counts = counted(place, "r2")

    assert (counts["people_some"], counts["people_rest"]) == (1, 1)


def test_r3_reflection_to_change(place):
    rosa, tom = place.member(), place.member("staff")
    place.change(rosa, 10, "done")
    place.change(tom, 20, "done", ended=5)  # late, and done
    place.change(tom, 30, "dropped")  # agreed on, not made
    place.change(tom, 40)  # nobody has said yet
    place.change(tom, -5, "done", ended=1)  # its day is still to come
    place.change(tom, 0)  # today: the day is not over
    place.change(tom, 95, "done")  # before the window

    found = figure(place, "r3")

    assert (found.some, found.of_all, found.value) == (2, 4, 50)


def test_r3_is_nobodys_record(place):
    rosa = place.member()
    place.change(rosa, 10, "done")
    place.change(rosa, 20)

    assert figure(place, "r3").state == State.HIDDEN


@pytest.mark.parametrize("indicator", ["e11", "r4", "t2"])
def test_e11_r4_and_t2_are_what_pulses_say(place, indicator):
    place.pulse(8, "yes", "yes", "partly", "rather_not", "", asked=7)
    place.pulse(96, "yes", "no", asked=9)  # closed just in the window
    place.pulse(7, "no")  # counts on the day after: members see it for seven days
    place.pulse(97.5, "no", asked=40)  # before the window

    counts = counted(place, indicator)

    # Who would rather not say and who left it out are not counted.
    assert (counts["some"], counts["rest"]) == (3, 2)
    assert counts["people_behind"] == 9  # asked at most: few who reply often are still few
    assert replies(place, indicator) == (7, 16)


def test_e11_r4_and_t2_each_count_their_own_statement(place):
    pulse = place.pulse(20, "yes", "yes")
    pulse.replies.update(voice="yes", safety="no", fit="")

    found = {each: counted(place, each) for each in ("e11", "r4", "t2")}

    sides = {each: (counts["some"], counts["rest"]) for each, counts in found.items()}
    assert sides == {"e11": (2, 0), "r4": (0, 2), "t2": (0, 0)}


def test_m1_two_way_benefit(place):
    names = "ana ben carl dora emma finn gus"
    people = {name: place.member() for name in names.split()}
    for name in ("ana", "ben", "carl", "dora"):
        place.counts(people[name])
    place.counts(people["emma"], False)  # does not want to be counted
    place.counts(people["gus"], said=-1)  # will say so tomorrow
    gone, away = place.member(left_at=place.ago(1)), place.member(paused_at=place.ago(1))
    offer = place.asked_for(place.facilitator, direction="offer")
    for member in (gone, away):
        place.counts(member)
        place.gave(offer, to=member, confirmed=5)
    place.gave(offer, to=people["ana"], confirmed=5)
    place.gave(offer, to=people["ana"], confirmed=6)  # one person, however often
    place.gave(offer, to=people["ben"], confirmed=5, helped=False)  # did not help
    place.gave(offer, to=people["carl"])  # has not said yet
    place.gave(offer, to=people["dora"], confirmed=91)  # before the window
    place.gave(offer, to=people["emma"], confirmed=5)
    place.gave(offer, to=people["finn"], confirmed=5)  # was not asked whether to be counted

    counts = counted(place, "m1")

    assert (counts["people_some"], counts["people_rest"]) == (1, 3)
    assert replies(place, "m1") == (5, 8)  # seven, and the facilitator


def test_m2_asks_answered(place):
    ana, ben = place.member(), place.member()
    first = place.asked_for(ana)
    place.gave(first, to=ana)
    place.gave(first, to=ana)  # by a second one: still one ask
    place.asked_for(ana, said=20)  # nobody said yes
    place.gave(place.asked_for(ben), to=ben, taken_up=-1)  # only tomorrow
    place.gave(place.asked_for(ben), to=ben, dropped_at=place.at)  # came to nothing
    place.gave(place.asked_for(ben, said=95), to=ben)  # before the window
    place.asked_for(ben, withdrawn_at=place.at)  # taken back
    place.gave(place.asked_for(ben, direction="offer"), to=ana)  # an offer

    counts = counted(place, "m2")

    assert (counts["some"], counts["rest"]) == (1, 3)
    assert (counts["people_some"], counts["people_rest"], counts["people_all"]) == (1, 2, 2)


def test_m2_counts_by_the_group_of_that_time(place):
    tom = place.member("staff")
    place.asked_for(tom, group="family")
    rows = AboutPeople(place.ago(90), place.at, place.partnership.programme)

    assert [cell.group for cell in rows.asks] == ["family"]


def test_m6_credit_honoured(place):
    ana, ben, carl = (place.member() for _ in range(3))
    place.product((ana, True), (ben, True))  # named as both asked
    place.product((ana, True), (carl, False), (ben, None))  # one says no: that is enough
    place.product((ana, True), (ben, None))  # not all have said
    place.product()  # nobody is named as its maker
    place.product((ana, True), out=None)  # not finished
    place.product((ana, True), out=366)  # before the window
    place.product((ana, False), withdrawn_at=place.at)  # taken away

    counts = counted(place, "m6")

    assert (counts["some"], counts["rest"], counts["people_behind"]) == (1, 1, 3)
    assert replies(place, "m6") == (3, 3)


def test_t1_conversation_offered(place):
    people = [place.member() for _ in range(6)]
    place.checkpoint(people[0], "continue")
    place.checkpoint(people[1], "not_now", opened=181)  # declined
    place.checkpoint(people[2], answered=5)  # wrote something and chose nothing
    place.checkpoint(people[3])  # asked, no word
    place.checkpoint(people[4], "continue", opened=183)  # before the window
    place.checkpoint(people[5], "continue", chosen=-1)  # will answer tomorrow
    place.checkpoint(place.member(left_at=place.ago(1)), "leave")  # has left
    place.checkpoint(place.member(paused_at=place.ago(1)), "pause")  # takes a break
    place.checkpoint(place.member(role=Role.OBSERVER), "continue")  # takes no part

    counts = counted(place, "t1")

    # Six, and the facilitator, whom nobody asked.
    assert (counts["people_some"], counts["people_rest"]) == (3, 4)
    assert replies(place, "t1") == (3, 5)


def test_t3_goals_supported(place):
    ana, ben = place.member(), place.member()
    place.goal(ana, True, True)  # done twice over: still one goal
    place.goal(ana, None)  # she has not said whether it is right
    place.goal(ben, False)  # not right
    place.goal(ben)  # nothing was done
    place.goal(ben, True, visible_to="only_me")  # nobody was asked to help
    place.goal(ben, True, written=-1)  # will be written tomorrow
    place.goal(place.member(left_at=place.ago(1)), True)  # has left
    place.goal(place.member(paused_at=place.ago(1)), True)  # takes a break

    counts = counted(place, "t3")

    assert (counts["some"], counts["rest"]) == (1, 3)
    assert (counts["people_some"], counts["people_rest"], counts["people_all"]) == (1, 2, 2)


def test_t4_re_choice(place):
    people = [place.member() for _ in range(6)]
    for member, choice in zip(people, ["continue", "pause", "leave", "not_now"], strict=False):
        place.checkpoint(member, choice)
    place.checkpoint(people[4])  # asked, no word
    place.checkpoint(people[5], "continue", opened=91)  # before the window
    gone = place.member(left_at=place.ago(1))
    place.checkpoint(gone, "leave", ended_at=place.at)  # has left, and chose to
    place.checkpoint(gone, opened=5)  # one person, however often they were asked

    counts = counted(place, "t4")

    assert (counts["people_some"], counts["people_rest"]) == (4, 2)


def test_m5_unrushed_decisions(place):
    place.decision(1)
    place.decision(2, broken=[Guard.READING_DAYS])
    place.decision(3, broken=[Guard.QUORUM])

    found = figure(place, "m5")

    assert (found.some, found.of_all, found.value) == (2, 3, 67)


def test_f1_co_authored(place):
    rosa, tom = place.member("patient"), place.member("staff")
    place.member("payer", role=Role.OBSERVER)  # takes no part: need not be heard
    place.member("leader", left_at=place.ago(1))  # has left
    place.member("leader", paused_at=place.ago(1))  # takes a break
    agreement = place.agreement()
    place.section(agreement, rosa, tom, place.facilitator)  # by every group
    place.section(agreement, rosa, rosa, tom)  # without the facilitators
    place.section(agreement)  # by none
    place.section(agreement, rosa, tom, place.facilitator, removed_at=place.at)  # taken out
    place.section(place.agreement(ended_at=place.at), rosa)  # given up

    found = figure(place, "f1")

    assert (found.some, found.of_all, found.value) == (1, 3, 33)


def test_f2_agreed_and_understood(place):
    version = place.version(place.agreement())
    signed = {
        "understood": place.member(),
        "in another language she reads": place.member(language="ar", reads=["en"]),
        "not understood": place.member(),
        "in a language he does not read": place.member(language="ar"),
        "not yet": place.member(),
        "nothing said": place.member(),
        "signed and took it back": place.member(),
        "takes a break": place.member(paused_at=place.ago(1)),
        "has left": place.member(left_at=place.ago(1)),
        "observes": place.member(role=Role.OBSERVER),
    }
    place.signature(version, signed["understood"])
    place.signature(version, signed["in another language she reads"], language="en")
    place.signature(version, signed["not understood"], understood=False)
    place.signature(version, signed["in a language he does not read"], language="en")
    place.signature(version, signed["not yet"], signed=False)
    withdrawn = {"withdrawn_at": place.ago(5), "withdrawn_by": place.facilitator}
    place.signature(version, signed["signed and took it back"], **withdrawn)
    for name in ("takes a break", "has left"):
        place.signature(version, signed[name])

    counts = counted(place, "f2")

    # Eight take part, the facilitator is one of them; two signed what they read and understood.
    assert (counts["people_some"], counts["people_rest"]) == (2, 6)
    assert replies(place, "f2") == (5, 8)


def test_f2_follows_the_class_of_a_change(place):
    ana, ben, carl, dora = (
        place.member(language=language) for language in ("en", "es", "en", "en")
    )
    agreement = place.agreement()
    first = place.version(agreement, 1)
    place.signature(first, ana)
    place.signature(place.version(agreement, 2), ben)  # substance: Ana is asked again
    second = agreement.versions.get(number=2)
    place.signature(second, carl)
    place.version(agreement, 3, change="translation", language="es")  # Ben is asked again
    fourth = place.version(agreement, 4, change="wording")  # nobody is
    place.signature(fourth, dora, signed=False)
    place.signature(second, dora)  # she signed, and says "not yet" to the newest
    place.version(agreement, 5, in_force=False)  # open for signing, not in force: does not count

    counts = counted(place, "f2")

    assert (counts["people_some"], counts["people_rest"]) == (1, 4)


def test_f2_counts_nobody_without_a_charter_in_force(place):
    memorandum = place.version(place.agreement(kind="memorandum"))
    place.signature(memorandum, place.member())

    assert counted(place, "f2") == {}


def test_f3_duties_kept(place):
    rosa, tom = place.member(), place.member("staff")
    place.duty_date(rosa, 10, "kept")
    place.duty_date(tom, 20, "kept")
    place.duty_date(tom, 30, "not_kept")
    place.duty_date(tom, 1)  # passed without a word
    place.duty_date(tom, 10, "moved")  # counts on its new day
    place.duty_date(tom, -5)  # still to come
    place.duty_date(tom, 0)  # today: the day is not over
    place.duty_date(tom, 95, "kept")  # before the window
    place.duty_date(tom, 10, in_force_at=None)  # only in a draft
    place.duty_date(tom, 10, ended_at=place.ago(2))  # no longer in force, nothing said
    place.duty_date(tom, 10, "kept", ended_at=place.ago(2))  # kept while it was

    found = figure(place, "f3")

    assert (found.some, found.of_all, found.value) == (3, 5, 60)


def test_f3_is_nobodys_record(place):
    rosa = place.member()
    place.duty_date(rosa, 10, "kept")
    place.duty_date(rosa, 11, "not_kept")

    assert figure(place, "f3").state == State.HIDDEN


def test_f4_plan_delivered(place):
    by, over = place.facilitator, {"told": "We met.", "told_language": "en"}
    over |= {"closed_by": place.facilitator, "closed_at": place.at}
    activity_of(by, days=-10, outcome="done", **over)  # done
    activity_of(by, days=-20, outcome="done", **over)  # done
    activity_of(by, days=-30, outcome="dropped", **over)  # planned, not done
    activity_of(by, days=-5)  # its day has passed without a word
    activity_of(by, days=-95, outcome="done", **over)  # before the window
    activity_of(by, days=4, outcome="done", **over)  # counts on its day

    found = figure(place, "f4")

    assert (found.some, found.of_all, found.value) == (2, 4, 50)


def test_f5_role_shared(place):
    rosa, tom = place.member("family"), place.member("staff")
    place.meeting(10, chair=rosa)
    place.meeting(20, chair=tom)
    place.meeting(30)  # nobody was named
    place.meeting(40, chair=rosa, cancelled_at=place.at)  # cancelled
    place.meeting(-1, chair=rosa)  # still to come
    place.meeting(100, chair=rosa)  # before the window

    found = figure(place, "f5")

    assert (found.some, found.of_all, found.value) == (1, 3, 33)


def test_f6_review_held(place):
    place.review(due=40, closed=40)  # on its day
    place.review(due=60, closed=30)  # on the last day
    place.review(due=70, closed=39)  # a day late
    place.review(due=50)  # not at all
    place.review(due=20, closed=10)  # its 30 days are not over
    place.review(due=121, closed=121)  # before the window
    place.quarter(due=45, closed=30)  # a quarter, in time
    place.quarter(due=110, closed=79)  # a day late

    found = figure(place, "f6")

    assert (found.some, found.of_all, found.value) == (3, 6, 50)


def test_f8_reporting_readiness(place):
    place.statement("aim", "methods", drafted=["results"])  # five of its parts were taken out
    place.statement("seats", in_force=False)  # not released
    ended = place.statement("aim")
    Agreement.objects.filter(pk=ended.pk).update(ended_at=place.at)  # not reported any more
    taken_out = place.statement("aim").sections.get()
    taken_out.clauses.update(removed_at=place.ago(1))  # what rested on something is gone
    place.version(place.agreement(), 1)  # another kind of agreement

    found = figure(place, "f8")

    assert (found.some, found.of_all, found.value) == (2, 24, 8)


@pytest.mark.parametrize("indicator", [each.id for each in indicators.OWED])
def test_nothing_to_count_is_not_zero(place, indicator):
    assert figure(place, indicator).state == State.NOTHING


def test_every_indicator_of_the_design_is_declared():
    wanted = (
        "e1 e2 e3 e4 e5 e6 e8 e9 e10 e11 r1 r2 r3 r4 m1 m2 m3 m4 m5 m6 t1 t2 t3 t4 "
        "f1 f2 f3 f4 f5 f6 f8"
    )

    assert set(indicators.BY_ID) == set(wanted.split())
    assert len(indicators.INDICATORS) == len(indicators.BY_ID)


def test_every_indicator_is_recorded():
    assert [each.id for each in indicators.INDICATORS if not each.is_recorded] == []


def test_a_programme_counts_its_partnerships_together(place):
    other = Place(programme=place.partnership.programme)
    place.decision(5)
    other.decision(5, broken=[Guard.QUORUM])

    live, rows = look(place.at, programme=place.partnership.programme)

    assert (live.together["e1"].some, live.together["e1"].of_all) == (1, 2)
    assert isinstance(rows, Owed)
