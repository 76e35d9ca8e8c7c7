"""Calendar files (RFC 5545, 5546): one meeting for one person, and a person's feed.

They say what a message of that person says: when and where, and the title only to those who chose
to see everything. Nobody else's name or address is in them.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model, Q
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext, override
from icalendar import Calendar, Event, vCalAddress, vText

from meetings.models import Meeting
from partners.models import Detail, Person, make_nonce
from translations.reading import read

PRODUCT = "-//coprod//coprod//EN"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
FEED_KEEPS = timedelta(days=90)  # past meetings
FEED_REFRESH = timedelta(hours=4)
ZONES_REACH = timedelta(days=400)  # how far the rules of a zone are written into a file


@dataclass(frozen=True)
class Entry:
    """A date that another app puts into the feed. `summary` names nothing and nobody.

    `when` is a moment, or a whole day. `field` of `about` is shown to those who chose to see
    everything. `since` is when the date was set, `revision` how often it moved.
    """

    uid: str  # unique here, the same for the same thing
    when: datetime | date
    summary: str
    url: str
    about: Model
    field: str
    since: datetime
    revision: int = 0


Source = Callable[[Person, datetime], Iterable[Entry]]  # in the active language
_sources: list[Source] = []


def also(source: Source) -> None:
    """Let the feed hold these dates too."""
    _sources.append(source)


def invitation(meeting: Meeting, person: Person, method: str = REQUEST) -> bytes:
    """Return the file that puts a meeting into a person's calendar, updates it, or takes it out."""
    with override(person.language):
        event = _event(meeting, person)
        if method != PUBLISH:
            event.add("organizer", _organizer())
            if person.email:
                event.add("attendee", _attendee(person), encode=False)
        return _file([event], [meeting], method)


def feed(person: Person, now: datetime) -> bytes:
    """Return a person's dates, past meetings for 90 days. The same as long as nothing changed."""
    meetings = list(
        Meeting.objects.filter(
            Q(cancelled_at=None) | Q(revision__gt=0),
            attendances__membership__person=person,
            attendances__membership__left_at=None,
            starts_at__gt=now - FEED_KEEPS,
        )
        .select_related("partnership")
        .order_by("starts_at", "pk")
    )
    with override(person.language):
        events = [_event(meeting, person) for meeting in meetings]
        events += [_entry(each, person) for source in _sources for each in source(person, now)]
        return _file(events, meetings, PUBLISH, name=gettext("My meetings"))


def fingerprint(content: bytes) -> str:
    """Return an entity tag (RFC 9110) for a feed: another one whenever something changed."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def note_use(person: Person, *, now: datetime) -> None:
    """Remember that the feed was read, to the hour, so that a person sees whether it is in use."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if person.feed_used_at is None or person.feed_used_at < hour:
        person.feed_used_at = hour
        person.save(update_fields=["feed_used_at"])


def renew(person: Person) -> None:
    """Give the feed another address. The old one leads nowhere from now on."""
    person.feed_nonce, person.feed_used_at = make_nonce(), None
    person.save(update_fields=["feed_nonce", "feed_used_at"])


def feed_token(person: Person) -> str:
    """Return the secret part of the feed's address, which `renew` makes useless."""
    return f"{int_to_base36(person.pk)}-{next(_signatures(person))}"


def person_of(token: str) -> Person | None:
    """Return whose feed this is, or None. Never raises, whatever was in the address."""
    number, _dash, signature = token.partition("-")
    try:
        person = Person.objects.filter(pk=base36_to_int(number), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    if person is None or not signature.isascii():
        return None
    good = any(hmac.compare_digest(signature, known) for known in _signatures(person))
    return person if good else None


def _signatures(person: Person) -> Iterator[str]:
    """The signature by the present key, then by the ones it replaced."""
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        words = f"calendar feed:{person.pk}:{person.feed_nonce}"
        digest = hmac.digest(key.encode(), words.encode(), "sha256")[:16]
        yield base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _file(events: list[Event], meetings: list[Meeting], method: str, *, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", FEED_REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    if meetings:
        starts = [meeting.start for meeting in meetings]
        calendar.add_missing_timezones(
            first_date=(min(starts) - ZONES_REACH).date(),
            last_date=(max(starts) + ZONES_REACH).date(),
        )
    return calendar.to_ical()


def _event(meeting: Meeting, person: Person) -> Event:
    """Return the meeting in the active language, which is the person's."""
    event = Event()
    changed_at = (meeting.changed_at or meeting.created_at).astimezone(UTC)
    # A wall time in the zone of the meeting, so that it follows a zone whose rules change; but of
    # two equal wall times a calendar file can only name the first.
    local = meeting.start.astimezone(UTC if meeting.is_later_of_two else meeting.zone)
    event.add("uid", f"{meeting.uid}@coprod")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", meeting.revision)
    event.add("dtstart", local)
    event.add("duration", timedelta(minutes=meeting.minutes))
    event.add("summary", *_summary(meeting, person))
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    event.add("class", "PRIVATE")
    if person.detail != Detail.MINIMAL:
        if meeting.place:
            event.add("location", meeting.place)
        event.add("description", "\n".join(_how_to_join(meeting)))
    event.add("url", settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL))
    return event


def _entry(entry: Entry, person: Person) -> Event:
    """Return another date in the active language, which is the person's. It takes no time."""
    event = Event()
    when = entry.when
    event.add("uid", f"{entry.uid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", entry.since.astimezone(UTC))
    event.add("sequence", entry.revision)
    event.add("dtstart", when.astimezone(UTC) if isinstance(when, datetime) else when)
    event.add("summary", entry.summary, {"LANGUAGE": person.language})
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    address = reverse(settings.LOGIN_REDIRECT_URL)
    if person.detail == Detail.FULL:
        address, words = entry.url, read(entry.about, entry.field, person)
        event.add("description", words.text, {"LANGUAGE": words.language})
    event.add("url", settings.BASE_URL + address)
    return event


def _summary(meeting: Meeting, person: Person) -> tuple[str, dict[str, str]]:
    """Return what the entry is called, and in which language that is."""
    # Translators: what a meeting is called in a calendar, where others may see it.
    neutral = gettext("Meeting")
    if person.detail == Detail.FULL:
        title = read(meeting, "title", person)
        return title.text or neutral, {"LANGUAGE": title.language}
    return neutral, {"LANGUAGE": person.language}


def _how_to_join(meeting: Meeting) -> Iterator[str]:
    if meeting.place:
        yield gettext("Place: %(place)s") % {"place": meeting.place}
    if meeting.online_url:
        yield gettext("Join online: %(link)s") % {"link": meeting.online_url}
    if meeting.dial_in:
        yield gettext("Join by phone: %(number)s") % {"number": meeting.dial_in}
    home = settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL)
    yield gettext("More, and your answer: %(link)s") % {"link": home}


def _organizer() -> vCalAddress:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(name or "coprod")
    return organizer


def _attendee(person: Person) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params["CN"] = vText(person.name)
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")  # answers come by the links, not to a mailbox
    attendee.params["LANGUAGE"] = vText(person.language)
    return attendee
