"""Why something was not sent: short codes in the ledger, sentences on the page."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Each label is the whole sentence a facilitator reads."""

    NOT_WANTED = "not_wanted", _("It was not needed any more.")
    MOVED = "moved", _("The meeting was moved. A new message was planned.")
    CANCELLED = "cancelled", _("The meeting was cancelled.")
    LEFT = "left", _("The person left the partnership.")
    MUTED = "muted", _("The person switched these messages off.")
    CHANNEL_CHANGED = "channel_changed", _("The person is now reached another way.")
    UNREACHABLE = "unreachable", _("No e-mail address or phone number works for this person.")
    LETTER_LATE = "letter_late", _("A letter would not have arrived in time.")
    REFUSED = "refused", _("The mail server refused the address.")
    TRY_AGAIN = "try_again", _("The mail server could not take it yet. We try again.")
    NO_SERVER = "no_server", _("The mail server did not answer. We try again.")
    TEXT_REFUSED = "text_refused", _("Text messages do not reach this number.")
    TEXTS_STOPPED = "texts_stopped", _("This number said that it wants no text messages.")
    TEXT_LATER = "text_later", _("The text message could not be taken yet. We try again.")
    NO_TEXTS = "no_texts", _("The service for text messages did not answer. We try again.")
    TOO_LATE = "too_late", _("Its time passed before it could be sent.")
    BROKEN = "broken", _("The message could not be made.")
    CRASHED = "crashed", _("Sending it was cut off several times.")
    QUIET = "quiet", _("It waits until the person's quiet hours end.")
    NOT_REACHED = "not_reached", _("Nobody answered the phone. We try again.")
    WRONG_NUMBER = "wrong_number", _("The phone number is wrong.")
    RESTORED = "restored", _("It was held back after a restore and not sent again.")


NO_WAY = {Reason.UNREACHABLE, Reason.LETTER_LATE}  # no channel brought it


def sentence(reason: str) -> str:
    """Return the sentence for a code; a code that is no longer known stands for itself."""
    code, _colon, detail = reason.partition(":")
    words = str(Reason(code).label) if code in Reason.values else code
    return f"{words} ({detail})" if detail else words
