"""The demo world, built once for all tests that only look at it."""

import pytest
from django.db import transaction
from django.test import override_settings

from demo import world
from tests.factories import now


@pytest.fixture(scope="package")
def kept_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Build the world as the demo does, and take it back after the last test that looks at it."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), TEXTS="console")
    with django_db_blocker.unblock(), files, transaction.atomic():
        assert world.build(now())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def built(kept_world, db):
    """The demo world. What a test changes in it is taken back when the test ends."""


def pytest_collection_modifyitems(items):
    """Put those who look at the world side by side, else it is built for each module again."""
    looking = [item for item in items if "kept_world" in item.fixturenames]
    if looking:
        first = items.index(looking[0])
        items[:] = [
            *items[:first],
            *looking,
            *(item for item in items[first:] if item not in looking),
        ]
