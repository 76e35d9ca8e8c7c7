"""The state of what people write: which text stands in which language, made from what, by whom."""

from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners import languages
from partners.models import Membership, Partnership


class TextQuerySet(models.QuerySet["Text"]):
    """Texts, as the recorder and the list ask for them."""

    def about(self, record: models.Model) -> Self:
        """Texts of one record."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk)

    def with_translations(self) -> Self:
        """Bring along where each language stands."""
        return self.prefetch_related("translations")

    def with_known(self) -> Self:
        """Bring the same along as plain lists: where there are thousands, that is half the time."""
        return self.prefetch_related(models.Prefetch("translations", to_attr="known"))


class Text(models.Model):
    """One field of one record, and the language it was first written in.

    The words stand in the record, a column a language. `version` counts how often the first words
    changed in what they say; a small correction does not count.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="texts")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    record: Any = GenericForeignKey("content_type", "object_id")
    field = models.CharField(max_length=40)
    source_language = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=12)  # of the first words as they were last recorded

    known: list["Translation"]  # with `with_known`

    objects = TextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field"], name="text_is_recorded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id} {self.field}"


class State(models.TextChoices):
    """How far the words that readers see have come."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("To be checked")
    APPROVED = "approved", _("Checked")


class Translation(models.Model):
    """One text in one language other than its first.

    `digest` is of the words that readers see, empty while there are none. `kept` are words that
    only translators see: what somebody has begun, or a machine's draft that nobody took over. A
    language without a row, or with a row that has neither, is missing. Whether the words are out
    of date is never stored: they are if `from_version` is behind the text's version.
    """

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    digest = models.CharField(max_length=12, blank=True)
    from_version = models.PositiveIntegerField()
    from_words = models.TextField(blank=True)  # the first words as they were then
    kept = models.TextField(blank=True)
    kept_is_machine = models.BooleanField(default=False)
    kept_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "language"], name="one_row_a_language"),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(written_by=None)
                | ~Q(approved_by=F("written_by")),
                name="who_translated_does_not_approve",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                | (~Q(state="approved") & Q(approved_by=None, approved_at=None)),
                name="checked_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(digest=""),
                name="only_words_that_are_there_are_checked",
            ),
            models.CheckConstraint(
                condition=Q(kept_is_machine=False) | (Q(kept_by=None) & ~Q(kept="")),
                name="what_a_machine_drafted_is_nobodys",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text_id} {self.language}: {self.state}"

    @property
    def is_there(self) -> bool:
        """Whether readers see words in this language, written or taken over by a person."""
        return bool(self.digest)

    def is_out_of_date(self, text: Text) -> bool:
        """Whether the first words changed in what they say since these were made from them."""
        return self.is_there and self.from_version < text.version


class Term(models.Model):
    """A word of the partnership's own glossary, and how it is said in another language."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(_("Word"), max_length=80)
    term_language = models.CharField(
        _("In which language"), max_length=12, choices=languages.choices
    )
    translation = models.CharField(_("How we say it"), max_length=120)
    language = models.CharField(_("In which language"), max_length=12, choices=languages.choices)
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "term_language", "term", "language"],
                name="a_term_is_said_one_way",
            ),
            models.CheckConstraint(
                condition=~Q(term_language=F("language")), name="a_term_goes_into_another_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.translation}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents, as the pages ask for them."""

    def standing(self) -> Self:
        """Consents that were not taken back."""
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """That a partnership's words may go to one machine for a draft: who said so, and when.

    `version` is that of the words on the page where they said so, `language` the one it was in.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="machine_consents"
    )
    machine = models.CharField(max_length=40)
    host = models.CharField(max_length=200)  # where the words go; another one needs new consent
    given_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    withdrawn_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "host"],
                condition=Q(withdrawn_at=None),
                name="consent_to_a_machine_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_consent_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.host}"


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests, as the page and the alarm clock ask for them."""

    def open(self) -> Self:
        """Requests that wait for somebody."""
        return self.filter(done_at=None)

    def about(self, record: models.Model) -> Self:
        """Requests about one record."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk)


class Request(models.Model):
    """That a record be translated: who asked, and by when those who wait were told it will come.

    `round` counts how often it was asked for, as when the text changed after it was done.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="translation_requests"
    )
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    record: Any = GenericForeignKey("content_type", "object_id")
    round = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    promised_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], name="a_record_is_asked_for_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id} r{self.round}"
