from meetings.models import Meeting
from tests.factories import MembershipFactory
from translations.coverage import complete_languages, coverage
from translations.reading import set_text


def member(language, also_reads=()):
    return MembershipFactory.build(
        person__language=language, person__also_reads=list(also_reads), partnership=None
    )


def test_everybody_reads_what_is_there():
    found = coverage(["en", "es"], [member("en"), member("es")])

    assert found.is_whole
    assert (found.people, found.missing) == (2, [])


def test_people_who_read_none_of_the_languages_wait():
    layla = member("ar")

    found = coverage(["en"], [member("en"), member("es", ["en"]), layla])

    assert found.waiting == [layla]
    assert found.wanted == {"es": 1, "ar": 1}
    assert found.missing == ["ar", "es"]
    assert not found.is_whole


def test_nobody_waits_where_nobody_is():
    assert coverage([], []).is_whole


def test_language_is_complete_when_every_written_field_is_there():
    meeting = Meeting()
    for language, title, purpose in [
        ("en", "Spring", "To plan"),
        ("es", "Primavera", ""),
        ("ar", "", ""),
    ]:
        set_text(meeting, "title", language, title)
        set_text(meeting, "purpose", language, purpose)

    assert complete_languages(meeting, ["title", "purpose"]) == {"en"}
    assert complete_languages(meeting, ["title"]) == {"en", "es"}
    assert complete_languages(meeting, ["notes"]) == set()
