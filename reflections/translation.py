"""Which texts of this app people write in several languages."""

from modeltranslation.translator import TranslationOptions, register

from reflections.models import PracticeChange, Prompt


@register(Prompt)
class PromptTranslation(TranslationOptions):
    fields = ("text",)


@register(PracticeChange)
class PracticeChangeTranslation(TranslationOptions):
    fields = ("what",)


from reflections.models import BarrierAction, BarrierClosing


@register(BarrierAction)
class BarrierActionTranslation(TranslationOptions):
    fields = ("what",)


@register(BarrierClosing)
class BarrierClosingTranslation(TranslationOptions):
    fields = ("heard",)
