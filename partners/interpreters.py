"""Who interprets or reads aloud for a partnership: a register that its facilitators keep.

They are people whom the ledger can write to, without being members and without an account.
"""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partners import tongues

if TYPE_CHECKING:
    from partners.models import Partnership


class Gender(models.TextChoices):
    """What an interpreter says of themselves, or somebody wishes for; nothing if it is not said."""

    WOMAN = "woman", _("A woman")
    MAN = "man", _("A man")


class InterpreterQuerySet(models.QuerySet["Interpreter"]):
    """Interpreters, as the register and the ledger ask for them."""

    def listed(self) -> Self:
        """Interpreters who were not taken off the register."""
        return self.filter(removed_at=None)

    def same_as(self, interpreter: "Interpreter") -> Self:
        """Rows of the same human being, also in registers of other partnerships.

        Agencies share a mailbox, so an address alone names nobody.
        """
        person = interpreter.person
        by_name = Q(person__name__iexact=person.name)
        ways = Q(pk=None)
        if person.address:
            ways |= Q(person__email__iexact=person.address)
            ways |= Q(person__household_email__iexact=person.address)
        if person.phone:
            ways |= Q(person__phone=person.phone)
        return self.filter(Q(person=person) | (by_name & ways))


class Interpreter(models.Model):
    """Somebody who interprets or reads aloud for a partnership. Not a member by that."""

    partnership = models.ForeignKey(
        "partners.Partnership", on_delete=models.CASCADE, related_name="interpreters"
    )
    person = models.ForeignKey(
        "partners.Person", on_delete=models.CASCADE, related_name="interpreting"
    )
    tongues = models.JSONField(default=list)
    reads_aloud = models.BooleanField(default=False)
    gender = models.CharField(max_length=8, choices=Gender, blank=True)
    note = models.CharField(max_length=400, blank=True)
    note_language = models.CharField(max_length=12, blank=True)
    added_by = models.ForeignKey("partners.Membership", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = InterpreterQuerySet.as_manager()

    class Meta:
        verbose_name = _("interpreter")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "person"],
                condition=Q(removed_at=None),
                name="interpreter_is_listed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.partnership}"

    def speaks(self, tongue: str) -> bool:
        """Say whether they work in this tongue."""
        return any(tongues.same(tongue, mine) for mine in self.tongues)

    def other_than(self, tongue: str, partnership: "Partnership") -> str:
        """Return what they interpret `tongue` into: a language of the partnership, else another."""
        mine = [each for each in self.tongues if not tongues.same(each, tongue)]
        ours = [code for code in partnership.languages if code in mine]
        return next(iter([*ours, *mine]), "")


def working_for(partnership: str, person: str) -> Exists:
    """Return whether a row's person is on the register of its partnership, as a condition."""
    rows = Interpreter.objects.listed()
    return Exists(rows.filter(partnership=OuterRef(partnership), person=OuterRef(person)))
