"""Invitations: who gets in, once, and what nobody gets to see."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils import timezone

from partners import codes, joining, needs, reasons
from partners.models import Carrier, Channel, Invitation, Membership, Motivation, Person
from partners.roles import Group, Role
from tests.factories import (
    EmailAddressFactory,
    InvitationFactory,
    MembershipFactory,
    MotivationFactory,
    PersonFactory,
    SupportNeedFactory,
)

NOW = timezone.now()
LATER = NOW + timedelta(hours=2)
TOO_LATE = NOW + Invitation.LIFETIME


@pytest.fixture
def facilitator(db):
    return MembershipFactory(facilitator=True)


@pytest.fixture
def invite(facilitator):
    def invite(**said):
        answers = {
            "name": "Rosa",
            "language": "es",
            "carrier": Carrier.EMAIL,
            "email": "rosa@example.org",
            "group": Group.PATIENT,
            "role": Role.PARTNER,
            "timezone": "America/Bogota",
            "now": NOW,
        }
        return joining.invite(facilitator.partnership, by=facilitator, **{**answers, **said})

    return invite


def token_of(invitation):
    return codes.token_of(invitation.nonce, invitation.token_hash)


def code_of(invitation):
    return codes.code_of(invitation.nonce, invitation.code_hash)


ROSA = joining.Answers(
    name="Rosa M.", language="ar", timezone="Africa/Cairo", channel=Channel.CALL, phone="+20 2 5550"
)


def accept(invitation, reader=None, now=LATER, **said):
    return joining.accept(invitation, reader=reader, now=now, **{"answers": ROSA, **said})


# Inviting


def test_inviting_makes_room_for_a_person_who_has_not_joined(invite):
    invitation = invite(phone="+57 1 5550")

    membership, person = invitation.membership, invitation.membership.person
    assert (membership.group, membership.role, membership.joined_at) == ("patient", "partner", None)
    assert (person.name, person.email, person.language) == ("Rosa", "rosa@example.org", "es")
    assert person.timezone == "America/Bogota"
    assert person.channel == Channel.EMAIL
    assert not person.has_usable_password()
    assert invitation.expires_at == NOW + timedelta(days=21)


def test_database_holds_neither_token_nor_code(invite):
    invitation = invite()

    stored = Invitation.objects.values().get()
    values = " ".join(map(str, stored.values()))
    assert token_of(invitation) not in values
    assert code_of(invitation) not in values
    assert len(token_of(invitation)) == 22  # 128 bits in base 64


def test_a_person_without_email_is_reached_by_phone(invite):
    person = invite(carrier=Carrier.LETTER, email="", phone="+57 1 5550").membership.person

    assert (person.email, person.channel) == (None, Channel.CALL)


@pytest.mark.parametrize("said", [{"carrier": Carrier.LETTER}, {"is_shared": True}])
def test_an_address_that_proves_nothing_is_only_for_messages(invite, said):
    person = invite(**said).membership.person

    assert (person.email, person.household_email) == (None, "rosa@example.org")


def test_who_is_added_in_person_takes_part_at_once_without_a_way_in(invite):
    invitation = invite(carrier=Carrier.NONE, email="")

    assert invitation.membership.joined_at == NOW
    with pytest.raises(joining.Withdrawn):
        joining.check(invitation, None, NOW)


def test_nobody_is_invited_twice(invite):
    invite()

    with pytest.raises(joining.AlreadyHere):
        invite(email=" ROSA@example.org ")


@pytest.mark.parametrize("typed", ["rosa@example.org", "Rosa@Example.org", "second@example.org"])
def test_existing_person_is_attached_and_stays_as_they_are(invite, typed):
    rosa = PersonFactory(name="Doctor R.", email="rosa@example.org", language="ar", phone="+1 555")
    EmailAddressFactory(user=rosa)
    EmailAddressFactory(user=rosa, email="second@example.org", primary=False)
    before = Person.objects.values().get(pk=rosa.pk)

    invitation = invite(email=typed, name="Auntie", phone="+57 1 5550")

    assert invitation.membership.person == rosa
    assert Person.objects.values().get(pk=rosa.pk) == before
    assert (invitation.name, invitation.phone) == ("Auntie", "+57 1 5550")


def test_who_was_invited_elsewhere_but_never_came_is_written_to_as_last_told(invite):
    placeholder = MembershipFactory(invited=True, person__email="rosa@example.org").person

    invitation = invite()

    placeholder.refresh_from_db()
    assert invitation.membership.person == placeholder
    assert (placeholder.language, placeholder.timezone) == ("es", "America/Bogota")


def test_who_left_can_be_invited_again(invite):
    first = invite()
    joining.withdraw(first, now=NOW)

    second = invite()

    assert second.membership != first.membership
    assert second.membership.person == first.membership.person


# Finding


def test_an_invitation_is_found_by_its_token_and_by_its_code(invite):
    invitation = invite()

    assert joining.find(token_of(invitation)) == invitation
    assert joining.find_by_code(code_of(invitation)) == invitation


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "a" * 5000, "../../etc/passwd"])
def test_a_strange_token_is_unknown(db, token):
    with pytest.raises(joining.Unknown):
        joining.find(token)


def test_code_may_be_typed_as_people_read_it(invite):
    invitation = invite()
    code = code_of(invitation)
    sloppy = codes.grouped(code).lower().replace("0", "o").replace("1", " l ")

    assert joining.find_by_code(f" {sloppy}\n") == invitation


@pytest.mark.parametrize("typed", ["", "ABC", "UUUUU-UUUUU", "ABCDE-FGHJKM", "١٢٣٤٥٦٧٨٩٠", "\x00"])
def test_what_cannot_be_a_code_is_unknown(db, typed):
    with pytest.raises(joining.Unknown):
        joining.find_by_code(typed)


def test_links_and_codes_outlive_a_change_of_the_secret_key(invite, settings):
    invitation = invite()
    token, code = token_of(invitation), code_of(invitation)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, just as long as the one that was there before"

    assert (token_of(invitation), code_of(invitation)) == (token, code)
    assert joining.find_by_code(code) == invitation


def test_ten_thousand_guesses_find_nothing(invite):
    invitations = [invite(email=f"p{number}@example.org") for number in range(20)]
    known = {hashed for it in invitations for hashed in (it.token_hash, it.code_hash)}

    hits = 0
    for number in range(10_000):
        token = codes.new_token(f"guess {number}")
        typed = codes.new_code(f"guess {number}")
        hits += codes.hash_token(token) in known
        hits += bool(known.intersection(codes.possible_hashes(typed)))

    assert hits == 0


# Joining


def test_joining_settles_who_the_person_is(invite):
    membership = accept(invite())

    person = Person.objects.get(pk=membership.person_id)
    assert membership.joined_at == LATER
    assert (person.name, person.language, person.timezone) == ("Rosa M.", "ar", "Africa/Cairo")
    assert (person.channel, person.phone) == (Channel.CALL, "+20 2 5550")
    assert person.timing_revision == 1


def test_opening_a_mailed_link_proves_the_address(invite):
    person = accept(invite()).person

    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == ("rosa@example.org", True, True)


def test_a_letter_proves_no_address(invite):
    person = accept(invite(carrier=Carrier.LETTER)).person

    assert not EmailAddress.objects.filter(user=person).exists()
    assert not joining.can_sign_in(person)


def test_an_invitation_works_once(invite):
    invitation = invite()
    accept(invitation)

    with pytest.raises(joining.Used):
        accept(invitation, reader=invitation.membership.person)


@pytest.mark.django_db(transaction=True)
def test_twenty_browsers_at_once_and_one_gets_in(invite):
    invitation = invite()

    def attempt():
        try:
            accept(Invitation.objects.get(pk=invitation.pk))
        except joining.Used:
            return "used"
        return "in"

    answers = at_once(20, attempt)

    assert sorted(answers) == ["in"] + ["used"] * 19
    assert EmailAddress.objects.count() == 1


def at_once(times, act):
    """Do the same in several threads, each with a connection of its own."""

    def attempt(number):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=times) as pool:
        return list(pool.map(attempt, range(times)))


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_by_an_impatient_finger_is_written_once(invite):
    membership = MembershipFactory()
    said = {"food": {"detail": "", "is_essential": False, "visible_to": "arrangers"}}

    def send():
        needs.record(membership, said, language="en", now=NOW)
        reasons.say(membership, words="For others", language="en", now=NOW)
        try:
            invite()
        except joining.AlreadyHere:
            return "here already"
        return "invited"

    assert sorted(at_once(5, send)) == ["here already"] * 4 + ["invited"]
    assert membership.needs.count() == 1
    assert Motivation.objects.count() == 1
    assert Person.objects.filter(email="rosa@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_joining_and_taking_back_at_once_end_in_one_of_the_two(invite):
    invitation = invite()
    turns = iter([accept, joining.withdraw])

    def join_or_withdraw():
        act = next(turns)
        try:
            act(Invitation.objects.select_related("membership").get(pk=invitation.pk), now=NOW)
        except joining.Withdrawn:
            return "withdrawn"

    at_once(2, join_or_withdraw)

    membership = Membership.objects.get(pk=invitation.membership_id)
    assert (membership.joined_at is None) is (membership.left_at is not None)


def test_an_invitation_expires(invite):
    invitation = invite()

    joining.check(invitation, None, TOO_LATE - timedelta(seconds=1))
    with pytest.raises(joining.Expired):
        accept(invitation, now=TOO_LATE)


def test_a_new_invitation_makes_the_old_one_worthless(invite, facilitator):
    old = invite()
    new = joining.reissue(old, by=facilitator, now=NOW)

    with pytest.raises(joining.Replaced):
        accept(old)
    assert (new.name, new.email, new.language) == (old.name, old.email, old.language)
    assert accept(new).joined_at == LATER


def test_an_invitation_taken_back_lets_nobody_in(invite):
    invitation = invite()
    joining.withdraw(invitation, now=NOW)

    with pytest.raises(joining.Withdrawn):
        accept(invitation)


def test_taking_back_does_not_put_out_who_has_joined(invite):
    invitation = invite()
    membership = accept(invitation)

    joining.withdraw(invitation, now=LATER)

    assert Membership.objects.active().get(pk=membership.pk)


def test_an_invitation_taken_back_without_ending_the_membership_is_said_so(db):
    with pytest.raises(joining.Withdrawn):
        accept(InvitationFactory(voided=True))


def test_somebody_else_cannot_use_it_while_signed_in(invite):
    with pytest.raises(joining.ForSomebodyElse):
        accept(invite(), reader=PersonFactory())


def test_a_link_alone_does_not_open_an_account_with_its_own_way_in(invite):
    rosa = PersonFactory(email="rosa@example.org", name="Doctor R.", language="ar")
    EmailAddressFactory(user=rosa)
    invitation = invite()

    with pytest.raises(joining.SignInFirst):
        accept(invitation)
    membership = accept(invitation, reader=rosa)

    rosa.refresh_from_db()
    assert membership.joined_at == LATER
    assert (rosa.name, rosa.timing_revision) == ("Doctor R.", 0)


def test_a_passkey_is_a_way_in_and_an_authenticator_app_is_none(db):
    with_passkey, with_app = PersonFactory(), PersonFactory()
    Authenticator.objects.create(
        user=with_passkey, type=Authenticator.Type.WEBAUTHN, data={"credential": {}}
    )
    Authenticator.objects.create(user=with_app, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert joining.can_sign_in(with_passkey)
    assert not joining.can_sign_in(with_app)


def test_settings_of_somebody_who_was_here_before_are_not_touched(invite):
    invitation = invite(carrier=Carrier.LETTER)
    person = invitation.membership.person
    person.last_login = NOW
    person.save()

    accept(invitation)

    person.refresh_from_db()
    assert person.name == "Rosa"


# Coming back


def test_somebody_without_email_comes_back_with_a_new_letter(invite, facilitator):
    first = invite(carrier=Carrier.LETTER, email="")
    membership = accept(first)

    again = joining.reissue(first, by=facilitator, now=LATER + timedelta(minutes=1))

    assert again.carrier == Carrier.LETTER
    assert accept(again, now=LATER + timedelta(days=1)).joined_at == membership.joined_at
    assert list(joining.letters_after_joining(membership.person)) == [again]


def test_who_was_added_in_person_gets_a_letter(invite, facilitator):
    letter = joining.reissue(invite(carrier=Carrier.NONE, email=""), by=facilitator, now=LATER)

    assert letter.carrier == Carrier.LETTER
    assert accept(letter, now=LATER).joined_at == NOW


@pytest.mark.parametrize("end", ["proven address", "left"])
def test_no_new_invitation_for_who_does_not_need_one(invite, facilitator, end):
    invitation = invite()
    if end == "left":
        joining.withdraw(invitation, now=NOW)
    else:
        accept(invitation)

    with pytest.raises(joining.CannotReissue):
        joining.reissue(invitation, by=facilitator, now=LATER)


def test_same_browser_may_repeat_its_last_step_for_an_hour(invite):
    invitation = invite()
    browser, another = joining.remember("secret"), joining.remember("another")
    accept(invitation, browser=browser)
    invitation.refresh_from_db()
    soon, late = LATER + timedelta(minutes=59), LATER + timedelta(minutes=61)

    assert joining.may_repeat(invitation, None, browser, soon)
    assert not joining.may_repeat(invitation, None, another, soon)
    assert not joining.may_repeat(invitation, None, joining.remember(""), soon)
    assert not joining.may_repeat(invitation, None, browser, late)
    assert joining.may_repeat(invitation, invitation.membership.person, "", late)
    assert not joining.may_repeat(invitation, PersonFactory(), browser, soon)


def test_nothing_is_repeated_of_what_was_not_used_or_was_left(invite, facilitator):
    unused = invite()
    assert not joining.may_repeat(unused, unused.membership.person, "", NOW)

    membership = accept(unused)
    joining.leave(membership, now=LATER)
    used = Invitation.objects.get(pk=unused.pk)
    assert not joining.may_repeat(used, membership.person, "", LATER)


# Leaving, and changing place


def test_leaving_ends_needs_and_deletes_private_words(db):
    membership = MembershipFactory()
    need = SupportNeedFactory(membership=membership)
    MotivationFactory(membership=membership)
    waiting = InvitationFactory(membership=membership)

    joining.leave(membership, now=NOW)

    need.refresh_from_db()
    waiting.refresh_from_db()
    assert (membership.left_at, need.ended_at, waiting.voided_at) == (NOW, NOW, NOW)
    assert not Motivation.objects.exists()


def test_words_for_everyone_stay_when_somebody_leaves(db):
    motivation = MotivationFactory(visible_to="partnership")

    joining.leave(motivation.membership, now=NOW)

    assert Motivation.objects.get() == motivation


def test_the_last_facilitator_neither_leaves_nor_steps_back(facilitator):
    with pytest.raises(joining.LastFacilitator):
        joining.leave(facilitator, now=NOW)
    with pytest.raises(joining.LastFacilitator):
        joining.place(facilitator, group=Group.STAFF, role=Role.PARTNER)


def test_one_of_two_facilitators_may_leave(facilitator):
    MembershipFactory(partnership=facilitator.partnership, facilitator=True)

    joining.leave(facilitator, now=NOW)

    assert facilitator.left_at == NOW


def test_group_and_role_change(facilitator):
    joining.place(facilitator, group=Group.QUALITY, role=Role.FACILITATOR)
    other = MembershipFactory(partnership=facilitator.partnership)
    joining.place(other, group=Group.FAMILY, role=Role.FACILITATOR)
    joining.place(facilitator, group=Group.QUALITY, role=Role.OBSERVER)

    facilitator.refresh_from_db()
    assert (facilitator.group, facilitator.role) == (Group.QUALITY, Role.OBSERVER)


def test_only_details_of_people_without_account_are_kept_by_others(invite):
    added = invite(carrier=Carrier.NONE, email="").membership
    assert joining.is_set_up_by_others(added)

    MembershipFactory(person=added.person)
    assert not joining.is_set_up_by_others(added)
    assert not joining.is_set_up_by_others(invite(email="new@example.org").membership)


def test_latest_invitation_of_each_person_who_waits(invite, facilitator):
    first = invite()
    second = joining.reissue(first, by=facilitator, now=NOW)
    accept(invite(email="ana@example.org"))

    assert joining.latest_invitations(facilitator.partnership) == [second]
