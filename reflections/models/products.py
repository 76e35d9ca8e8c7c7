"""Joint products: what was made together, by whom, for whom it is useful, and who is named how."""

from typing import Self

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetings.models import Resource
from partners.models import Membership, Partnership
from partners.roles import Group, Permission
from reflections.models.exchanges import Exchange


class ProductKind(models.TextChoices):
    """What was made."""

    LEAFLET = "leaflet", _("A leaflet")
    PATHWAY = "pathway", _("A care pathway")
    PAPER = "paper", _("A paper or report")
    APP = "app", _("An app or website")
    # Translators: a course that the group made together.
    TRAINING = "training", _("A training or course")
    OTHER = "other", pgettext_lazy("product", "Something else")


class ProductQuerySet(models.QuerySet["Product"]):
    """Products, as the domain asks for them."""

    def standing(self) -> Self:
        """Products that were not taken away, the newest first."""
        return self.filter(withdrawn_at=None).order_by("-created_at", "-pk")

    def out(self) -> Self:
        """Products that are finished, so that each maker can see how they are named."""
        return self.standing().filter(out_at__isnull=False)

    def for_list(self) -> Self:
        """Bring along what a list shows."""
        makers = Maker.objects.select_related("membership__person", "recorded_by__person")
        return self.select_related(
            "partnership", "created_by", "resource__partnership", "exchange__partnership"
        ).prefetch_related(models.Prefetch("makers", makers.order_by("pk")), "benefits")


class Product(models.Model):
    """Something that people made together: a leaflet, a pathway, a paper."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="products")
    kind = models.CharField(_("what it is"), max_length=12, choices=ProductKind)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what is in it"), blank=True, max_length=4000)
    url = models.URLField(
        _("link"), blank=True, max_length=500, validators=[URLValidator(schemes=["http", "https"])]
    )
    resource = models.ForeignKey(
        Resource, on_delete=models.SET_NULL, null=True, blank=True, related_name="products"
    )
    exchange = models.ForeignKey(
        Exchange, on_delete=models.SET_NULL, null=True, blank=True, related_name="products"
    )  # the offer or ask to write together that it came out of
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    out_at = models.DateTimeField(null=True, blank=True)  # finished; makers look at their credit
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")

    def __str__(self) -> str:
        return self.title or ""

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("reflections:product", kwargs={"slug": self.partnership.slug, "pk": self.pk})

    def is_kept_by(self, reader: Membership) -> bool:
        """Say whether `reader` names its makers: who added it, and who facilitates."""
        return reader.pk == self.created_by_id or reader.may(Permission.RECORD_FOR_OTHERS)


class Credit(models.TextChoices):
    """How a maker wants to be named."""

    FULL_NAME = "full_name", _("With my name, as it stands here")
    AS_WRITTEN = "as_written", _("With a name as I write it")
    GROUP = "group", _("Only with my group")
    NONE = "none", _("Not at all")


class Maker(models.Model):
    """A person who made a product, how they want to be named, and whether they are."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="makers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=16, choices=Group)  # as it was when they made it
    credit = models.CharField(
        _("how I want to be named"), max_length=12, choices=Credit, blank=True
    )
    name_as_written = models.CharField(_("my name, as it should stand"), max_length=200, blank=True)
    credit_right = models.BooleanField(null=True, blank=True)  # "I am named as I asked"
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who wrote down what the maker said last

    class Meta:
        verbose_name = _("maker")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "membership"],
                name="maker_is_named_once",
                violation_error_message=_("This person is among the makers already."),
            ),
            models.CheckConstraint(
                condition=Q(credit=Credit.AS_WRITTEN) & ~Q(name_as_written="")
                | ~Q(credit=Credit.AS_WRITTEN) & Q(name_as_written=""),
                name="own_name_is_written_where_it_is_chosen",
                violation_error_message=_("Write your name as it should stand."),
            ),
            models.CheckConstraint(
                condition=Q(credit_right=None) | Q(answered_at__isnull=False) & ~Q(credit=""),
                name="credit_is_judged_by_a_wish",
            ),
        ]

    def __str__(self) -> str:
        return self.credit

    @property
    def line(self) -> str:
        """The words under which they are named; "" for who is not named, or has not said how."""
        return {
            Credit.FULL_NAME: self.membership.person.name,
            Credit.AS_WRITTEN: self.name_as_written,
            Credit.GROUP: self.get_group_display(),
        }.get(self.credit, "")  # type: ignore[call-overload]


class Benefit(models.Model):
    """What a product is good for, for one group, in somebody's own words."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="benefits")
    group = models.CharField(_("for whom"), max_length=16, choices=Group)
    words = models.TextField(_("what it is good for"), max_length=2000)
    language = models.CharField(max_length=12)
    has_helped = models.BooleanField(_("it helped already"), default=False)  # else it is hoped
    said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("benefit of a product")
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="benefit_says_something",
                violation_error_message=_("Write what it is good for."),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:60]
