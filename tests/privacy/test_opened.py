"""Every page of the site is opened once: what shows somebody's needs or how to reach them is in
the log, once, and that person reads it at once. What a file takes along is in the log too.

The pages are walked, not listed: a new page that shows either without a line fails here.
"""

import re

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.test import Client

from partners import auditing
from partners.models import Action, AuditEvent, Membership, NeedVisibility, Person, SupportNeed
from partners.roles import Role
from tests.addresses import World
from tests.factories import MembershipFactory, PartnershipFactory
from tests.reflections.journals import open_journal
from tests.test_access import OUR_VIEWS, address_of, undone

pytestmark = pytest.mark.django_db

# Each word names the person whom it is of: those of needs by their membership's person.
FOUND = re.compile(r"canary-(?:reach|need)-(\d+)-")
OPENED = {Action.NEEDS_OPENED, Action.CONTACT_OPENED, Action.PERSON_OPENED}

# These show which needs there are, and not what to know about them.
KINDS_ONLY = {"partners:people", "meetings:detail", "meetings:go_ahead"}

# Files that say nothing of a person but the reader, or nothing that was not public before.
NOT_TAKEN_ALONG = {
    "reflections:export_text": "one's own journal: that it is there is nobody's business",
    "reflections:export_data": "the same",
    "meetings:ics": "an entry for a calendar: when and where, without names",
    "meetings:feed": "the same, of all one's own meetings",
    "meetings:download": "what was shared with the whole partnership",
    "meetings:preparation_file": "what was handed to an interpreter",
    "charters:call_poster": "hangs on walls",
    "translations:export": "texts to be translated",
    "dashboards:dictionary_json": "what the figures mean",
}


def plant():
    """Put a word that names its person in each phone number, address and need."""

    def word(what, key):
        return Concat(Value(f"canary-{what}-"), Cast(key, CharField()), Value("-"))

    Person.objects.update(phone=word("reach", "pk"), postal_address=word("reach", "pk"))
    Person.objects.filter(email__isnull=False).update(
        email=Concat(word("reach", "pk"), Value("@example.org"))
    )
    SupportNeed.objects.update(visible_to=NeedVisibility.ARRANGERS)
    for need in SupportNeed.objects.select_related("membership"):
        SupportNeed.objects.filter(pk=need.pk).update(
            detail=f"canary-need-{need.membership.person_id}-", ended_at=None
        )


class Opened:
    """What one person saw on one page, and what the log says of it."""

    def __init__(self, client, address, reader):
        before = set(AuditEvent.objects.values_list("pk", flat=True))
        self.response = client.get(address)
        content = b"".join(self.response) if self.response.streaming else self.response.content
        said = content.decode(errors="replace")
        self.shown = {int(key) for key in FOUND.findall(said)} - {reader.pk}
        self.lines = list(AuditEvent.objects.exclude(pk__in=before))
        self.opened = [line for line in self.lines if line.action in OPENED]
        self.named = [int(key) for line in self.opened for key in line.about.split()]
        disposition = self.response.headers.get("Content-Disposition", "")
        self.is_file = disposition.startswith("attachment") and self.response.status_code == 200
        self.taken = [line for line in self.lines if line.action == Action.EXPORTED]

    def is_wrong(self, name):
        """Say what the log lacks, or says too often; "" if it is as it should be."""
        if any(self.named.count(key) != 1 for key in self.shown):
            return f"{self.shown} shown, {self.named} in the log"
        if {*self.named} - self.shown and name not in KINDS_ONLY:
            return f"{self.named} in the log, {self.shown} shown"
        members = Membership.objects.filter(person__in=self.named)
        for line in self.opened:
            about = [member for member in members if f" {member.person_id} " in line.about]
            if not all(line in auditing.seen_by(member) for member in about):
                return f"{line} is not on the pages of those it is about"
        if self.is_file and name not in NOT_TAKEN_ALONG and len(self.taken) != 1:
            return "a file that leaves no line"
        return ""


@pytest.fixture(scope="module")
def pages():
    return [name for name, view in OUR_VIEWS.items() if "GET" in view.methods]


@pytest.mark.sweep
@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.PARTNER])
def test_each_page_that_shows_what_is_sensitive_leaves_one_line(role, pages):
    partnership = PartnershipFactory()
    world = World(partnership)
    partner = MembershipFactory(partnership=partnership)
    reader = world.facilitator if role == Role.FACILITATOR else partner
    world.member.person.last_login = world.member.joined_at  # she has an account
    world.member.person.save()
    addresses = {name: address_of(name, world) for name in pages}
    plant()
    client = Client()
    client.force_login(reader.person)
    open_journal(client, reader.person)

    wrong, sensitive = {}, set()
    for name, address in addresses.items():
        with undone():
            page = Opened(client, address, reader.person)
            if why := page.is_wrong(name):
                wrong[name] = why
            sensitive |= {name} if page.shown else set()

    assert wrong == {}
    assert (len(sensitive) > 5) is (role == Role.FACILITATOR)
    assert role == Role.FACILITATOR or sensitive == set()
