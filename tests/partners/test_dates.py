"""Days in words, which are kept once they were worked out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from partners import dates


def test_one_moment_is_another_day_elsewhere():
    there = datetime(2027, 3, 10, 20, 0, tzinfo=ZoneInfo("America/New_York"))
    here = there.astimezone(ZoneInfo("Asia/Tokyo"))

    said = [dates.day(moment, "en") for moment in (there, here)]

    assert here == there
    assert said == ["Wednesday, March 10, 2027", "Thursday, March 11, 2027"]


def test_one_day_is_said_in_each_language():
    day = date(2027, 3, 10)

    said = [dates.day(day, language) for language in ("en", "es", "en")]

    assert said[0] == said[2] == "Wednesday, March 10, 2027"
    assert said[1] == "miércoles, 10 de marzo de 2027"
