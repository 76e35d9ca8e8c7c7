"""How fast messages leave: the sender beside a floor, both into the same mail server.

The floor is Django alone: a text and an HTML part rendered in four languages, the headers that any
letter to many people needs (who it is from by name, in which language, how to want it no more), one
connection, no ledger and so no promise. Each runs in a process of its own, which first does
everything once.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

from tests.bench.serving import cpu

WARM = 40  # messages made before the clock starts
LANGUAGES = ["fr", "es", "ar", "en"]
LINES = [f"An item of the agenda that we prepare with people who live here, {n}" for n in range(20)]
HEADERS = {"Auto-Submitted": "auto-generated",
           "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # fmt: skip
TEXT = """{% load i18n %}{% translate "Yes" %} {{ name }},
{% translate "Please correct the errors below." %}
{{ when|date:"DATETIME_FORMAT" }}
{% for line in lines %}- {{ line }}
{% endfor %}https://bench.example/m/{{ number }}/"""
HTML = """{% load i18n %}<!doctype html><html lang="{{ language }}"><body>
<p>{% translate "Yes" %} {{ name }},</p><p>{{ when|date:"DATETIME_FORMAT" }}</p>
<ul>{% for line in lines %}<li style="margin:0 0 .5em">{{ line }}</li>{% endfor %}</ul>
<p><a href="https://bench.example/m/{{ number }}/">{% translate "View site" %}</a></p>"""


class Floor:
    """The least that Django needs to write to many people in their languages."""

    def __init__(self, port):
        import django
        from django.conf import settings

        settings.configure(
            USE_I18N=True, USE_TZ=True, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port,
            DEFAULT_FROM_EMAIL="floor <floor@bench.example>", INSTALLED_APPS=["django.contrib.auth",
            "django.contrib.contenttypes"],
            TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        )  # fmt: skip
        django.setup()
        from django.template import engines

        self.text, self.html = map(engines["django"].from_string, (TEXT, HTML))
        for number in range(WARM):
            self.message(number).message().as_bytes()

    def message(self, number, connection=None):
        from django.core.mail import EmailMultiAlternatives
        from django.utils import timezone, translation

        language = LANGUAGES[number % len(LANGUAGES)]
        with translation.override(language):
            words = {
                "name": f"Person {number}", "number": number, "language": language,
                "when": timezone.now(), "lines": LINES,
            }  # fmt: skip
            mail = EmailMultiAlternatives(
                f"{translation.gettext('Monday')} {number}",
                self.text.render(words),
                to=[f"person-{number}@bench.example"],
                connection=connection,
                headers={
                    **HEADERS,
                    "Content-Language": language,
                    "List-Unsubscribe": f"<https://bench.example/unsubscribe/{number}/>",
                },
            )
            mail.attach_alternative(self.html.render(words), "text/html")
        return mail

    def send(self, count):
        from django.core.mail import get_connection

        with get_connection() as connection:
            for number in range(count):
                self.message(number, connection).send()


class Sender:
    """The site's own sender, with the ledger and all that it promises."""

    def __init__(self, _port):
        import django

        django.setup()
        from notices.channels import as_mail
        from notices.models import Delivery
        from notices.rendering import render

        for delivery in Delivery.objects.open().with_notice().order_by("pk")[:WARM]:
            as_mail(render(delivery.notice), delivery).message().as_bytes()

    def send(self, _count):
        from notices.sending import send_due

        send_due()


def plan(count):
    """Let the ledger hold so many reminders that are due, and nothing else that is."""
    import django

    django.setup()
    from django.db import connection

    from demo.seeding import seed_reminders
    from notices.clock import database_now
    from notices.models import Delivery, State

    Delivery.objects.open().update(state=State.VOID, owner="", lease_until=None)
    seed_reminders(count, due_in=timedelta(0), now=database_now())
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE notices_notice, notices_delivery, partners_person, partners_membership"
        )


class Sink:
    """A mail server that takes everything and counts it. Told to, it says and forgets its count."""

    def __init__(self):
        self.count = self.bytes = self.connections = 0
        self.last = 0.0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        self.bytes += len(envelope.content)
        self.last = time.time()
        return "250 OK"

    async def serve(self):
        from aiosmtpd.smtp import SMTP

        loop = asyncio.get_running_loop()

        def connected():
            self.connections += 1
            return SMTP(self, hostname="sink.test", enable_SMTPUTF8=True, loop=loop)

        server = await loop.create_server(connected, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        while await loop.run_in_executor(None, sys.stdin.readline):
            print(json.dumps(vars(self)), flush=True)
            self.__init__()


def run(who, port, count):
    """Get ready, say so, wait for the word, send, and say how long it took."""
    sender = {"floor": Floor, "sender": Sender}[who](port)
    print("ready", flush=True)
    sys.stdin.readline()
    started, used = time.time(), time.process_time()
    sender.send(count)
    ended = {"started": started, "cpu": time.process_time() - used}
    print(json.dumps(ended), flush=True)


@contextmanager
def sink():
    """Yield a mail server in a process of its own."""
    with start(["sink"]) as process:
        yield process, int(process.stdout.readline())
        process.stdin.close()  # it ends by that


def start(arguments, environment=None):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.mail", *arguments], env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def measure(who, processes, count, mail_server, environment):
    """Return messages a second, CPU milliseconds a message with and without the mail server's."""
    sink_process, port = mail_server
    environment = {**environment, "BENCH_EMAIL_PORT": str(port)}
    if who == "sender":
        subprocess.run([sys.executable, "-m", "tests.bench.mail", "plan", "--count", str(count)],
                       env={**environment, "BENCH_DEMO": "True"}, check=True)  # fmt: skip
    arguments = [who, "--port", str(port), "--count", str(count)]
    senders = [start(arguments, environment) for _each in range(processes)]
    for sender in senders:
        assert sender.stdout.readline() == "ready\n", who
    ask(sink_process)
    used = cpu(sink_process.pid)
    for sender in senders:
        sender.stdin.write("go\n")
        sender.stdin.flush()
    ended = [json.loads(sender.communicate()[0]) for sender in senders]
    sink_used = cpu(sink_process.pid) - used
    came = ask(sink_process)
    assert came["count"] == count, (who, came)
    seconds = came["last"] - min(each["started"] for each in ended)
    own = 1_000 * sum(each["cpu"] for each in ended) / count
    return {
        "rate": count / seconds,
        "own": own,
        "cpu": own + 1_000 * sink_used / count,
        "bytes": came["bytes"] / count,
        "a connection": count / came["connections"],
    }


def ask(sink_process):
    sink_process.stdin.write("?\n")
    sink_process.stdin.flush()
    return json.loads(sink_process.stdout.readline())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["sink", "plan", "floor", "sender"])
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    if given.what == "sink":
        asyncio.run(Sink().serve())
    elif given.what == "plan":
        plan(given.count)
    else:
        run(given.what, given.port, given.count)


if __name__ == "__main__":
    main()
