"""The people of a partnership, what is seen of them, and how the partnership is set up."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from notices import kinds
from notices.models import Delivery, Notice, State
from notices.rendering import render
from partners import codes, joining
from partners.models import Channel, Membership, NeedVisibility, Partnership, Person
from partners.roles import Group, Role
from tests.factories import (
    EmailAddressFactory,
    InvitationFactory,
    MembershipFactory,
    PartnershipFactory,
    SupportNeedFactory,
)

SOMEBODY = {
    "name": "Rosa",
    "language": "ar",
    "carrier": "email",
    "email": "rosa@example.org",
    "phone": "",
    "group": "patient",
    "role": "partner",
    "timezone": "America/Bogota",
}


@pytest.fixture
def facilitator(client, db):
    facilitator = MembershipFactory(facilitator=True)
    client.force_login(facilitator.person)
    return facilitator


def page(membership, name, **kwargs):
    app_and_name = name if ":" in name else f"partners:{name}"
    return reverse(app_and_name, kwargs={"slug": membership.partnership.slug, **kwargs})


# Who sees what


@pytest.fixture
def needs(facilitator):
    rosa = MembershipFactory(partnership=facilitator.partnership)
    SupportNeedFactory(membership=rosa, kind="interpreter", detail="quechua words")
    SupportNeedFactory(
        membership=rosa, kind="captions", visible_to=NeedVisibility.PARTNERSHIP, detail="big ones"
    )
    SupportNeedFactory(
        membership=rosa,
        kind="transport",
        ended_at=rosa.joined_at,
        visible_to=NeedVisibility.PARTNERSHIP,
    )
    return rosa


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("facilitator", {"An interpreter", "Captions"}),
        ("partner", {"Captions"}),
        ("translator", {"Captions"}),
        ("observer", {"Captions"}),
        ("herself", {"An interpreter", "Captions"}),
    ],
)
def test_needs_are_seen_by_whom_the_person_chose(client, needs, reader, seen):
    partnership = needs.partnership
    membership = (
        needs
        if reader == "herself"
        else MembershipFactory(partnership=partnership, role=Role(reader))
    )
    client.force_login(membership.person)

    for address in [page(needs, "people"), needs.get_absolute_url()]:
        shown = client.get(address).content.decode()
        assert {kind for kind in ["An interpreter", "Captions", "A ride"] if kind in shown} == seen
    assert ("quechua words" in shown) is ("An interpreter" in seen)


def test_who_is_invited_is_seen_by_facilitators_only(client, facilitator):
    InvitationFactory(
        membership__partnership=facilitator.partnership, name="Invited Rosa", email="r@example.org"
    )

    assert "Invited Rosa" in client.get(page(facilitator, "people")).content.decode()
    partner = MembershipFactory(partnership=facilitator.partnership)
    client.force_login(partner.person)
    shown = client.get(page(facilitator, "people")).content.decode()
    assert "Invited Rosa" not in shown
    assert "r@example.org" not in shown


def test_addresses_and_phone_numbers_of_members_are_not_shown_to_each_other(client, facilitator):
    rosa = MembershipFactory(partnership=facilitator.partnership, person__phone="+57 1 5550")
    partner = MembershipFactory(partnership=facilitator.partnership)
    client.force_login(partner.person)

    for address in [page(rosa, "people"), rosa.get_absolute_url()]:
        shown = client.get(address).content.decode()
        assert rosa.person.name in shown
        assert rosa.person.email not in shown
        assert "+57 1 5550" not in shown


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.PARTNER])
def test_people_cost_the_same_however_many_they_are(
    client, db, role, django_assert_max_num_queries
):
    reader = MembershipFactory(role=role)
    client.force_login(reader.person)

    def fill(count):
        for _number in range(count):
            member = MembershipFactory(partnership=reader.partnership)
            SupportNeedFactory(membership=member, visible_to=NeedVisibility.PARTNERSHIP)
        InvitationFactory.create_batch(count, membership__partnership=reader.partnership)

    fill(3)
    client.get(page(reader, "people"))
    with django_assert_max_num_queries(13) as few:
        client.get(page(reader, "people"))
    fill(297)
    with django_assert_max_num_queries(13) as many:
        client.get(page(reader, "people"))

    assert len(few) == len(many)


def test_many_people_stand_on_several_pages_group_by_group(client, facilitator):
    partners = MembershipFactory.create_batch(30, partnership=facilitator.partnership)
    late = MembershipFactory(partnership=facilitator.partnership, group=Group.PATIENT)

    first = client.get(page(facilitator, "people"))
    second = client.get(page(facilitator, "people"), {"page": "2"})
    listed = [it for each in (first, second) for it in each.context["page"]]

    order = [group.value for group in Group]
    assert "Page 1 of 2" in first.text
    assert {*listed} == {facilitator, late, *partners}
    assert len(listed) == 32
    assert listed == sorted(listed, key=lambda it: (order.index(it.group), it.joined_at, it.pk))


def test_languages_are_named_in_the_readers_language(client, facilitator):
    rosa = MembershipFactory(
        partnership=facilitator.partnership, person__language="ar", person__also_reads=["es"]
    )

    assert "Arabic and Spanish" in client.get(rosa.get_absolute_url()).content.decode()


# Changing people


def test_group_and_role_are_changed_by_facilitators(client, facilitator):
    rosa = MembershipFactory(partnership=facilitator.partnership)
    place = page(facilitator, "place", pk=rosa.pk)

    assert client.get(place).status_code == 200
    client.post(place, {"group": "family", "role": "translator"})

    rosa.refresh_from_db()
    assert (rosa.group, rosa.role) == (Group.FAMILY, Role.TRANSLATOR)


def test_the_only_facilitator_cannot_become_something_else(client, facilitator):
    place = page(facilitator, "place", pk=facilitator.pk)

    response = client.post(place, {"group": "staff", "role": "partner"})

    facilitator.refresh_from_db()
    assert "only facilitator" in response.content.decode()
    assert facilitator.role == Role.FACILITATOR


def test_how_to_reach_somebody_without_account_is_written_down(client, facilitator):
    rosa = MembershipFactory(partnership=facilitator.partnership, person__without_email=True)
    contact = page(facilitator, "contact", pk=rosa.pk)
    assert contact in client.get(rosa.get_absolute_url()).content.decode()

    client.get(contact)
    client.post(
        contact,
        {"name": "Rosa", "language": "es", "timezone": "UTC", "channel": "call"}
        | {"phone": "+57 1 5550", "household_email": "", "email": "taken@example.org"},
    )

    person = Person.objects.get(pk=rosa.person_id)
    assert (person.name, person.phone, person.email) == ("Rosa", "+57 1 5550", None)
    assert person.timing_revision == 1


def test_nobody_changes_what_a_person_with_an_account_says(client, facilitator):
    rosa = MembershipFactory(partnership=facilitator.partnership)
    EmailAddressFactory(user=rosa.person)
    contact = page(facilitator, "contact", pk=rosa.pk)

    assert contact not in client.get(rosa.get_absolute_url()).content.decode()
    assert client.get(contact).status_code == 403


# Inviting


def invite(client, facilitator, **said):
    return client.post(page(facilitator, "notices:invite"), {**SOMEBODY, **said})


def test_an_invitation_by_mail_is_neutral_and_in_the_invitees_language(
    client, facilitator, smtp_sink
):
    facilitator.partnership.name_en = "Diabetes and low mood"
    facilitator.partnership.save()

    invite(client, facilitator)

    notice = Notice.objects.get(kind="invitation")
    delivery = notice.deliveries.get()
    assert (delivery.channel, delivery.state) == (Channel.EMAIL, State.PENDING)
    message = render(notice)
    invitation = facilitator.partnership.memberships.invited().get().invitations.get()
    assert (message.to, message.language) == ("rosa@example.org", "ar")
    assert codes.token_of(invitation.nonce, invitation.token_hash) in message.text
    for secret in [
        "Diabetes",
        facilitator.person.name,
        "Rosa",
        codes.code_of(invitation.nonce, invitation.code_hash),
    ]:
        assert secret not in message.subject + message.text


def test_an_invitation_goes_by_mail_even_to_who_would_rather_be_called(client, facilitator):
    rosa = MembershipFactory(
        person__email="rosa@example.org", person__channel=Channel.CALL, person__phone="+57 1 5550"
    ).person
    EmailAddressFactory(user=rosa)

    invite(client, facilitator)

    assert Delivery.objects.get(notice__person=rosa).channel == Channel.EMAIL


def test_a_letter_shows_code_and_picture_in_the_invitees_language(client, facilitator):
    response = invite(client, facilitator, carrier="letter", email="")
    invitation = facilitator.partnership.memberships.invited().get().invitations.get()
    shown = client.get(response.headers["Location"]).content.decode()

    code = codes.code_of(invitation.nonce, invitation.code_hash)
    assert codes.grouped(code) in shown
    assert 'lang="ar" dir="rtl"' in shown
    assert '<html lang="en"' in shown
    assert "<svg" in shown
    assert "style=" not in shown
    assert not Notice.objects.exists()


def test_a_mailed_invitation_has_no_letter(client, facilitator):
    invite(client, facilitator)
    invitation = facilitator.partnership.memberships.invited().get().invitations.get()

    assert client.get(page(facilitator, "notices:letter", pk=invitation.pk)).status_code == 404


def test_somebody_added_in_person_is_here_at_once(client, facilitator):
    response = invite(client, facilitator, carrier="none", email="", phone="+57 1 5550")

    member = Membership.objects.active().get(person__name="Rosa")
    assert response.headers["Location"] == member.get_absolute_url()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"email": ""}, "email"),
        ({"email": "not an address"}, "email"),
        ({"email": "a@b\r\nBcc: c@d.org"}, "email"),
        ({"language": "xx"}, "language"),
        ({"group": "king"}, "group"),
        ({"role": "admin"}, "role"),
        ({"timezone": "Nowhere"}, "timezone"),
        ({"phone": "call me"}, "phone"),
        ({"carrier": "pigeon"}, "carrier_0"),
    ],
)
def test_mistakes_in_an_invitation_are_said_and_words_are_kept(client, facilitator, said, field):
    response = invite(client, facilitator, **{"name": "Rosa María", **said})
    shown = response.content.decode()

    assert response.status_code == 200
    assert f"#id_{field}" in shown
    assert "Rosa María" in shown or field == "name"
    assert not Membership.objects.invited().exists()


def test_who_is_here_is_not_invited_again(client, facilitator):
    invite(client, facilitator)

    response = invite(client, facilitator, email="ROSA@example.org")

    assert "is here already, or is invited" in response.content.decode()
    assert Membership.objects.invited().count() == 1


def test_a_new_invitation_is_sent_and_the_old_one_is_not(client, facilitator):
    invite(client, facilitator)
    old = facilitator.partnership.memberships.invited().get().invitations.get()

    client.post(page(facilitator, "notices:reissue", pk=old.pk))

    old.refresh_from_db()
    new = old.membership.invitations.get(voided_at=None)
    assert old.voided_at is not None
    assert Notice.objects.filter(kind="invitation", subject_id=new.pk).exists()
    kind = kinds.get("invitation")
    wanted = {
        notice.subject_id: kind.is_wanted(notice, new.created_at) for notice in Notice.objects.all()
    }
    assert wanted == {old.pk: False, new.pk: True}


def test_no_letter_for_who_can_sign_in(client, facilitator):
    invitation = InvitationFactory(
        membership=MembershipFactory(partnership=facilitator.partnership),
        accepted_at=facilitator.joined_at,
    )
    EmailAddressFactory(user=invitation.membership.person)

    response = client.post(page(facilitator, "notices:reissue", pk=invitation.pk), follow=True)

    assert "can sign in without" in response.content.decode()
    assert invitation.membership.invitations.count() == 1


def test_an_invitation_is_taken_back(client, facilitator):
    invitation = InvitationFactory(membership__partnership=facilitator.partnership)

    client.post(page(facilitator, "notices:withdraw", pk=invitation.pk))

    invitation.refresh_from_db()
    assert invitation.voided_at is not None
    with pytest.raises(joining.Withdrawn):
        joining.check(invitation, None, facilitator.joined_at)


def test_a_shared_mailbox_is_told_that_somebody_is_invited(client, facilitator):
    invite(client, facilitator, is_shared="on", language="en")
    message = render(Notice.objects.get())

    assert "Somebody who reads this mailbox" in message.text
    assert message.to == "rosa@example.org"


# Settings


def settings_of(partnership, **said):
    return {
        "name_en": "Clinic",
        "name_es": "Clínica",
        "name_ar": "",
        "purpose_en": "",
        "purpose_es": "Mejor",
        "purpose_ar": "",
        "stage": "preparation",
        "timezone": "Africa/Cairo",
        "languages_used": ["en", "es"],
        **said,
    }


def test_a_partnership_is_named_in_each_language(client, facilitator):
    client.get(page(facilitator, "settings"))
    client.post(page(facilitator, "settings"), settings_of(facilitator.partnership))

    partnership = Partnership.objects.get()
    assert (partnership.name_en, partnership.name_es, partnership.purpose_es) == (
        *("Clinic", "Clínica", "Mejor"),
    )
    assert (partnership.stage, partnership.timezone) == ("preparation", "Africa/Cairo")
    assert partnership.languages == ["en", "es"]


def test_a_partnership_may_have_a_name_in_one_language_only(client, facilitator):
    client.post(
        page(facilitator, "settings"),
        settings_of(facilitator.partnership, name_en="", name_es="", name_ar="عيادة"),
    )

    assert Partnership.objects.get().name_ar == "عيادة"
    assert "عيادة" in client.get(page(facilitator, "people")).content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name_en": "", "name_es": ""}, "name_en"),
        ({"name_en": "x" * 161}, "name_en"),
        ({"timezone": "x"}, "timezone"),
        ({"languages_used": []}, "languages_used_0"),
        ({"stage": "later"}, "stage"),
    ],
)
def test_mistakes_in_settings_are_said(client, facilitator, said, field):
    response = client.post(
        page(facilitator, "settings"), settings_of(facilitator.partnership, **said)
    )

    assert response.status_code == 200
    assert f"#id_{field}" in response.content.decode()
    assert "Mejor" in response.content.decode()


def rules(**said):
    numbers = [
        *("reading_days", "follow_up_days", "support_days", "feedback_days", "payment_days"),
        *("lived_experience_quorum", "relational_minutes", "reflection_minutes", "review_months"),
        "checkpoint_months",
    ]
    said = {"decision_method": "consensus", **said}
    return {"reminder_leads": ["P7D"], **dict.fromkeys(numbers, 5), **said}


def test_working_rules_are_numbers(client, facilitator):
    assert client.get(page(facilitator, "rules")).status_code == 200
    client.post(page(facilitator, "rules"), rules(reading_days=9))

    kept = Partnership.objects.get().working_rules
    assert (kept.reading_days, kept.review_months, kept.reminder_leads) == (9, 5, ["P7D"])
    assert (kept.decision_method, kept.secret_ballots_allowed) == ("consensus", False)


@pytest.mark.parametrize(
    "said",
    [
        *({"reading_days": days} for days in ["-1", "99999999999", "²", "NaN"]),
        *({"review_months": "61"}, {"reminder_leads": []}),
        *({"checkpoint_months": months} for months in ["0", "25"]),
    ],
)
def test_impossible_rules_are_refused(client, facilitator, said):
    response = client.post(page(facilitator, "rules"), rules(**said))

    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()


# Starting


def test_a_facilitator_starts_another_partnership(client, facilitator):
    address = reverse("partners:new_partnership")
    said = settings_of(None, programme=facilitator.partnership.programme_id)

    assert client.get(address).status_code == 200
    response = client.post(address, said)

    started = Partnership.objects.exclude(pk=facilitator.partnership_id).get()
    assert response.headers["Location"] == reverse("partners:people", args=[started.slug])
    assert started.memberships.facilitating().get().person == facilitator.person
    assert started.working_rules.reading_days == 7
    assert "clinic" not in started.slug


def test_nobody_starts_a_partnership_in_a_programme_of_others(client, facilitator):
    said = settings_of(None, programme=PartnershipFactory().programme_id)

    response = client.post(reverse("partners:new_partnership"), said)

    assert response.status_code == 200
    assert Partnership.objects.count() == 2


START = {
    "partnership": "عيادة",
    "facilitator_name": "Dana",
    "facilitator_email": "Dana@Example.org",
    "language": "ar",
    "timezone": "Africa/Cairo",
}


def test_the_very_first_programme(client, db, capsys):
    call_command("start_programme", "برنامج", **START)

    membership = Membership.objects.facilitating().get()
    assert membership.person.email == "dana@example.org"
    assert membership.partnership.name_ar == "عيادة"
    assert membership.partnership.programme.name_ar == "برنامج"
    assert membership.partnership.get_absolute_url() in capsys.readouterr().out


@pytest.mark.parametrize(
    "said", [{"facilitator_email": "x"}, {"timezone": "Nowhere"}, {"partnership": ""}]
)
def test_a_first_programme_with_mistakes_is_not_started(db, said):
    with pytest.raises(CommandError):
        call_command("start_programme", "P", **{**START, **said})
    assert not Person.objects.exists()


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_example_of_an_invitation_lets_nobody_in(client, facilitator, language):
    preview = page(facilitator, "notices:preview", kind="invitation", language=language)

    shown = client.get(preview).content.decode()

    assert f'lang="{language}"' in shown
    assert "/join/.../" in shown
