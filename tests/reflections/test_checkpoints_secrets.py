"""What people keep to themselves about why they came is nowhere but on their own pages."""

import base64
import json
import logging
from html import escape
from urllib.parse import quote

import pytest
from django.db import connection
from django.urls import reverse

from notices.models import Notice
from notices.rendering import render
from partners import goals, joining, reasons
from reflections import checkpoints, goal_actions
from tests.addresses import World
from tests.factories import MembershipFactory, now
from tests.test_access import OUR_VIEWS, address_of

pytestmark = pytest.mark.django_db
PEOPLE, GOALS = 6, 3


def planted(number, part):
    """Words that stand nowhere else, with letters that encodings treat differently."""
    return f"Zq{part}{number:03} para mí «así» & <nunca> سرّ {number * 7919}"


def encodings(words):
    """The shapes in which words might be found."""
    raw = words.encode()
    yield from [raw, words.encode("utf-16-le"), words.encode("utf-16-be"), raw.hex().encode()]
    yield from [base64.b64encode(raw), quote(words).encode(), escape(words).encode()]
    yield json.dumps(words).strip('"').encode()


@pytest.fixture
def world(caplog):
    caplog.set_level(logging.DEBUG)
    maya = MembershipFactory(facilitator=True)
    return World(maya.partnership, maya)


@pytest.fixture
def secrets(world):
    """Everything that may be kept to oneself, said by several people; by its author."""
    kept = {}
    for number in range(PEOPLE):
        member = MembershipFactory(partnership=world.partnership)
        words = [planted(number, part) for part in ("why", "changed", "helps", "next")]
        wishes = [planted(number * GOALS + each, "goal") for each in range(GOALS)]
        reasons.say(member, words=words[0], kinds=["payment"], language="es", now=now())
        goals.add_lines(member, wishes, language="es", now=now())
        asked = checkpoints.ask(member, now())
        answers = dict(zip(("changed", "helps", "next"), words[1:], strict=True))
        checkpoints.answer(asked, {"fit": "no", **answers}, shared=[], language="es", now=now())
        checkpoints.choose(asked, "pause", ask_again_on=now().date(), now=now())
        done = planted(number, "done")
        goal = goals.mine(member)[0]
        goal_actions.record(
            goal, words=done, language="es", done_on=now().date(), by=world.asker, now=now()
        )
        kept[member] = [*words, *wishes, done]
    return kept


def found_in(content, secrets):
    return [
        words
        for said in secrets.values()
        for words in said
        for shape in encodings(words)
        if shape in content
    ]


def test_the_author_finds_all_of_it(client, secrets):
    for member, said in secrets.items():
        client.force_login(member.person)
        slug = [member.partnership.slug]
        pages = b"".join(
            client.get(reverse(name, args=slug)).content
            for name in ["partners:my_reason", "partners:my_goals", "reflections:checkpoints"]
        )
        assert [words for words in said if escape(words).encode() not in pages] == []


@pytest.mark.sweep
def test_no_other_account_finds_any_of_it_on_any_page(client, world, secrets, caplog):
    names = [name for name, view in OUR_VIEWS.items() if "GET" in view.methods]
    names.remove("charters:pdf")  # takes seconds, and is made of the words of an agreement
    addresses = [address_of(name, world) for name in names]
    addresses += [member.get_absolute_url() for member in secrets]
    others = [world.asker.person, MembershipFactory(partnership=world.partnership).person]

    for person in others:
        client.force_login(person)
        pages = b"".join(b"".join(client.get(address)) for address in addresses)
        assert found_in(pages, secrets) == []
    assert found_in(caplog.text.encode(), secrets) == []


def test_no_message_holds_any_of_it(secrets):
    messages = [render(notice) for notice in Notice.objects.all()]

    text = "".join(message.subject + message.text + str(message.body) for message in messages)

    assert {notice.kind for notice in Notice.objects.all()} >= {"checkpoint", "goal_action"}
    assert found_in(text.encode(), secrets) == []


def whole_database():
    """Everything in every table, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, memoryview | bytes) else None
                    yield raw if raw is not None else str(value).encode()


def test_the_database_holds_none_of_it(world, secrets):
    content = b"\n".join(whole_database())

    assert world.partnership.slug.encode() in content
    assert found_in(content, secrets) == []


def test_what_is_ticked_and_whether_it_fits_cannot_be_told_from_the_tables():
    """Two people who say opposite things leave rows of the same shape."""
    rows = []
    for kinds, fit in [(["payment"], "no"), (["influence", "be_heard"], "yes")]:
        member = MembershipFactory()
        reasons.say(member, words="", kinds=kinds, language="en", now=now())
        asked = checkpoints.ask(member, now())
        checkpoints.answer(asked, {"fit": fit}, shared=[], language="en", now=now())
        rows.append((len(reasons.of(member).sealed), len(asked.sealed_answers)))

    assert rows[0] == rows[1]


def test_after_leaving_not_even_the_sealed_words_are_there(secrets):
    for member in secrets:
        joining.leave(member, now=now())
        assert reasons.of(member) is None
        assert not goals.mine(member)
        assert not member.checkpoints.exclude(sealed_answers=None).exists()
