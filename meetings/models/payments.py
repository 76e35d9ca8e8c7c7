"""What taking part costs a person, what was promised for it, and whether it arrived.

A partnership's rates are the same for everyone and all members read them. What each person chose
is theirs; no bank details are kept at all.
"""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from partners.models import Membership, Partnership
from partners.money import validate_currency, whole


def money_field(**kwargs: object) -> models.DecimalField:
    """Return a field for an amount. Three places, because some currencies have a thousand coins."""
    return models.DecimalField(max_digits=12, decimal_places=3, **kwargs)  # type: ignore[arg-type]


class CostKind(models.TextChoices):
    """What is paid for."""

    FEE = "fee", _("Fee for taking part")
    TRAVEL = "travel", _("Travel")
    CARE = "care", _("Care for a child or a relative")
    DATA = "data", _("Phone and internet")


# What can be paid before a meeting. The fee is for time that was given.
BEFORE = [CostKind.TRAVEL, CostKind.CARE, CostKind.DATA]


class Basis(models.TextChoices):
    """How an amount is worked out."""

    MEETING = "meeting", _("This amount for each meeting")
    HOUR = "hour", _("This amount for each hour of a meeting")
    UP_TO = "up_to", _("What it costs, up to this amount")


class MoneyTerms(models.Model):
    """In which currency a partnership pays, and how: in words that every member reads."""

    partnership = models.OneToOneField(
        Partnership, on_delete=models.CASCADE, related_name="money_terms"
    )
    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    how = models.TextField(_("how the money reaches people"), blank=True, max_length=2000)
    set_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    first_set_at = models.DateTimeField()  # meetings before it promised nothing

    class Meta:
        verbose_name = _("terms of money")

    def __str__(self) -> str:
        return str(self.partnership)


class Rate(models.Model):
    """What a partnership pays for one kind of cost. The same for everyone."""

    terms = models.ForeignKey(MoneyTerms, on_delete=models.CASCADE, related_name="rates")
    kind = models.CharField(_("what is paid for"), max_length=8, choices=CostKind)
    basis = models.CharField(_("how it is worked out"), max_length=8, choices=Basis)
    amount = money_field(verbose_name=_("amount"))

    class Meta:
        verbose_name = _("rate")
        constraints = [
            models.UniqueConstraint(fields=["terms", "kind"], name="cost_has_one_rate"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="rate_is_some_money"),
            models.CheckConstraint(
                condition=Q(kind="fee", basis__in=["meeting", "hour"])
                | (~Q(kind="fee") & Q(basis__in=["meeting", "up_to"])),
                name="only_a_fee_is_paid_by_the_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"

    def of_meeting(self, meeting: Meeting) -> Decimal:
        """Return what is promised for one meeting."""
        by_the_hour = self.basis == Basis.HOUR
        owed = self.amount * meeting.minutes / 60 if by_the_hour else self.amount
        return whole(owed, self.terms.currency)


class Way(models.TextChoices):
    """How a person chose to be paid. Nobody asks why; each choice is as good as another."""

    BANK = "bank", _("By bank transfer")
    CASH = "cash", _("In cash")
    VOUCHER = "voucher", _("As a voucher")
    ORGANISATION = "organisation", _("To an organisation that I name")
    EMPLOYER = "employer", _("My employer pays me for this time")
    DECLINED = "declined", _("I do not want to be paid")


UNPAID = [Way.EMPLOYER, Way.DECLINED]


class PaymentChoice(models.Model):
    """How one person chose to be paid, for what, and when. Read by them and by who settles."""

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="payment_choice"
    )
    way = models.CharField(_("how I would like to be paid"), max_length=16, choices=Way)
    organisation = models.CharField(_("which organisation"), max_length=160, blank=True)
    costs = models.JSONField(_("what to pay me for"), default=list)
    is_before = models.BooleanField(_("pay me before the meeting"), default=False)
    chosen_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("choice of payment")
        constraints = [
            models.CheckConstraint(
                condition=(Q(way="organisation") & ~Q(organisation=""))
                | (~Q(way="organisation") & Q(organisation="")),
                name="only_money_to_an_organisation_names_one",
                violation_error_message=_("Write which organisation gets the money."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.membership)

    @property
    def wants_money(self) -> bool:
        """Whether anything is promised to this person at all."""
        return self.way not in UNPAID


class Ended(models.TextChoices):
    """Why a promise no longer stands."""

    CANCELLED = "cancelled", _("The meeting was cancelled")
    NOT_THERE = "not_there", _("You were not at the meeting")
    CHOICE = "choice", _("You chose otherwise")


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Payments, as the pages and the figures ask for them."""

    def standing(self) -> Self:
        """Promises that were not ended, kept or not yet."""
        return self.filter(ended_at=None)

    def open(self) -> Self:
        """Promises that are not kept yet, the earliest due first."""
        return self.standing().filter(settled_on=None).order_by("due_on", "pk")

    def late(self, today: date) -> Self:
        """Promises whose day has passed."""
        return self.open().filter(due_on__lt=today)

    def settled(self) -> Self:
        """Promises that were kept, the latest first."""
        return self.standing().exclude(settled_on=None).order_by("-settled_on", "-pk")

    def unanswered(self) -> Self:
        """Money of which the person has not said whether it arrived."""
        return self.settled().filter(arrived=None)

    def in_doubt(self) -> Self:
        """Money that was paid, and of which the person says that it has not arrived."""
        return self.settled().filter(arrived=False)

    def for_list(self) -> Self:
        """Bring along what a list shows."""
        return self.select_related(
            "meeting__partnership", "membership__person", "membership__payment_choice",
            "settled_by__person", "recorded_by__person",
        )  # fmt: skip


class Payment(models.Model):
    """One promise of money to one person, for one kind of cost of one meeting.

    It follows from who was there (or will be, where it is paid before) and from the rates: nobody
    claims anything. `amount` is what was promised, `paid` what it came to.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="payments")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="payments")
    kind = models.CharField(_("what is paid for"), max_length=8, choices=CostKind)
    amount = money_field(verbose_name=_("promised"))
    currency = models.CharField(max_length=3, validators=[validate_currency])
    is_up_to = models.BooleanField(default=False)
    is_before = models.BooleanField(default=False)
    due_on = models.DateField(_("promised by"))
    promised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=12, choices=Ended, blank=True)
    paid = money_field(verbose_name=_("paid"), null=True, blank=True)
    settled_on = models.DateField(_("paid on"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    arrived = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership", "kind"], name="cost_of_a_meeting_is_promised_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_is_some_money"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="ended_promise_says_why",
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None, settled_by=None, paid=None)
                | Q(settled_on__isnull=False, settled_by__isnull=False, paid__gt=0),
                name="settled_payment_says_when_who_and_how_much",
            ),
            models.CheckConstraint(
                condition=Q(paid=None) | Q(paid__lte=F("amount")) | Q(is_up_to=False),
                name="no_more_is_paid_than_up_to",
                violation_error_message=_("This is more than was promised."),
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None) | Q(ended_at=None),
                name="settled_payment_is_not_ended",
            ),
            models.CheckConstraint(
                condition=Q(arrived=None, answered_at=None)
                | Q(arrived__isnull=False, answered_at__isnull=False, settled_on__isnull=False),
                name="only_settled_money_arrives",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="payments_by_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} / {self.meeting}"
