"""The clinic's involvement statement: drafted from its record, open for signing."""

from datetime import datetime

from charters import drafting, opening, signing
from dashboards import involvement
from demo.charters import People
from partners.models import Partnership

DISSENT = "سُئلنا عن الاسم، لكن لم يسألنا أحد عن ساعات العمل. اكتبوا ذلك أيضًا."


def build(clinic: Partnership, members: People, now: datetime) -> None:
    """Draft it, hear the groups it is about, and let two of them answer."""
    maya, rosa, layla = (members[name] for name in ("Maya Okafor", "Rosa Jiménez", "ليلى حداد"))
    agreement = involvement.draft(clinic, by=maya, now=now)
    for member in (rosa, layla):
        drafting.decline(agreement.sections.all(), member.group, by=member, now=now)
    version = opening.open_for_signing(agreement, by=maya, now=now)
    signing.answer(version, rosa, language="es", is_signed=True, understood=True, now=now)
    signing.answer(version, layla, language="ar", is_signed=False, because=DISSENT, now=now)
