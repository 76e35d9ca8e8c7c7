"""Answer forms on paper: what was printed for whom, and under which codes it is typed in."""

from django.db import models
from django.db.models import Q

from notices import paper_codes
from partners.models import Membership


class PaperForm(models.Model):
    """An answer form printed for one person, known by its code. The same questions print the same.

    `asks` is a fingerprint of its questions.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="paper_forms")
    code = models.CharField(max_length=10, unique=True, default=paper_codes.new, editable=False)
    asks = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "asks"], name="same_questions_have_one_paper_form"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PaperQuestion(models.Model):
    """One question on an answer form, with a code of its own, and who last typed in its answer."""

    form = models.ForeignKey(PaperForm, on_delete=models.CASCADE, related_name="questions")
    code = models.CharField(max_length=10, unique=True, default=paper_codes.new, editable=False)
    letter = models.CharField(max_length=1)
    object_id = models.BigIntegerField()
    typed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    typed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "letter", "object_id"], name="paper_form_asks_a_question_once"
            ),
            models.CheckConstraint(
                condition=Q(typed_by=None, typed_at=None)
                | Q(typed_by__isnull=False, typed_at__isnull=False),
                name="typed_answer_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.code
