"""What this app's tables keep of a person. The journal goes along only while it is open."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from partners import erasing
from partners.models import Person
from partners.own_data import Asking, Item, Section, also, declare, leave_out
from reflections import checkpoints, journaling, unlocking
from reflections.models import (
    ActionMove,
    AskMe,
    Barrier,
    BarrierAction,
    BarrierClosing,
    Benefit,
    BenefitWish,
    BetterAnswer,
    Checkpoint,
    ClosingConversation,
    Draft,
    Entry,
    Exchange,
    Given,
    JournalLock,
    Maker,
    Mark,
    NotBetter,
    PowerMap,
    PowerNote,
    PracticeChange,
    Product,
    Prompt,
    Pulse,
    PulseReply,
    Reflected,
    Replied,
    SharedPassage,
)
from reflections.models import (
    Asking as AskingAboutBarrier,
)

SAID = "the group answered it or worked with it; it stands under “a former member”"
RELIED_ON = "others rely on it, and it stands under “a former member”"
NO_WORDS = "—"  # where a row must have some
WITHOUT_NAME = Q(shown_as_group=True) | Q(withdrawn_at__isnull=False)


def _answers(checkpoint: Checkpoint, person: Person) -> dict[str, Any]:
    return {"answers": [*checkpoints.opened(checkpoint).values()]}


def _passage(passage: SharedPassage, person: Person) -> dict[str, Any]:
    return {"words": passage.words, "language": passage.language}


for model in (Barrier, Exchange, PowerNote):
    declare(
        model, "membership", section=Section.SAID, stays=SAID, emptied={"said": NO_WORDS},
        emptied_where=WITHOUT_NAME,
    )  # fmt: skip
declare(
    NotBetter, "membership", section=Section.SAID, emptied={"said": NO_WORDS},
    stays="that one of those affected was not helped",
)  # fmt: skip
declare(
    Given, "giver", "receiver", section=Section.SAID, about=("exchange__said",),
    emptied={"note": "", "note_language": "", "thanks": "", "thanks_language": "",
             "thanked_at": None, "benefit": "", "benefit_language": ""},
    stays="that something was given, which the other person may want to know",
)  # fmt: skip
declare(Benefit, "said_by", section=Section.SAID, about=("product__title",), stays=SAID)
declare(PracticeChange, "owner", section=Section.SAID, stays=SAID)
declare(
    SharedPassage, "author", section=Section.SAID, opened=_passage, goes=True,
)  # fmt: skip
declare(
    Checkpoint, "membership", section=Section.SAID, opened=_answers,
    emptied={"sealed_answers": None, "answered_at": None, "language": "", "shared": []},
    stays="that somebody was asked, and whether they stayed",
)  # fmt: skip
declare(ClosingConversation, "leaver", section=Section.SAID, goes=True)
declare(
    Maker, "membership", section=Section.FOR_ALL, about=("product__title",),
    emptied={"credit": "", "name_as_written": "", "credit_right": None},
    stays="that one more person made it, without a name",
)  # fmt: skip
declare(AskMe, "membership", section=Section.PLACES, goes=True)
declare(BenefitWish, "membership", section=Section.PLACES, goes=True)
declare(
    Reflected, "membership", section=Section.MEETINGS, about=("meeting__title",),
    stays="an answer without words or moment, which is counted",
)  # fmt: skip
declare(
    BetterAnswer, "membership", section=Section.MEETINGS, about=("asking__barrier__said",),
    stays="an answer without words, which the group counted with",
)  # fmt: skip
FOR_ALL = {
    BarrierAction: ["owner", "assigned_by"], ActionMove: ["moved_by"],
    AskingAboutBarrier: ["asked_by"], BarrierClosing: ["closed_by"], PowerMap: ["started_by"],
    Product: ["created_by"], Prompt: ["written_by"],
}  # fmt: skip
for group_model, whose in FOR_ALL.items():
    declare(group_model, *whose, section=Section.FOR_ALL, for_all=True, stays=RELIED_ON)
leave_out("found by a pseudonym that only the journal’s key yields; goes along by itself",
          Entry, Draft, JournalLock)  # fmt: skip
leave_out("leads to nobody: see docs/decisions/0017 and 0018", Mark, Pulse, PulseReply, Replied)


@also
def journal(asking: Asking) -> Iterator[Item]:
    """Yield what stands in the person's journal, if it is open in this session."""
    if not unlocking.is_open(asking.session, asking.person, asking.now):
        return
    for entry in journaling.export(asking.person):
        lines = [("", str(entry["words"] or ""), str(entry["language"]))]
        when = entry["written_at"]
        item = Item(Section.JOURNAL, "reflections.Entry", Section.JOURNAL.label, entry, when, lines)
        yield item


@erasing.also_before_the_key
def journal_goes(person: Person, now: datetime) -> None:
    """Delete the journal while its rows can still be found."""
    journaling.destroy(person)


@erasing.also_when_erasing
def tell_nobody(person: Person, now: datetime) -> None:
    """Ask nobody for a last talk with somebody who wants to be forgotten."""
    ClosingConversation.objects.filter(leaver__person=person).delete()
