from datetime import UTC, datetime

import pytest

from demo import world
from partners.models import Partnership
from translations.models import Request
from translations.overview import Standing, wholes

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def test_the_demos_translator_finds_something_of_each_sort(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world.build(NOW)
    clinic = Partnership.objects.get(slug="one-clinic")

    meeting = next(it for it in wholes(clinic, NOW) if it.piece.model.__name__ == "Meeting")
    stands = {job.standing for language in meeting.languages for job in language.jobs}

    assert {Standing.MISSING, Standing.OUT_OF_DATE, Standing.REVIEW, Standing.DRAFT} <= stands
    assert meeting.reached.waiting
    assert clinic.terms.exists()
    assert Request.objects.get().promised_on
