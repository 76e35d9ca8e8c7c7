"""Who leads a programme."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from partners.models import Action, AuditEvent, Person, ProgrammeLeader
from tests.factories import PersonFactory, ProgrammeFactory, ProgrammeLeaderFactory

pytestmark = pytest.mark.django_db
RUTH = {"name": "Ruth", "email": "Ruth@example.org"}


def name(**said):
    answer = StringIO()
    call_command("name_leader", **{**RUTH, **said}, stdout=answer)
    return answer.getvalue()


def end(email):
    answer = StringIO()
    call_command("name_leader", end=True, email=email, stdout=answer)
    return answer.getvalue()


def test_a_named_leader_sees_the_programme(client):
    programme = ProgrammeFactory()

    answer = name()

    where = reverse("dashboards:programme", args=[programme.slug])
    assert where in answer
    client.force_login(Person.objects.get(email="ruth@example.org"))
    assert client.get(where).status_code == 200


def test_somebody_who_is_known_stays_who_they_are():
    ProgrammeFactory()
    known = PersonFactory(email="ruth@example.org", name="Ruth A.")

    assert "can now" in name()
    assert "could see already" in name()

    assert ProgrammeLeader.objects.get().person == known
    assert Person.objects.get().name == "Ruth A."


def test_one_of_several_programmes_is_named():
    first, second = ProgrammeFactory(), ProgrammeFactory()

    with pytest.raises(CommandError, match=first.slug):
        name()
    with pytest.raises(CommandError, match=second.slug):
        name(programme="elsewhere")
    name(programme=second.slug)

    assert ProgrammeLeader.objects.get().programme == second


def test_somebody_who_leads_no_longer_sees_it_no_longer(client):
    programme = ProgrammeFactory()
    name()
    client.force_login(Person.objects.get())

    answer = end("RUTH@example.org")

    assert "no longer" in answer
    where = reverse("dashboards:programme", args=[programme.slug])
    assert client.get(where).status_code == 404
    assert Person.objects.exists()


def test_only_a_leader_can_stop_leading():
    ProgrammeLeaderFactory()
    PersonFactory(email="ruth@example.org")

    with pytest.raises(CommandError, match=r"Nobody who signs in with ruth@example\.org"):
        end("ruth@example.org")


def test_who_is_named_and_who_leads_no_longer_is_written_down():
    programme = ProgrammeFactory()

    name()
    name()
    end("ruth@example.org")

    lines = AuditEvent.objects.filter(action=Action.LEADER).order_by("number")
    assert [line.fields for line in lines] == [["named"], ["ended"]]
    for line in lines:
        assert line.chain.partnership is None
        assert line.about == f" {Person.objects.get().pk} "
        assert (line.object_label, line.object_pk) == ("partners.programme", str(programme.pk))


@pytest.mark.parametrize("said", [{"email": "nobody"}, {"name": ""}, {"timezone": "Mars"}])
def test_what_cannot_be_is_refused(said):
    ProgrammeFactory()

    with pytest.raises(CommandError):
        name(**said)

    assert not Person.objects.exists()
