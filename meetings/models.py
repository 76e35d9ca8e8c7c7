"""Meetings and what belongs to them: agenda, support, answers, notes, resources, follow-ups."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings import wall_time
from partners.models import Membership, Partnership, SupportNeed
from partners.roles import ROLES_TAKING_PART
from partners.validators import validate_zone


class SeriesQuerySet(models.QuerySet["Series"]):
    """Series, as the planning job asks for them."""

    def going_on(self) -> Self:
        """Series that nobody stopped."""
        return self.filter(ended_at=None)


class Series(models.Model):
    """Meetings that repeat by an RFC 5545 rule, kept at the same wall time."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="series")
    rule = models.CharField(max_length=200)  # RFC 5545 RRULE without DTSTART
    first_on = models.DateField()
    local_time = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=90)
    timezone = models.CharField(max_length=64, validators=[validate_zone])
    planned_until = models.DateField()  # days up to this one have their meeting
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.first_on} {self.rule}"


class NotPlanned(Exception):
    """The meeting has no time yet: choose one first."""


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, as the domain asks for them."""

    def standing(self) -> Self:
        """Meetings that are not cancelled."""
        return self.filter(cancelled_at=None)

    def upcoming(self, now: datetime) -> Self:
        """Meetings that have not ended and are not cancelled, soonest first."""
        return self.standing().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def being_scheduled(self) -> Self:
        """Meetings for which people still say what time works."""
        return self.standing().filter(starts_at=None).order_by("-pk")

    def to_come(self, now: datetime) -> Self:
        """Meetings that have a time, have not started and are not cancelled."""
        return self.standing().filter(starts_at__gt=now)

    def past(self, now: datetime) -> Self:
        """Meetings that ended or were cancelled, latest first."""
        return self.filter(Q(ends_at__lte=now) | Q(cancelled_at__isnull=False)).order_by(
            F("starts_at").desc(nulls_last=True), "-pk"
        )


class Meeting(models.Model):
    """A time when partners come together, in a room, online, by phone, or all of these.

    The wall time and the zone are what people agreed; `starts_at` and `ends_at` (UTC) follow from
    them. `revision` counts changes of time or place: it is the SEQUENCE of the calendar file.
    `time_revision` counts changes of time alone: a meeting moved away and back reminds again.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="meetings")
    series = models.ForeignKey(
        Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="meetings"
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    purpose = models.TextField(_("what we want to reach"), blank=True, max_length=4000)
    local_date = models.DateField(_("day"), null=True, blank=True)
    local_time = models.TimeField(_("start"), null=True, blank=True)
    is_later_of_two = models.BooleanField(default=False)  # the second 01:30 when clocks go back
    shifted_from = models.TimeField(
        null=True, blank=True, editable=False
    )  # the usual time of its series, which clocks leave out on this day
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=90)
    timezone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    starts_at = models.DateTimeField(null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    time_revision = models.PositiveIntegerField(default=0, editable=False)
    moved_from = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)  # of time or place
    reminder_leads = models.JSONField(default=list, editable=False)  # the rules it was planned by
    place = models.CharField(_("place"), max_length=300, blank=True)
    online_url = models.URLField(_("link to join online"), blank=True, max_length=500)
    dial_in = models.CharField(_("phone number to join by phone"), max_length=120, blank=True)
    chair = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(_("why it is cancelled"), max_length=400, blank=True)
    go_ahead_reason = models.CharField(_("why we go ahead anyway"), max_length=400, blank=True)
    go_ahead_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    go_ahead_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True, max_length=20000)
    notes_revision = models.PositiveIntegerField(default=0)
    notes_sent_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message=_("The meeting must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(local_date=None, local_time=None, starts_at=None)
                | Q(local_date__isnull=False, local_time__isnull=False, starts_at__isnull=False),
                name="meeting_has_wall_time_and_moment_together",
                violation_error_message=_("A meeting needs both a day and a time."),
            ),
            models.CheckConstraint(
                condition=Q(go_ahead_at=None, go_ahead_by=None, go_ahead_reason="")
                | (
                    Q(go_ahead_at__isnull=False, go_ahead_by__isnull=False) & ~Q(go_ahead_reason="")
                ),
                name="going_ahead_anyway_says_who_when_and_why",
                violation_error_message=_(
                    "Going ahead anyway needs a reason that everyone can read."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "starts_at"], name="meetings_by_start"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the meeting's page."""
        return reverse("meetings:detail", kwargs={"slug": self.partnership.slug, "pk": self.pk})

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the wall time was agreed."""
        return ZoneInfo(self.timezone)

    @property
    def start(self) -> datetime:
        """The moment it starts. Raises NotPlanned if it has no time yet."""
        if self.starts_at is None:
            raise NotPlanned
        return self.starts_at

    @property
    def end(self) -> datetime:
        """The moment it ends. Raises NotPlanned if it has no time yet."""
        if self.ends_at is None:
            raise NotPlanned
        return self.ends_at

    def set_wall_time(self, day: date, at: time, *, later_of_two: bool = False) -> None:
        """Agree on a wall time. Sets the UTC moments from it; does not save.

        Raises wall_time.Nonexistent if clocks skip that time in the meeting's zone.
        """
        moment = wall_time.moment(day, at, self.zone, later_of_two=later_of_two)
        self.local_date, self.local_time, self.is_later_of_two = day, at, later_of_two
        self.starts_at = moment.astimezone(UTC)
        self.ends_at = self.starts_at + timedelta(minutes=self.minutes)

    def keep_wall_time(self) -> None:
        """Work out the moments anew, by the rules that clocks follow now; does not save.

        A wall time that no longer exists moves to the next minute that does.
        """
        if self.local_date is None or self.local_time is None:
            raise NotPlanned
        valid = wall_time.next_valid(self.local_date, self.local_time, self.zone)
        self.set_wall_time(valid.date(), valid.time(), later_of_two=self.is_later_of_two)


class ItemKind(models.TextChoices):
    """What an agenda item is for."""

    RELATE = "relate", _("Relate")
    INFORM = "inform", _("Inform")
    CONSULT = "consult", _("Consult")
    DECIDE = "decide", _("Decide")
    REFLECT = "reflect", _("Reflect")


PROTECTED = [ItemKind.RELATE, ItemKind.REFLECT]  # time that people promised each other
LONGEST_ITEM = 480  # minutes


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Agenda items, as the pages and the indicators ask for them."""

    def with_people(self) -> Self:
        """Bring along who proposed it, and who said whether the time was kept."""
        return self.select_related("proposed_by__person", "kept_recorded_by__person")

    def protected(self) -> Self:
        """Time to relate and to reflect, in its order."""
        return self.filter(kind__in=PROTECTED).order_by("position", "pk")


class AgendaItem(models.Model):
    """One thing on the agenda, what it is for, how long, and who proposed it.

    Of time to relate or to reflect, somebody says afterwards whether it was kept, and how many
    minutes it really was.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    title = models.CharField(_("what it is about"), max_length=200)
    kind = models.CharField(_("what it is for"), max_length=12, choices=ItemKind)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    position = models.PositiveSmallIntegerField(default=0)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    was_kept = models.BooleanField(null=True, blank=True)
    held_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    kept_recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kept_recorded_at = models.DateTimeField(null=True, blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_ITEM),
                name="agenda_item_takes_one_minute_to_eight_hours",
                violation_error_message=_("An item takes between 1 and 480 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(
                    was_kept=None, held_minutes=None, kept_recorded_by=None, kept_recorded_at=None
                )
                | Q(
                    was_kept__isnull=False,
                    held_minutes__isnull=False,
                    kept_recorded_by__isnull=False,
                    kept_recorded_at__isnull=False,
                ),
                name="kept_time_says_how_long_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(was_kept=None)
                | Q(was_kept=False, held_minutes__lte=LONGEST_ITEM)
                | Q(was_kept=True, held_minutes__gte=1, held_minutes__lte=LONGEST_ITEM),
                name="kept_time_took_some_minutes",
                violation_error_message=_("Time that was kept took between 1 and 480 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(was_kept=None) | Q(kind__in=["relate", "reflect"]),
                name="only_time_to_relate_or_reflect_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Rsvp(models.TextChoices):
    """Whether a person will be there."""

    YES = "yes", _("I will be there")
    NO = "no", _("I cannot come")
    IF_SUPPORTED = "if_supported", _("Only if my support is there")


class Attendance(models.Model):
    """One person and one meeting: asked, answered, there or not."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="attendances")
    rsvp = models.CharField(max_length=12, choices=Rsvp, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # someone else, who wrote down what the person said
    was_there = models.BooleanField(null=True, blank=True)
    planned_for = models.CharField(
        max_length=64, blank=True
    )  # the meeting's time revision and the person's timing revision: "0.3"

    class Meta:
        verbose_name = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], name="person_attends_a_meeting_once"
            ),
            models.CheckConstraint(
                condition=Q(rsvp="", answered_at=None)
                | (~Q(rsvp="") & Q(answered_at__isnull=False)),
                name="rsvp_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} / {self.meeting}"


class TimeOption(models.Model):
    """A proposed time for a meeting that has none yet."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="time_options")
    local_date = models.DateField(_("day"))
    local_time = models.TimeField(_("start"))
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "starts_at"],
                name="time_is_proposed_once",
                violation_error_message=_("This time is already proposed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.local_date} {self.local_time}"


class TimeAnswer(models.Model):
    """Whether a proposed time works for a person."""

    class Works(models.TextChoices):
        """How well a time works."""

        YES = "yes", _("Works for me")
        IF_NEEDED = "if_needed", _("If it must be")
        NO = "no", _("Does not work")

    option = models.ForeignKey(TimeOption, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    works = models.CharField(max_length=12, choices=Works)
    answered_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["option", "membership"], name="person_answers_a_time_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.works}"


class ArrangementState(models.TextChoices):
    """Whether a support need is taken care of for one meeting."""

    TO_ARRANGE = "to_arrange", _("To arrange")
    ARRANGED = "arranged", _("Arranged")
    NOT_POSSIBLE = "not_possible", _("Not possible")


class ArrangementQuerySet(models.QuerySet["Arrangement"]):
    """Arrangements, as the readiness gate asks for them."""

    def standing(self) -> Self:
        """Arrangements for needs that people who take part still have."""
        return self.filter(
            need__ended_at=None,
            need__membership__left_at=None,
            need__membership__paused_at=None,
        )

    def unmet(self) -> Self:
        """Needs not arranged, or not possible."""
        return self.standing().exclude(state=ArrangementState.ARRANGED)

    def of(self, membership: Membership) -> Self:
        """Arrangements for one person's own needs."""
        return self.filter(need__membership=membership).select_related("need").order_by("pk")

    def essential(self) -> Self:
        """Needs without which the person cannot come."""
        return self.filter(need__is_essential=True)


class Arrangement(models.Model):
    """One support need for one meeting: who arranges it, how it stands, whether it was there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="arrangements")
    need = models.ForeignKey(SupportNeed, on_delete=models.CASCADE, related_name="arrangements")
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("how it stands"),
        max_length=16,
        choices=ArrangementState,
        default=ArrangementState.TO_ARRANGE,
    )
    note = models.CharField(
        _("what was arranged, or why it is not possible"), max_length=400, blank=True
    )
    note_language = models.CharField(max_length=12, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    was_there = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrangement")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "need"], name="need_is_arranged_once_a_meeting"
            ),
            models.CheckConstraint(
                condition=~Q(state=ArrangementState.NOT_POSSIBLE) | ~Q(note=""),
                name="not_possible_says_why",
                violation_error_message=_("Say why it is not possible, so that the person knows."),
            ),
            models.CheckConstraint(
                condition=Q(was_there=None, answered_at=None)
                | Q(was_there__isnull=False, answered_at__isnull=False),
                name="support_answer_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} / {self.meeting}"


class ActionItem(models.Model):
    """Something a person said they would do, and by when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(_("what will be done"), max_length=300)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("action item")

    def __str__(self) -> str:
        return self.text


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Resources, as the domain asks for them."""

    def available(self) -> Self:
        """Resources not taken back, newest first."""
        return self.filter(withdrawn_at=None).order_by("-shared_at", "-pk")

    def with_current_texts(self) -> Self:
        """Bring the texts that stand now along, as `current`."""
        texts = ResourceText.objects.filter(replaced_at=None).order_by("language")
        return self.prefetch_related(models.Prefetch("texts", queryset=texts, to_attr="current"))


class Resource(models.Model):
    """A document or link, with one version a language."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="resources")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="resources"
    )
    title = models.CharField(_("title"), max_length=200)
    about = models.CharField(_("what it is"), max_length=400, blank=True)
    is_essential = models.BooleanField(_("everyone needs to read it"), default=False)
    shared_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    current: list["ResourceText"]  # with_current_texts()

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the resource's page."""
        return reverse("meetings:resource", kwargs={"slug": self.partnership.slug, "pk": self.pk})


class ResourceText(models.Model):
    """A resource in one language: a file or a link."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    url = models.URLField(_("link"), blank=True, max_length=500)
    file = models.FileField(_("file"), upload_to="resources", blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)  # bytes
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of a resource")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "language"],
                condition=Q(replaced_at=None),
                name="resource_has_one_version_a_language",
            ),
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="resource_version_is_a_file_or_a_link",
                violation_error_message=_("Choose a file or write a link, one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} ({self.language})"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups, as the asking job and the pages ask for them."""

    def open(self) -> Self:
        """Questions that nobody has answered yet."""
        return self.filter(answered_at=None, resource__withdrawn_at=None)

    def due(self, now: datetime) -> Self:
        """Open questions whose next asking has come, to people who take part now."""
        return (
            self.open()
            .filter(
                next_ask_at__lte=now,
                membership__left_at=None,
                membership__paused_at=None,
                membership__role__in=ROLES_TAKING_PART,
            )
            .order_by("next_ask_at", "pk")
        )


class FollowUp(models.Model):
    """A question that stays open until a person answers it: could you open it?"""

    class Answer(models.TextChoices):
        """What a person says of a resource."""

        OPENED = "opened", _("I could open it")
        COULD_NOT = "could_not", _("I could not open it")
        NOT_WANTED = "not_wanted", _("I do not want it")

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="follow_ups")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="follow_ups")
    asked = models.PositiveSmallIntegerField(default=0)  # times
    next_ask_at = models.DateTimeField(
        null=True, blank=True
    )  # None: handed to a facilitator, or waits for a text
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "membership"], name="person_is_asked_about_a_resource_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="follow_up_answer_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} / {self.membership}"


from meetings.payments import (  # noqa: E402, F401  the rest of this app's models
    BEFORE,
    Basis,
    CostKind,
    Ended,
    MoneyTerms,
    Payment,
    PaymentChoice,
    Rate,
    Way,
)
