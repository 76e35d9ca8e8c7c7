"""The demo's open call: in three languages, with two people who wait for an answer."""

import pytest

from charters import calling
from charters.models import Call
from tests.factories import now


@pytest.mark.usefixtures("built")
def test_the_clinic_looks_for_people_and_two_answered():
    call = Call.objects.listed(now()).get()

    assert calling.readable_in(call) == {"en", "es", "ar"}
    assert {kept.language for kept in call.answers.waiting()} == {"es", "ar"}
    names = {said.name for _kept, said in calling.unsealed(call, call.answers.all())}
    assert names == {"Lucía Fernández", "يوسف"}
