"""Exchanges: what people offer each other and ask for, and what came of it. There is no balance.

No name leads from a person back to what they gave or got (`related_name="+"`), and no number is
kept beside a person: `docs/decisions/0019-no-balance.md`.
"""

from datetime import datetime, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Membership, Partnership
from partners.roles import Group, Permission

MOST_ASKINGS = 2  # how often an ask is brought back, and how often "was it given?" is asked
ON_TOP = timedelta(days=14)  # how long an ask that was brought back stands above the others


class Principle(models.TextChoices):
    """The five principles, by the names that the pages use."""

    EQUITY = "equity", _("Equity")
    REFLEXIVITY = "reflexivity", _("Reflection")
    RECIPROCITY = "reciprocity", _("Give and take")
    PERSONAL = "personal", _("Why we came")
    RELATIONS = "relations", _("Agreements")


def validate_principles(value: object) -> None:
    """Want a list of at least one principle, each once."""
    if not isinstance(value, list) or not value or len(set(value)) != len(value):
        raise ValidationError(_("Choose at least one of the five principles."), code="principles")
    if not set(value) <= set(Principle.values):
        raise ValidationError(_("Choose at least one of the five principles."), code="principles")


class Direction(models.TextChoices):
    """Which way an exchange goes, seen from the person who speaks."""

    # Translators: somebody offers something.
    OFFER = "offer", pgettext_lazy("exchange", "Offer")
    # Translators: somebody asks for something.
    ASK = "ask", pgettext_lazy("exchange", "Ask")


class ExchangeKind(models.TextChoices):
    """What is offered or asked for."""

    SKILL = "skill", _("Something one knows or can do")
    CONTACT = "contact", _("A contact")
    TRAINING = "training", _("Training")
    REFERENCE = "reference", _("A letter of reference")
    ROOM = "room", _("A room or a place")
    TIME = "time", _("Time, a helping hand")
    CO_AUTHORSHIP = "co_authorship", _("Writing together, with both names")
    # Translators: the last of several kinds of things to offer or ask for.
    OTHER = "other", pgettext_lazy("exchange", "Something else")


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    """Offers and asks, as the domain asks for them."""

    def offers(self) -> Self:
        """What people offer."""
        return self.filter(direction=Direction.OFFER)

    def asks(self) -> Self:
        """What people ask for."""
        return self.filter(direction=Direction.ASK)

    def standing(self) -> Self:
        """What still holds, of people who are here and do not pause."""
        return self.filter(
            withdrawn_at=None, solved_at=None, membership__left_at=None, membership__paused_at=None
        )

    def unanswered(self) -> Self:
        """What nobody took up, or took up in the end."""
        live = Given.objects.live().filter(exchange=OuterRef("pk"))
        return self.filter(~Exists(live))

    def to_bring_back(self, now: datetime) -> Self:
        """Asks that stand, that nobody answered, and whose time to be brought back has come."""
        return self.asks().standing().unanswered().filter(bring_back_at__lte=now)

    def brought_back(self, now: datetime) -> Self:
        """Asks that were brought back lately."""
        return self.filter(brought_back_at__gt=now - ON_TOP)

    def not_brought_back(self, now: datetime) -> Self:
        """The others."""
        return self.exclude(brought_back_at__gt=now - ON_TOP)

    def newest_first(self) -> Self:
        """The newest first."""
        return self.order_by("-said_at", "-pk")

    def visible_to(self, reader: Membership) -> Self:
        """What was not taken back; and what was, for its person and those it reached."""
        mine = Given.objects.of(reader).filter(exchange=OuterRef("pk"))
        return self.filter(
            Q(withdrawn_at=None) | Q(membership=reader) | Q(recorded_by=reader) | Exists(mine)
        )

    def for_list(self) -> Self:
        """Bring along what a list shows."""
        return self.select_related("partnership", "membership__person", "recorded_by__person")


class Exchange(models.Model):
    """An offer or an ask, in the words of the person who makes it."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="exchanges")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=16, choices=Group)  # as it was when they said it
    direction = models.CharField(_("what it is"), max_length=8, choices=Direction)
    kind = models.CharField(_("kind"), max_length=16, choices=ExchangeKind)
    principles = models.JSONField(
        _("which principles it serves"), default=list, validators=[validate_principles]
    )
    said = models.TextField(_("in my words"), max_length=2000)
    language = models.CharField(max_length=12)
    shown_as_group = models.BooleanField(
        _("show others only which group I belong to, not my name"), default=False
    )
    for_group = models.BooleanField(_("it is for the whole group"), default=False)
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_right = models.BooleanField(null=True, blank=True)  # the person's word on it
    revision = models.PositiveIntegerField(default=0)  # of the words; corrected ones are asked anew
    bring_back_at = models.DateTimeField(null=True, blank=True)  # next time, if unanswered
    brought_back = models.PositiveSmallIntegerField(default=0)  # how often
    brought_back_at = models.DateTimeField(null=True, blank=True)
    still_needed_at = models.DateTimeField(null=True, blank=True)  # "yes, I still need it"
    solved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange")
        constraints = [
            models.CheckConstraint(
                condition=~Q(said=""),
                name="exchange_says_something",
                violation_error_message=_("Write what you offer or ask for."),
            ),
            models.CheckConstraint(
                condition=~Q(principles=[]),
                name="exchange_serves_a_principle",
                violation_error_message=_("Choose at least one of the five principles."),
            ),
            models.CheckConstraint(
                condition=Q(direction=Direction.ASK) | Q(shown_as_group=False, for_group=False),
                name="only_an_ask_hides_its_name_or_is_for_the_group",
            ),
            models.CheckConstraint(
                condition=Q(direction=Direction.ASK)
                | Q(solved_at=None, still_needed_at=None, bring_back_at=None, brought_back=0),
                name="only_an_ask_is_brought_back_or_solved",
            ),
            models.CheckConstraint(
                condition=Q(brought_back__lte=MOST_ASKINGS),
                name="ask_is_brought_back_twice_at_most",
            ),
            models.CheckConstraint(
                condition=Q(brought_back=0, brought_back_at=None)
                | Q(brought_back__gt=0, brought_back_at__isnull=False),
                name="ask_brought_back_says_when",
            ),
            models.CheckConstraint(
                condition=Q(recorded_right=None) | Q(recorded_by__isnull=False),
                name="only_a_recorded_exchange_is_confirmed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["bring_back_at"],
                name="asks_to_bring_back",
                condition=Q(bring_back_at__isnull=False),
            ),
            models.Index(fields=["partnership", "-said_at"], name="exchanges_newest_first"),
        ]

    def __str__(self) -> str:
        return self.said[:60]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse(
            "reflections:exchange", kwargs={"slug": self.partnership.slug, "pk": self.pk}
        )

    @property
    def is_ask(self) -> bool:
        """Whether somebody asks, rather than offers."""
        return self.direction == Direction.ASK

    @property
    def serves(self) -> list[Principle]:
        """The principles it serves, in the order in which the pages name them."""
        return [principle for principle in Principle if principle.value in self.principles]

    def names_person_to(self, reader: Membership) -> bool:
        """Say whether `reader` may see whose it is. Who says yes to an ask learns it there."""
        mine = reader.pk in (self.membership_id, self.recorded_by_id)
        return mine or not self.shown_as_group


class ShownTo(models.TextChoices):
    """Who may read what something was good for."""

    GIVER = "giver", _("Only the person who gave it")
    EVERYONE = "everyone", _("Everyone in the partnership")


def _is_of(reader: Membership) -> Q:
    by_hand = Q(recorded_by=reader) | Q(taken_up_recorded_by=reader)
    return Q(giver=reader) | Q(receiver=reader) | by_hand


class GivenQuerySet(models.QuerySet["Given"]):
    """What is given, as the domain asks for it."""

    def live(self) -> Self:
        """What may still happen, or did."""
        return self.filter(dropped_at=None)

    def open(self) -> Self:
        """What the receiver has not confirmed yet."""
        return self.live().filter(confirmed_at=None)

    def given(self) -> Self:
        """What was given, the latest first."""
        return self.live().filter(given_at__isnull=False).order_by("-given_at", "-pk")

    def of(self, reader: Membership) -> Self:
        """What `reader` gives or gets, or wrote down for one of the two."""
        return self.filter(_is_of(reader))

    def visible_to(self, reader: Membership) -> Self:
        """All of it, but for what two others keep between them."""
        return self.filter(Q(kept_between_at=None) | _is_of(reader))

    def to_ask(self, now: datetime) -> Self:
        """What its receiver should be asked about now."""
        here = {"receiver__left_at": None, "receiver__paused_at": None}
        return self.open().filter(ask_at__lte=now, asked__lt=MOST_ASKINGS, **here)

    def for_list(self) -> Self:
        """Bring along what a list shows."""
        return self.select_related(
            "partnership", "exchange__partnership", "exchange__membership__person",
            "giver__person", "receiver__person", "recorded_by__person",
            "taken_up_recorded_by__person",
        )  # fmt: skip


class Given(models.Model):
    """What one person gives another because it was offered or asked for, as the receiver says."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="given")
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="given")
    giver = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    for_group = models.BooleanField(_("for the whole group"), default=False)
    note = models.TextField(_("a word to them"), blank=True, max_length=1000)  # the two read it
    note_language = models.CharField(max_length=12, blank=True)
    taken_up_at = models.DateTimeField()
    taken_up_recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who wrote down that somebody takes it up, or answers
    kept_between_at = models.DateTimeField(null=True, blank=True)  # "this stays between us two"
    given_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # by the receiver
    helped = models.BooleanField(_("it helped"), default=False)
    benefit = models.TextField(_("what it was good for"), blank=True, max_length=2000)
    benefit_language = models.CharField(max_length=12, blank=True)
    benefit_shown_to = models.CharField(
        _("who may read it"), max_length=8, choices=ShownTo, default=ShownTo.GIVER
    )
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who wrote down what the receiver said
    thanks = models.TextField(_("a word of thanks"), blank=True, max_length=1000)  # the two read it
    thanks_language = models.CharField(max_length=12, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    ask_at = models.DateTimeField(null=True, blank=True)  # when to ask the receiver next
    asked = models.PositiveSmallIntegerField(default=0)  # how often they were asked
    not_yet_at = models.DateTimeField(null=True, blank=True)  # the receiver says: not yet
    dropped_at = models.DateTimeField(null=True, blank=True)  # no reason is asked, nobody is named

    objects = GivenQuerySet.as_manager()

    class Meta:
        verbose_name = _("what is given")
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")),
                name="nobody_gives_to_themselves",
                violation_error_message=_("This is your own. Somebody else can take it up."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(given_at__isnull=False, dropped_at=None),
                name="only_what_was_given_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(helped=False, benefit=""),
                name="what_it_was_good_for_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(thanks="") | Q(thanked_at__isnull=False), name="thanks_say_when"
            ),
            models.CheckConstraint(
                condition=Q(asked__lte=MOST_ASKINGS), name="receiver_is_asked_twice_at_most"
            ),
        ]
        indexes = [
            models.Index(
                fields=["ask_at"], name="given_to_ask_about", condition=Q(ask_at__isnull=False)
            ),
            models.Index(fields=["partnership", "-given_at"], name="given_newest_first"),
        ]

    def __str__(self) -> str:
        return self.state

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("reflections:given", kwargs={"slug": self.partnership.slug, "pk": self.pk})

    @property
    def state(self) -> str:
        """Return where it stands: taken_up, given, confirmed, or dropped."""
        if self.dropped_at:
            return "dropped"
        if self.confirmed_at:
            return "confirmed"
        return "given" if self.given_at else "taken_up"

    def is_of(self, reader: Membership) -> bool:
        """Say whether `reader` gives or gets it, or wrote it down for one of the two."""
        return reader.pk in (
            self.giver_id, self.receiver_id, self.recorded_by_id, self.taken_up_recorded_by_id,
        )  # fmt: skip

    def is_between(self, reader: Membership) -> bool:
        """Say whether `reader` is one of the two."""
        return reader.pk in (self.giver_id, self.receiver_id)

    def is_recorded_by(self, reader: Membership) -> bool:
        """Say whether `reader` may write down what its receiver told them."""
        sees = self.names_receiver_to(reader) and not self.is_between(reader)
        return sees and reader.may(Permission.RECORD_FOR_OTHERS)

    def names_receiver_to(self, reader: Membership) -> bool:
        """Say whether `reader` may see who gets it."""
        return self.is_of(reader) or self.exchange.names_person_to(reader)

    def shows_benefit_to(self, reader: Membership) -> bool:
        """Say whether `reader` may read what it was good for."""
        return self.benefit_shown_to == ShownTo.EVERYONE or self.is_of(reader)


class BenefitWish(models.Model):
    """Whether a person wants to be counted among those who say if they get something from the work.

    Without a row they were not asked yet, and are not counted. Shown to nobody else.
    """

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="benefit_wish"
    )
    counts_me = models.BooleanField(_("count me in"))
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("wish to say whether one benefits")

    def __str__(self) -> str:
        return f"{self.membership_id}"
