"""Which texts of this app people write in several languages."""

from modeltranslation.translator import TranslationOptions, register

from reflections.models import PracticeChange, Prompt


@register(Prompt)
class PromptTranslation(TranslationOptions):
    fields = ("text",)


@register(PracticeChange)
class PracticeChangeTranslation(TranslationOptions):
    fields = ("what",)
