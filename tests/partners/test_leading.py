"""Who leads a programme."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from partners.models import Person, ProgrammeLeader
from tests.factories import PersonFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
RUTH = {"name": "Ruth", "email": "Ruth@example.org"}


def name(**said):
    answer = StringIO()
    call_command("name_leader", **{**RUTH, **said}, stdout=answer)
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


@pytest.mark.parametrize("said", [{"email": "nobody"}, {"name": ""}, {"timezone": "Mars"}])
def test_what_cannot_be_is_refused(said):
    ProgrammeFactory()

    with pytest.raises(CommandError):
        name(**said)

    assert not Person.objects.exists()
