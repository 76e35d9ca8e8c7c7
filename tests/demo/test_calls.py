"""The demo's open call: in three languages, with two people who wait for an answer."""

import pytest

from charters import calling
from charters.models import Call
from demo import world
from tests.factories import now


@pytest.mark.django_db
def test_the_clinic_looks_for_people_and_two_answered(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world.build(now())

    call = Call.objects.listed(now()).get()

    assert calling.readable_in(call) == {"en", "es", "ar"}
    assert {kept.language for kept in call.answers.waiting()} == {"es", "ar"}
    names = {said.name for _kept, said in calling.unsealed(call, call.answers.all())}
    assert names == {"Lucía Fernández", "يوسف"}
