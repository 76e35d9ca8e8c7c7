"""What a phone carries along for when there is no line, and whose it is.

The phone itself keeps it (static/offline.js). Here stands what it has to know for that.
"""

import hashlib
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

SHELL = ["coprod.css", "icons.svg", "offline.js"]  # what every kept page needs
MARK_LENGTH = 22  # hexadecimal digits
ICON_SIZES = [192, 512]  # pixels


def mark(person: AbstractBaseUser | AnonymousUser) -> str:
    """Return what a phone knows a person by: always the same, and no number of ours."""
    if not person.is_authenticated:
        return ""
    return salted_hmac("partners.carrying", str(person.pk)).hexdigest()[:MARK_LENGTH]


def shell() -> dict[str, Any]:
    """Return what the service worker keeps for everybody. `version` changes when any of it does."""
    files = [staticfiles_storage.url(name) for name in SHELL]
    return {
        "version": hashlib.sha256(" ".join(files).encode()).hexdigest()[:12],
        "files": files,
        "page": reverse("partners:offline"),
        "signIn": reverse("account_login"),
    }


def words() -> dict[str, str]:
    """Return the sentences that a page needs once an answer cannot be sent, in its language."""
    return {
        "waits": _("Kept on this phone. It will be sent when there is internet again."),
        "away": _("Kept on this phone. Sign in, and it is sent."),
        "gone": _("This question is not there for you any more. Your answer was not sent."),
        "discard": _("Do not send it"),
        "mine": _("Use my answer from this phone"),
        "theirs": _("Leave it as it is"),
        "seen": _("All right"),
        "leaving": _("Signing out forgets the answers on this phone that are not sent yet."),
        "forget": _("Forget them and sign out"),
        "stay": _("Stay signed in"),
    }
