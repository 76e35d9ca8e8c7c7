"""The site as gunicorn serves it, and somebody who reads and writes there."""

import http.client
import itertools
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import quantiles
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import reverse

from partners.sessions import SessionStore
from tests import factories
from tests.faults.processes import web

BROWSERS = 4
TOKEN = "f" * 32
PLAN = {"mode": "once", "local_date": "2031-03-04", "local_time": "17:30", "minutes": "90"}
PLAN |= {"timezone": "UTC", "frequency": "weekly"}


@dataclass(frozen=True)
class Answer:
    """What came back. `title` names the meeting that was to be planned, if one was."""

    status: int
    text: str
    seconds: float
    at: float
    title: str = ""


@dataclass
class Visit:
    """What many requests found."""

    answers: list[Answer] = field(default_factory=list)

    @property
    def broken(self):
        return sum(answer.status >= 500 or answer.status == 0 for answer in self.answers)

    @property
    def slowest_of_20(self):
        return quantiles([answer.seconds for answer in self.answers], n=20)[18]


class Site:
    """Two web processes, and the session of a facilitator."""

    def __init__(self, world, facilitator):
        self.world, self.facilitator = world, facilitator
        self.port = _free_port()
        slug = facilitator.partnership.slug
        self.outbox = reverse("notices:outbox", args=[slug])
        self.planning = reverse("meetings:plan", args=[slug])
        meeting = factories.MeetingFactory(
            partnership=facilitator.partnership, created_by=facilitator, title_en="Always there"
        )
        self.pages = [
            reverse("dashboards:home"), self.outbox, reverse("meetings:list", args=[slug]),
            meeting.get_absolute_url(), reverse("meetings:resources", args=[slug]),
        ]  # fmt: skip
        self.cookie = _session_of(facilitator.person)
        self.numbers = itertools.count(1)

    def __enter__(self):
        self.processes = self.world.processes([web(self.port)])
        assert self.world.wait_until(lambda: self.get("/livez").status == 200, 120)
        return self

    def __exit__(self, *error):
        self.processes.__exit__(*error)

    def get(self, path):
        return self._ask("GET", path)

    def plan_a_meeting(self):
        title = f"Meeting number {next(self.numbers)} in the evening"
        form = {**PLAN, "title_en": title, "csrfmiddlewaretoken": TOKEN}
        return self._ask("POST", self.planning, urlencode(form), title)

    def visit(self, requests):
        """Ask so many times, as several people at once; each tenth plans a meeting."""
        with ThreadPoolExecutor(BROWSERS) as browsers:
            return Visit(list(browsers.map(self._ask_for, range(requests))))

    def load(self, *, seconds, a_second, at_half):
        """Ask at an even pace, whatever becomes of it, with something that happens at half time."""
        number = seconds * a_second
        happening = threading.Thread(target=at_half)
        with ThreadPoolExecutor(4 * a_second) as browsers:
            asked = []
            for request in range(number):
                if request == number // 2:
                    happening.start()
                asked.append(browsers.submit(self._ask_for, request * 5))
                time.sleep(1 / a_second)
        happening.join()
        return [each.result() for each in asked]

    def _ask_for(self, number):
        if number % 10 == 0:
            return self.plan_a_meeting()
        return self.get(self.pages[number % len(self.pages)])

    def _ask(self, method, path, body=None, title=""):
        cookies = (
            f"{settings.SESSION_COOKIE_NAME}={self.cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        )
        headers = {"Cookie": cookies, "Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            status, text = response.status, response.read().decode()
        except OSError:
            status, text = 0, ""
        finally:
            connection.close()
        now = time.monotonic()
        return Answer(status, text, now - started, now, title)


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _session_of(person):
    request = HttpRequest()
    request.session = SessionStore()
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return request.session.session_key
