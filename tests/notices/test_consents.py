"""A yes says to which words and in which language; two clicks take it back, and it is over at once.

Here: joining, text messages, a helper. A machine's consent: tests/translations/test_machines.py.
"""

import hashlib
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from notices.inviting import link
from notices.models import Delivery, State
from notices.reasons import Reason
from notices.sending import send_due
from partners import joining, text_consent, texting
from partners.languages import CODES
from partners.models import Channel, Invitation, TextConsent
from tests.factories import HelpGrantFactory, InvitationFactory, MembershipFactory
from tests.notices.conftest import NOW, state
from tests.notices.phone_network import NUMBER
from tests.partners.test_me_pages import ME
from tests.partners.test_taking_along import tables, taken
from tests.speaking import ROOT
from translations import drafting

MACHINE = re.compile(r"%\}(This site can ask [^%]*)\{% endblocktranslate")


def asked_by_the_machine():
    page = (ROOT / "templates/translations/machine.html").read_text()
    return re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", MACHINE.search(page)[1])


# The version of what people say yes to, and what stands there in all languages. Do other words
# stand there? Raise the version where they stand, and write both here.
WORDINGS = {
    "to join": (joining.YES_VERSION, [joining.YES], 1, "0cc1dd7b16841441"),
    "to texts": (
        text_consent.VERSION, [text_consent.OWN, text_consent.OF_OTHERS], 1, "4bbc5ac4eb82fefd",
    ),
    "to a machine": (drafting.VERSION, [asked_by_the_machine()], 1, "5d8e6f15d869657f"),
}  # fmt: skip


@pytest.mark.parametrize("what", WORDINGS)
def test_other_words_are_another_version(what):
    version, sentences, known_version, known = WORDINGS[what]
    words = []

    for code in CODES:
        with translation.override(code):
            words += [translation.gettext(str(sentence)) for sentence in sentences]

    found = hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
    assert (version, found) == (known_version, known)


@pytest.fixture
def rosa(client, texted, partnership):
    """Somebody who said yes to texts, and prefers them; signed in."""
    person = texted(email="rosa@example.org", language="es")
    client.force_login(person)
    return person


def shown(client, language):
    client.post(reverse("partners:language"), {"language": language})


def test_a_yes_to_texts_keeps_its_words_and_the_language_they_were_read_in(client, rosa):
    texting.withdraw(rosa, now=NOW)
    shown(client, "ar")

    client.post(reverse("partners:me"), {**ME, "phone": NUMBER, "texts_ok": "on"})

    ended, stands = TextConsent.objects.order_by("pk")
    assert (ended.language, ended.ended_by) == ("es", "withdrawn")
    assert (stands.version, stands.language) == (text_consent.VERSION, "ar")


def test_a_yes_to_join_keeps_them_too(client, db):
    place = MembershipFactory(invited=True, person__email=None)
    maya = MembershipFactory(partnership=place.partnership, facilitator=True)
    invitation = InvitationFactory(
        membership=place, invited_by=maya, carrier="letter", language="es"
    )
    said = {"name": "Sam", "timezone": "UTC", "channel": "call", "phone": NUMBER, "consent": "on"}

    client.post(f"{link(invitation)}?language=ar", said)

    invitation.refresh_from_db()
    assert invitation.accepted_version == joining.YES_VERSION
    assert invitation.accepted_language == "ar"


def test_the_database_wants_to_know_which_words(db):
    invitation = InvitationFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=NOW)


def test_all_that_was_said_and_taken_back_may_be_taken_along(client, rosa):
    member = rosa.memberships.get()
    InvitationFactory(membership=member, accepted_at=NOW, language="vi")
    texting.withdraw(rosa, now=NOW)
    rosa.phone = "+12135550199"
    texting.agree(rosa, recorded_by=None, now=NOW)
    HelpGrantFactory(membership=member, ended_at=NOW, ended_by=member)

    whole = tables(taken(client))

    ended, stands = whole["partners.TextConsent"]
    assert (ended["version"], ended["language"], ended["ended_by"]) == (1, "es", "withdrawn")
    assert "ended_at" not in stands
    (joined,) = whole["partners.Invitation"]
    assert (joined["accepted_version"], joined["accepted_language"]) == (1, "vi")
    assert whole["partners.HelpGrant"][0]["ended_at"]


# Two clicks from "my page", and what was due in the same second does not go out


def test_texts_end_by_a_tick_and_save(client, rosa, tell, phone_network, smtp_sink):
    (delivery,) = tell(rosa)
    page = client.get(reverse("partners:me")).text
    assert re.search(r'name="texts_ok"[^>]*checked', page)
    as_it_stands = {**ME, "channel": "text", "phone": rosa.phone, "urgent_also": ["text"]}
    as_it_stands["is_any_time"] = "on"

    client.post(reverse("partners:me"), as_it_stands)  # the tick is gone, and nothing else
    send_due(NOW)

    assert phone_network.taken == []
    assert state(delivery) == (State.VOID, Reason.CHANNEL_CHANGED)
    assert len(smtp_sink.messages) == 1
    rosa.refresh_from_db()
    assert (rosa.texts_to, rosa.channel, rosa.urgent_also) == ("", Channel.EMAIL, [])
    assert TextConsent.objects.get().ended_by == "withdrawn"


def test_help_ends_by_a_link_and_a_button(client, member):
    rosa = member(name="Rosa")
    luis = MembershipFactory(partnership=rosa.partnership)
    grant = HelpGrantFactory(membership=rosa, helper=luis)
    client.force_login(rosa.person)
    mine = reverse("notices:my_helpers", args=[rosa.partnership.slug])
    end = reverse("notices:end_help", args=[rosa.partnership.slug, grant.pk])
    assert f'href="{mine}"' in client.get(reverse("partners:me")).text
    assert f'<form method="post" action="{end}"' in client.get(mine).text

    client.post(end)

    client.force_login(luis.person)
    assert client.post(grant.get_absolute_url()).status_code in {404, 410}
    grant.refresh_from_db()
    assert (grant.ended_by, grant.scope) == (rosa, grant.scope)


def test_taking_part_ends_by_a_link_and_a_button(client, member, tell, smtp_sink):
    rosa = member()
    tell(rosa.person)
    client.force_login(rosa.person)
    leave = reverse("partners:leave", args=[rosa.partnership.slug])
    assert f'href="{leave}"' in client.get(reverse("partners:me")).text

    client.post(leave)
    send_due(NOW)

    assert smtp_sink.messages == []
    assert {each.state for each in Delivery.objects.all()} == {State.VOID}
