"""The log of who did or read what is sensitive: keys and names of fields, never what they hold."""

from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce

GONE = models.DO_NOTHING  # a line stays when what it names goes, and nothing is joined by force


class Action(models.TextChoices):
    """What is written down. A closed list: what is not here is not in the log."""

    NEEDS_OPENED = "needs_opened"  # those that only who arranges sees
    CONTACT_OPENED = "contact_opened"
    PERSON_OPENED = "person_opened"  # both of these, on one page
    CONTACT_CHANGED = "contact_changed"
    PLACED = "placed"  # given another group or role
    INVITED = "invited"
    WITHDRAWN = "withdrawn"  # an invitation
    LEFT = "left"
    RECORDED = "recorded"  # for somebody who told us
    SIGNED = "signed"  # or answered "not yet"
    UNSIGNED = "unsigned"
    EXPORTED = "exported"
    LEADER = "leader"  # of a programme: named, or not any more
    HELPER = "helper"  # named, or not any more, by the person
    ERASURE = "erasure"  # asked for, taken back, or done
    REFUSED = "refused"  # what their role may not do
    EMERGENCY_ASKED = "emergency_asked"  # to see how to reach somebody who shows it to nobody
    EMERGENCY_AGREED = "emergency_agreed"
    SIGNED_IN = "signed_in"
    SIGN_IN_CHANGED = "sign_in_changed"


class AuditHead(models.Model):
    """Where the log of one partnership stands: its last line. Locked while one is added.

    The head without a partnership is the site's, for what belongs to none.
    """

    partnership = models.OneToOneField(
        "partners.Partnership",
        GONE,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="audit_head",
    )
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    mailed_number = models.PositiveBigIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Coalesce("partnership", Value(0)), name="site_has_one_log"),
        ]

    def __str__(self) -> str:
        return str(self.partnership or "site")

    @property
    def mark(self) -> str:
        """What partners keep, so that nobody can change or cut the log unseen."""
        return f"{self.pk}-{self.number}-{self.hash}"


class AuditEvent(models.Model):
    """One line of the log, bound by its hash to the line before. The database refuses changes."""

    chain = models.ForeignKey(AuditHead, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveBigIntegerField()  # in its chain, from 1 and without gaps
    at = models.DateTimeField()  # by the clock of the database
    action = models.CharField(max_length=16, choices=Action)
    actor = models.ForeignKey(
        "partners.Person", GONE, null=True, blank=True, db_constraint=False, related_name="+"
    )
    actor_membership = models.ForeignKey(
        "partners.Membership", GONE, null=True, blank=True, db_constraint=False, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        "partners.Person", GONE, null=True, blank=True, db_constraint=False, related_name="+"
    )
    # Keys of people, each between spaces: part of the line, so that the hash covers them.
    about = models.TextField(blank=True)
    object_label = models.CharField(max_length=100, blank=True)
    object_pk = models.CharField(max_length=64, blank=True)
    fields = models.JSONField(default=list, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="log_numbers_its_lines_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.number} {self.action}"
