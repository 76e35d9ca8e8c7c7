"""A meeting on paper for one person: when and where, what to read, their support, their answers.

All of it is in the person's language and by their clock, whoever prints it. What is not there in
their language says which language it is in.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext, ngettext, override

from meetings import agenda, answering
from meetings.models import Arrangement, Meeting, Resource, ResourceText
from meetings.sharing import read_in
from notices import answers, on_paper, sheets
from notices.models import PaperForm
from notices.rendering import language_of
from notices.sheets import Block, Contact, Sheet, Words
from partners import dates, recorded
from partners.languages import name_of
from partners.models import Channel, Membership, MembershipQuerySet, NeedKind, SupportNeed
from partners.templatetags.people import writer
from translations.reading import Reading, read, written

ON_PAPER = [NeedKind.PAPER, NeedKind.LARGE_PRINT]
LATELY = timedelta(days=60)
MOST_WORDS = 60_000  # bytes of a text that is printed as a whole


@transaction.atomic
def form_for(meeting: Meeting, membership: Membership, *, now: datetime) -> PaperForm | None:
    """Return the answer form of a person's pack; the same as before while it asks the same."""
    asked = [
        (letter, obj)
        for letter, obj in _questions(meeting, membership)
        if answers.get(letter).is_open(obj, now)
    ]
    return on_paper.form_for(membership, asked, now=now)


def pack(
    meeting: Meeting,
    membership: Membership,
    form: PaperForm | None,
    *,
    contact: Contact,
    is_large: bool,
    now: datetime,
) -> Sheet:
    """Return the pack of one person for one meeting."""
    person = membership.person
    language = language_of(person, membership.partnership)
    with override(language):
        return Sheet(
            language=language,
            title=gettext("Papers for a meeting"),
            heading=_read(read(meeting, "title", person), language),
            whose=person.name,
            is_large=is_large,
            footer=sheets.printed_on(now, membership, language),
            blocks=[
                *_when_and_where(meeting, membership, language),
                *_agenda(meeting, membership, language),
                *_to_read(meeting, membership, language),
                *_support(meeting, membership, language),
                *_recorded(membership, language, now),
                *sheets.answer_form(form, language, now),
                *sheets.whom_to_call(contact, language),
            ],
        )


def with_wishes(members: MembershipQuerySet) -> MembershipQuerySet:
    """Bring along who wants things on paper (`wants_paper`), those first."""
    wish = SupportNeed.objects.active().filter(membership=OuterRef("pk"), kind__in=ON_PAPER)
    large = SupportNeed.objects.active().filter(
        membership=OuterRef("pk"), kind=NeedKind.LARGE_PRINT
    )
    by_post = Q(person__channel=Channel.POST)
    found = members.with_person().annotate(
        wants_paper=Exists(wish) | by_post, wants_large=Exists(large)
    )
    return found.order_by("-wants_paper", "person__name", "pk")


def _questions(meeting: Meeting, membership: Membership) -> list[tuple[str, Model]]:
    """Return what the pack asks: whether they come, what they could open, what was there."""
    attendances = meeting.attendances.filter(membership=membership)
    asked: list[tuple[str, Model]] = [
        (answering.WILL_YOU_COME.letter, each)
        for each in attendances.select_related(*answering.WILL_YOU_COME.related)
    ]
    follow_ups = membership.follow_ups.open().filter(resource__meeting=meeting)
    readable = follow_ups.exclude(asked=0, next_ask_at=None)  # else there is nothing to open yet
    asked += [
        (answering.COULD_YOU_OPEN.letter, each)
        for each in readable.select_related(*answering.COULD_YOU_OPEN.related).order_by("pk")
    ]
    arrangements = Arrangement.objects.standing().filter(
        meeting=meeting, need__membership=membership
    )
    asked += [
        (answering.WAS_IT_THERE.letter, each)
        for each in arrangements.select_related(*answering.WAS_IT_THERE.related).order_by("pk")
    ]
    return asked


def _read(reading: Reading, language: str) -> Words:
    return sheets.words(reading.text, reading.language, language, note=True)


def _when_and_where(meeting: Meeting, membership: Membership, language: str) -> list[Block]:
    person = membership.person
    rows: list[tuple[str, Words]] = [(gettext("When"), _when(meeting, membership, language))]
    if meeting.place:
        rows.append((gettext("Place"), sheets.apart(meeting.place)))
    if meeting.online_url:
        rows.append((gettext("Online"), sheets.link(meeting.online_url, language)))
    if meeting.dial_in:
        rows.append((gettext("By phone"), sheets.apart(meeting.dial_in)))
    said = [sheets.heading(gettext("When and where"))]
    if meeting.cancelled_at:
        said.append(sheets.paragraph(gettext("This meeting is cancelled.")))
    said.append(sheets.facts(rows))
    if meeting.starts_at and _is_elsewhere(meeting, membership):
        there = {"there": dates.moment(meeting.starts_at, language, meeting.zone)}
        clocks = gettext("Where the meeting is, clocks then show: %(there)s") % there
        said.append(sheets.paragraph(clocks))
    if written(meeting, "purpose"):
        said.append(sheets.heading(gettext("What we want to reach")))
        said += _lines(read(meeting, "purpose", person), language)
    return said


def _when(meeting: Meeting, membership: Membership, language: str) -> str:
    if meeting.starts_at is None:
        return gettext("The time is not set yet.")
    return dates.moment(meeting.starts_at, language, membership.person.zone)


def _is_elsewhere(meeting: Meeting, membership: Membership) -> bool:
    """Say whether clocks where the meeting is show another time than the person's."""
    zones = (meeting.zone, membership.person.zone)
    here, there = (meeting.start.astimezone(zone).utcoffset() for zone in zones)
    return here != there


def _agenda(meeting: Meeting, membership: Membership, language: str) -> list[Block]:
    items = agenda.in_order(meeting)
    if not items:
        nothing = sheets.paragraph(gettext("Nothing is on the agenda yet."))
        return [sheets.heading(gettext("Agenda")), nothing]
    rows = []
    for item in items:
        minutes = ngettext("%(minutes)s minute", "%(minutes)s minutes", item.minutes)
        length = (minutes % {"minutes": item.minutes}).replace(" ", "\N{NO-BREAK SPACE}")
        kind = f"{item.get_kind_display()} · {length}"
        rows.append((kind, _read(read(item, "title", membership.person), language)))
    return [sheets.heading(gettext("Agenda")), sheets.facts(rows)]


def _to_read(meeting: Meeting, membership: Membership, language: str) -> list[Block]:
    resources = list(meeting.resources.available().with_current_texts())
    said = [sheets.heading(gettext("To read for this meeting"))] if resources else []
    for resource in resources:
        said += _resource(resource, membership, language)
    return said


def _resource(resource: Resource, membership: Membership, language: str) -> list[Block]:
    person = membership.person
    said = [sheets.subheading(_read(read(resource, "title", person), language))]
    if resource.is_essential:
        said.append(sheets.paragraph(gettext("Everyone needs to read it before we meet.")))
    if written(resource, "about"):
        said += _lines(read(resource, "about", person), language)
    there = {text.language: text for text in resource.current}
    own = there.get(read_in(membership, set(there)))
    if own is None:
        return [*said, sheets.paragraph(_not_yet(sorted(there), language))]
    return said + _text(own, language)


def _not_yet(there: list[str], language: str) -> str:
    said = {"languages": sheets.listed([name_of(code, language) for code in there], language)}
    return (
        gettext(
            "It is not there yet in a language you read, only in: %(languages)s. You hear from us"
            " as soon as it is."
        )
        % said
    )


def _text(text: ResourceText, language: str) -> list[Block]:
    """Return a text as a whole if it is plain words; else say where it is."""
    said = {"language": name_of(text.language, language), "link": text.url}
    if text.url:
        offer = gettext(
            "Would you like to have it on paper, or hear it read to you? Tell your facilitator."
        )
        where = gettext("It is on the internet, in %(language)s: %(link)s") % said
        return [sheets.paragraph(where), sheets.paragraph(offer)]
    words = _plain(text)
    if words is None:
        enclosed = gettext("It is enclosed as a paper of its own, in %(language)s.")
        return [sheets.paragraph(enclosed % said)]
    return _paragraphs(words, text.language, language)


def _plain(text: ResourceText) -> str | None:
    """Return the words of a plain text that is not too long for a pack, else None."""
    if not text.content_type.startswith("text/plain") or text.size > MOST_WORDS:
        return None
    try:
        with text.file.open("rb") as file:
            return file.read(MOST_WORDS).decode()
    except (OSError, UnicodeDecodeError):  # it is gone from the disk, or was no text after all
        return None


def _lines(reading: Reading, language: str) -> list[Block]:
    """Return a longer text in paragraphs; the last says so if it is in another language."""
    return _paragraphs(reading.text, reading.language, language)


def _paragraphs(text: str, its_language: str, language: str) -> list[Block]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [
        sheets.paragraph(sheets.words(line, its_language, language, note=line is lines[-1]))
        for line in lines
    ]


def _support(meeting: Meeting, membership: Membership, language: str) -> list[Block]:
    said = []
    for arrangement in meeting.arrangements.of(membership):
        said.append(sheets.subheading(str(arrangement.need.get_kind_display())))
        said.append(sheets.paragraph(str(arrangement.get_state_display())))
        if arrangement.note:
            its_language = arrangement.note_language or language
            note = sheets.words(arrangement.note, its_language, language, note=True)
            said.append(sheets.paragraph(note))
    return [sheets.heading(gettext("Your support")), *said] if said else []


def _recorded(membership: Membership, language: str, now: datetime) -> list[Block]:
    """Return what others wrote down for the person lately: who never goes online reads it here."""
    rows: list[tuple[str, Words]] = []
    for line in recorded.page_of(membership, "").object_list:
        if line.by is None or line.at < now - LATELY:
            continue
        with_answer = f"{line.kind.label}: {line.answer}" if line.answer else str(line.kind.label)
        day = dates.day(line.at.astimezone(membership.person.zone).date(), language)
        words = {"name": sheets.apart(writer(line.by)), "when": day}
        rows.append((with_answer, gettext("Written down by %(name)s on %(when)s.") % words))
    if not rows:
        return []
    says = gettext("Is something not right? Call us: it is yours to change or to take back.")
    title = gettext("What others wrote down for you")
    return [sheets.heading(title), sheets.paragraph(says), sheets.facts(rows)]
