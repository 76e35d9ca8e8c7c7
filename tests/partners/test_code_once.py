"""A code that signs in, tried twenty times at once: it is good once, and three tries are three."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client

from partners import sessions
from tests.factories import EmailAddressFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 20
CONFIRM = "/accounts/login/code/confirm/"


@pytest.fixture
def code(client, mailoutbox):
    person = PersonFactory(email="ana@example.org")
    EmailAddressFactory(user=person, email=person.email, primary=True, verified=True)
    client.post("/accounts/login/", {"login": person.email})
    return re.search(r"^\d{4}-\d{4}$", mailoutbox[-1].body, re.MULTILINE).group()


def at_once(client, code):
    """Send a code twenty times at the same moment, from the one browser that may; count the ins."""
    together = Barrier(TRIES)

    def attempt(_number):
        same = Client(raise_request_exception=False)
        same.cookies = client.cookies.copy()
        together.wait(60)
        try:
            answer = same.post(CONFIRM, {"code": code})
        finally:
            connections.close_all()
        return answer.status_code == 302 and answer.headers["Location"] == "/home/"

    with ThreadPoolExecutor(TRIES) as threads:
        return sum(threads.map(attempt, range(TRIES)))


def signed_in():
    return sum(
        "_auth_user_id" in sessions.SessionStore(each.pk).load() for each in Session.objects.all()
    )


def test_of_twenty_tries_with_the_right_code_one_signs_in(client, code):
    assert at_once(client, code) == 1
    assert signed_in() == 1


def test_twenty_wrong_tries_at_once_use_up_the_three_that_there_are(client, code):
    assert at_once(client, "0000-0000") == 0

    client.post(CONFIRM, {"code": code})

    assert signed_in() == 0
