import pytest

from partners.models import Partnership
from tests.factories import now
from translations.models import Request
from translations.overview import Standing, wholes

pytestmark = pytest.mark.usefixtures("built")


def test_the_demos_translator_finds_something_of_each_sort():
    clinic = Partnership.objects.get(slug="one-clinic")

    meeting = next(it for it in wholes(clinic, now()) if it.piece.model.__name__ == "Meeting")
    stands = {job.standing for language in meeting.languages for job in language.jobs}

    assert {Standing.MISSING, Standing.OUT_OF_DATE, Standing.REVIEW, Standing.DRAFT} <= stands
    assert meeting.reached.waiting
    assert clinic.terms.exists()
    assert Request.objects.get().promised_on
