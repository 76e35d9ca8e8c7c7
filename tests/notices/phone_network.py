"""A local server that speaks Twilio's protocol, keeps what it takes, and can misbehave."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

ACCOUNT, PASSWORD, NUMBER = "AC123", "a secret shared with Twilio", "+12135550100"


@dataclass
class PhoneNetwork:
    """What the server took and was asked. `answer` is (status, body) for each text instead of 201;
    `refuse` maps numbers to error codes; `silent` takes a text and never answers; `lookup` is
    (status, body) for each question what it took."""

    url: str = ""
    taken: list[dict] = field(default_factory=list)
    posts: int = 0
    lookups: list[dict] = field(default_factory=list)
    headers: list[dict] = field(default_factory=list)
    refuse: dict[str, int] = field(default_factory=dict)
    answer: tuple[int, bytes] | None = None
    lookup: tuple[int, bytes] | None = None
    silent: bool = False
    prefix: str = ""

    def to(self, number):
        """The bodies that this number got."""
        return [form["Body"] for form in self.taken if form["To"] == number]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        network = self.server.network
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        network.posts += 1
        network.headers.append(dict(self.headers))
        if not self.is_allowed():
            return self.say(401, {"code": 20003, "message": "Authenticate", "status": 401})
        if network.answer:
            return self.say(*network.answer)
        if code := network.refuse.get(form["To"]):
            return self.say(400, {"code": code, "message": "No", "status": 400})
        network.taken.append(form)
        if network.silent:
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        return self.say(201, {"sid": f"SM{len(network.taken)}", "status": "queued"})

    def do_GET(self):
        network = self.server.network
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        network.lookups.append(asked)
        if network.lookup:
            return self.say(*network.lookup)
        found = [
            {"to": form["To"], "body": network.prefix + form["Body"], "status": "delivered"}
            for form in network.taken
            if form["To"] == asked["To"]
        ]
        return self.say(200, {"messages": found})

    def is_allowed(self):
        right = base64.b64encode(f"{ACCOUNT}:{PASSWORD}".encode()).decode()
        is_here = urlsplit(self.path).path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        return is_here and self.headers["Authorization"] == f"Basic {right}"

    def say(self, status, body):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def phone_network(settings):
    """The provider of texts, up and set as ours."""
    network = PhoneNetwork()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.network = network
    threading.Thread(
        target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}
    ).start()
    network.url = f"http://127.0.0.1:{server.server_port}"
    settings.TEXTS = "twilio"
    settings.TWILIO_URL, settings.TWILIO_FROM = network.url, NUMBER
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, PASSWORD
    settings.TEXTS_TIMEOUT = 0.5
    yield network
    server.shutdown()
    server.server_close()


def posted(client, name, form, token=PASSWORD, **kwargs):
    """Post to an address of ours as Twilio does, signed with its and our secret."""
    path = reverse(f"notices:{name}", kwargs=kwargs)
    words = f"http://testserver{path}" + "".join(f"{key}{form[key]}" for key in sorted(form))
    digest = hmac.digest(token.encode(), words.encode(), hashlib.sha1)
    signature = base64.b64encode(digest).decode()
    return client.post(path, form, headers={"X-Twilio-Signature": signature})
