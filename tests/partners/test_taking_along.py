"""Taking one's own data along: all of it, nobody else's, in a file that opens by itself."""

import json
import zipfile
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.urls import reverse

from notices.planning import plan
from tests.addresses import World
from tests.charters.deciding import propose_in, say, take
from tests.factories import (
    AttendanceFactory,
    MeetingFactory,
    MembershipFactory,
    MotivationFactory,
    ResourceTextFactory,
    SupportNeedFactory,
    now,
)
from tests.reflections import journals
from tests.test_own_tables import PARTS


@pytest.fixture
def member(client, db):
    member = MembershipFactory(person__language="ar", person__name="Rosa")
    client.force_login(member.person)
    return member


def taken(client):
    """Make the file, and open it."""
    answer = client.post(reverse("partners:my_data"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="data.zip"'
    return zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))


def tables(pack):
    return json.loads(pack.read("data.json"))["tables"]


def test_one_click_gives_a_page_and_the_same_for_a_program(client, member):
    SupportNeedFactory(membership=member, detail="Una rampa")
    MotivationFactory(membership=member)
    say(member, said="Queremos sillas.")

    pack = taken(client)

    whole = tables(pack)
    assert {"index.html", "data.json"} <= {*pack.namelist()}
    assert whole["partners.Person"][0]["name"] == "Rosa"
    assert whole["partners.SupportNeed"][0]["detail"] == "Una rampa"
    assert whole["partners.Motivation"][0]["words"]
    assert whole["charters.Input"][0]["said"] == "Queremos sillas."
    page = pack.read("index.html").decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "Queremos sillas." in page
    assert "<script" not in page
    assert "//" not in page.replace("<!doctype html>", "")


def test_making_it_takes_a_post(client, member):
    answer = client.get(reverse("partners:my_data"))

    assert answer.headers["Content-Type"].startswith("text/html")
    assert b"</form>" in answer.content


def test_the_journal_goes_along_only_while_it_is_open(client, member):
    journals.begin(member.person)
    journals.write(member, "Solo mío.")
    closed = taken(client)

    journals.open_journal(client, member.person)
    opened = taken(client)

    assert "reflections.Entry" not in tables(closed)
    assert tables(opened)["reflections.Entry"][0]["words"] == "Solo mío."
    assert "Solo mío." in opened.read("index.html").decode()


def test_words_of_others_are_not_in_it(client, member):
    other = MembershipFactory(partnership=member.partnership, person__name="Someone Else")
    SupportNeedFactory(membership=other, detail="Secreto de otra")
    say(other, said="Palabras de otra", shown_as_group=True)
    MotivationFactory(membership=other)

    pack = taken(client)

    everything = pack.read("data.json").decode() + pack.read("index.html").decode()
    assert "Secreto de otra" not in everything
    assert "Palabras de otra" not in everything
    assert other.person.email not in everything


def test_what_was_signed_goes_along_with_its_text_and_hash(client, db):
    facilitator = MembershipFactory(facilitator=True)
    world = World(facilitator.partnership, asker=facilitator)
    assert world.agreements.agreement
    signature = world.agreements.signature
    client.force_login(signature.membership.person)

    pack = taken(client)

    row = tables(pack)["charters.Signature"][0]
    assert row["sha256"] == signature.sha256
    assert row["sha256"] in row["texts_of_the_version"].values()
    assert any(name.endswith(".md") for name in row["files"])
    assert {*row["files"]} <= {*pack.namelist()}


def test_files_that_were_brought_go_along_under_harmless_names(client, member):
    ResourceTextFactory(
        resource__partnership=member.partnership, resource__shared_by=member, url="",
        file=ContentFile(b"%PDF-1.7", name="plan.pdf"), file_name="../../plan: año.pdf",
        content_type="application/pdf", size=8,
    )  # fmt: skip

    pack = taken(client)

    (name,) = tables(pack)["meetings.ResourceText"][0]["files"]
    assert pack.read(name) == b"%PDF-1.7"
    assert name.count("/") == 1
    assert name in pack.read("index.html").decode()


def test_who_wrote_something_down_for_a_person_is_named(client, member):
    facilitator = MembershipFactory(
        partnership=member.partnership, facilitator=True, person__name="Ana"
    )
    AttendanceFactory(membership=member, recorded_by=facilitator)

    rows = tables(taken(client))["meetings.Attendance"]

    assert rows[0]["recorded_by"] == "Ana"
    assert rows[0]["membership"] == "me"


def test_messages_are_listed_by_what_they_were(client, member):
    meeting = MeetingFactory(partnership=member.partnership)
    plan("meeting_reminder", meeting, [member.person], partnership=member.partnership, now=now())

    whole = tables(taken(client))

    assert whole["notices.Notice"][0]["kind"] == "meeting_reminder"
    assert whole["notices.Delivery"][0]["channel"] == "email"


def test_what_belongs_to_the_group_goes_along_only_for_members(client, member):
    decision = propose_in(member.partnership, by=member)
    take(decision, member)
    assert "charters.Decision" in tables(taken(client))

    type(member).objects.filter(pk=member.pk).update(left_at=now())

    left = tables(taken(client))
    assert "charters.Decision" not in left
    assert left["charters.Position"]


def test_who_has_a_second_factor_shows_it_again_first(client, member):
    Authenticator.objects.create(user=member.person, type="totp", data={"secret": "x"})

    answer = client.post(reverse("partners:my_data"))

    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]


@pytest.mark.parametrize("many", [1, 20])
def test_many_things_take_no_more_queries(client, member, many, django_assert_max_num_queries):
    for _time in range(many):
        say(member, said="Otra cosa")
        SupportNeedFactory(membership=member)

    with django_assert_max_num_queries(len(PARTS) + 30):
        taken(client)
