"""Which words of this app exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from charters.models import (
    Activity,
    Agreement,
    Call,
    Clause,
    Decision,
    Duty,
    EvaluationAction,
    Evidence,
    InputAnswer,
    Option,
    Review,
    ReviewRequest,
    Seat,
    Section,
)


@register(Activity)
class ActivityTranslation(TranslationOptions):
    fields = ("what",)


@register(Agreement)
class AgreementTranslation(TranslationOptions):
    fields = ("title",)


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("title",)


@register(Clause)
class ClauseTranslation(TranslationOptions):
    fields = ("text",)


@register(Evidence)
class EvidenceTranslation(TranslationOptions):
    fields = ("shows",)


@register(Duty)
class DutyTranslation(TranslationOptions):
    fields = ("what",)


@register(Review)
class ReviewTranslation(TranslationOptions):
    fields = ("what_changed",)


@register(Decision)
class DecisionTranslation(TranslationOptions):
    fields = ("question", "background", "outcome")


@register(Option)
class OptionTranslation(TranslationOptions):
    fields = ("text",)


@register(InputAnswer)
class InputAnswerTranslation(TranslationOptions):
    fields = ("reason",)


@register(EvaluationAction)
class EvaluationActionTranslation(TranslationOptions):
    fields = ("what",)


@register(Seat)
class SeatTranslation(TranslationOptions):
    fields = ("body", "support")


@register(ReviewRequest)
class ReviewRequestTranslation(TranslationOptions):
    fields = ("what_changed",)


@register(Call)
class CallTranslation(TranslationOptions):
    fields = ("title", "about", "asks", "offers", "support", "phone_times")
