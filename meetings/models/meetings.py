"""Meetings, the series they repeat in, and how they are planned in wall time."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings import wall_time
from partners.models import Membership, Partnership
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
