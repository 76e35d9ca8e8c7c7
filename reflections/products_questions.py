"""What makers answer about their credit by one link, without signing in."""

from datetime import datetime

from django.utils.translation import gettext

from notices import answers, receipts
from partners.models import Membership
from reflections import crediting
from reflections.exchanges_questions import NO, YES, yes_or_no
from reflections.models import Credit, Maker
from translations.printing import reading, sentence, words

CREDIT_WISH, CREDIT_RIGHT = "y", "k"
RELATED = ("product__partnership", "membership__person", "recorded_by__person")


def tell_maker_what_was_recorded(letter: str, maker: Maker, *, now: datetime) -> None:
    """Send the maker what somebody wrote down for them, to be corrected by one link."""
    if receipts.is_to_be_told(maker.membership.person, maker.recorded_by):
        receipts.send_receipt(answers.get(letter), maker, now=now)


def _title(maker: Maker) -> str:
    return reading(maker.product, "title", maker.membership.person)


def _ask_how(maker: Maker) -> str:
    question = gettext('You are one of those who made "%(title)s". How do you want to be named?')
    return sentence(question, title=_title(maker))


def _choices(maker: Maker) -> list[tuple[str, str]]:
    """Return the wishes that need no writing; a name of one's own is written on the page."""
    offered = [Credit.FULL_NAME, Credit.GROUP, Credit.NONE]
    if maker.credit == Credit.AS_WRITTEN:
        offered.append(Credit.AS_WRITTEN)
    return [(credit.value, str(credit.label)) for credit in offered]


def _record_how(maker: Maker, value: str, recorded_by: Membership | None, now: datetime) -> None:
    name = maker.name_as_written if value == Credit.AS_WRITTEN else ""
    crediting.choose(maker, value, name=name, recorded_by=recorded_by, now=now)


answers.register(
    answers.Question(
        letter=CREDIT_WISH,
        model=Maker,
        ask=_ask_how,
        choices=_choices,
        current=lambda maker: maker.credit,
        person=lambda maker: maker.membership.person,
        partnership=lambda maker: maker.product.partnership,
        record=_record_how,
        is_open=lambda maker, now: (
            maker.membership.left_at is None and maker.product.withdrawn_at is None
        ),
        related=RELATED,
    )
)


def _ask_whether_right(maker: Maker) -> str:
    if maker.credit == Credit.NONE:
        question = gettext('You did not want to be named in this: "%(title)s" Is it so?')
        return sentence(question, title=_title(maker))
    question = gettext('In "%(title)s" you wanted to be named like this: %(credit)s. Is it so?')
    credit = words(maker.line, maker.membership.person.language)
    return sentence(question, title=_title(maker), credit=credit)


def _record_whether_right(
    maker: Maker, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    crediting.judge(maker, value == YES, recorded_by=recorded_by, now=now)


answers.register(
    answers.Question(
        letter=CREDIT_RIGHT,
        model=Maker,
        ask=_ask_whether_right,
        choices=lambda maker: [
            (YES, gettext("Yes, it is as I asked")),
            (NO, gettext("No, not quite")),
        ],
        current=lambda maker: yes_or_no(maker.credit_right),
        person=lambda maker: maker.membership.person,
        partnership=lambda maker: maker.product.partnership,
        record=_record_whether_right,
        is_open=lambda maker, now: bool(
            maker.credit
            and maker.product.out_at
            and maker.product.withdrawn_at is None
            and maker.membership.left_at is None
        ),
        related=RELATED,
    )
)
