"""Open calls: ways to take part that anybody may read, and the answers that came."""

import uuid
from datetime import date, datetime, timedelta
from typing import Self

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners import languages
from partners.models import Membership, Partnership
from translations.reading import written

KEPT_AFTER_CLOSING = relativedelta(months=6)  # what nobody answered is erased then
PARTS = ("title", "about", "asks", "offers", "support", "phone_times")
MOMENT = timedelta(microseconds=1)


class CallQuerySet(models.QuerySet["Call"]):
    """Open calls, as the domain asks for them."""

    def published(self) -> Self:
        """Calls that were opened, also those that closed since."""
        return self.filter(opened_at__isnull=False)

    def open(self, now: datetime) -> Self:
        """Calls that can be answered now."""
        return self.published().filter(closed_at=None, closes_at__gt=now)

    def listed(self, now: datetime) -> Self:
        """Open calls that the public list shows, the one that closes first on top."""
        return self.open(now).filter(is_listed=True).order_by("closes_at", "pk")


class Call(models.Model):
    """A way to take part that a partnership publishes: what it asks, and what it gives in return.

    `language` is the one of the page it was written in: what people read where no other fits.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="calls")
    code = models.PositiveIntegerField(unique=True)  # its public address, and what people text
    language = models.CharField(max_length=12, choices=languages.choices)
    title = models.CharField(_("What we look for"), max_length=120)
    about = models.TextField(_("What it is about"), max_length=2000)
    asks = models.TextField(_("What it asks of you"), max_length=2000)
    offers = models.TextField(_("What you get in return"), max_length=2000, blank=True)
    support = models.TextField(_("Help to take part"), max_length=2000, blank=True)
    contact = models.CharField(_("Whom people can ask for"), max_length=120, blank=True)
    phone = models.CharField(_("The number to call"), max_length=32, blank=True)
    phone_times = models.CharField(_("When somebody answers the phone"), max_length=200, blank=True)
    shows_rates = models.BooleanField(default=False)
    is_listed = models.BooleanField(default=False)
    closes_at = models.DateTimeField()  # the midnight after its last day, where the partnership is
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)  # by somebody, before its last day
    vault = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # names its key
    made_at = models.DateTimeField(auto_now_add=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("open call")
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="opened_call_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False),
                name="only_an_opened_call_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(code__gte=1000), name="code_of_a_call_has_four_digits"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title or self.code)

    def get_absolute_url(self) -> str:
        """Return the address of the call inside the partnership."""
        return reverse("charters:call", kwargs={"slug": self.partnership.slug, "pk": self.pk})

    @property
    def public_address(self) -> str:
        """The page that everybody may read, without the site's name."""
        return reverse("charters:open_call", kwargs={"code": self.code})

    @property
    def closes_on(self) -> date:
        """The last day, where the partnership is."""
        return (self.closes_at.astimezone(self.partnership.zone) - MOMENT).date()

    @property
    def given(self) -> set[str]:
        """The parts that somebody wrote, in any language."""
        return {name for name in PARTS if written(self, name)}

    def is_open(self, now: datetime) -> bool:
        """Say whether it can be answered."""
        return self.state(now) == "open"

    def state(self, now: datetime) -> str:
        """Return where it stands: draft, open or closed."""
        if self.opened_at is None:
            return "draft"
        return "closed" if self.closed_at or self.closes_at <= now else "open"


class Way(models.TextChoices):
    """How an answer came."""

    FORM = "form", _("By the form")
    PHONE = "phone", _("By phone")
    TEXT = "text", _("By text message")


class CallOutcome(models.TextChoices):
    """What became of an answer."""

    INVITED = "invited", _("Invited")
    TOLD_NO = "told_no", _("Told that it does not work out")
    CLOSED = "closed", _("Closed")


class CallAnswerQuerySet(models.QuerySet["CallAnswer"]):
    """Answers to open calls, as the domain asks for them."""

    def waiting(self) -> Self:
        """Answers nobody has dealt with yet; who waits longest comes first."""
        return self.filter(done_at=None).order_by("came_at", "pk")

    def outlived(self, now: datetime) -> Self:
        """Unanswered ones of calls that closed so long ago that they are erased."""
        long_ago = now - KEPT_AFTER_CLOSING
        over = Q(call__closes_at__lt=long_ago) | Q(call__closed_at__lt=long_ago)
        return self.filter(over, done_at=None)


class CallAnswer(models.Model):
    """Somebody who answered a call. Who, and what they said, is sealed with the call's own key.

    Once it is dealt with, only the day, the language and what became of it stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="answers")
    language = models.CharField(max_length=12, choices=languages.choices)
    way = models.CharField(max_length=5, choices=Way)
    # The form or the number that sent it, as a keyed hash: the same one counts once.
    mark = models.CharField(max_length=64, null=True, blank=True)
    sealed = models.BinaryField(default=bytes, blank=True)
    came_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=CallOutcome, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CallAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a call")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "mark"], name="call_is_answered_once_by_a_form"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", done_at=None, done_by=None)
                | (
                    ~Q(outcome="")
                    & Q(done_at__isnull=False, done_by__isnull=False, mark=None, sealed=b"")
                ),
                name="dealt_with_answer_keeps_nothing_of_the_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def bound_to(self) -> str:
        """What the sealed words belong to."""
        return f"charters_callanswer:{self.pk}"
