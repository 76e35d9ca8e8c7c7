"""Which texts of this app people write in several languages."""

from modeltranslation.translator import TranslationOptions, register

from reflections.models import (
    BarrierAction,
    BarrierClosing,
    PowerMap,
    PracticeChange,
    Product,
    Prompt,
)


@register(Prompt)
class PromptTranslation(TranslationOptions):
    fields = ("text",)


@register(PracticeChange)
class PracticeChangeTranslation(TranslationOptions):
    fields = ("what",)


@register(BarrierAction)
class BarrierActionTranslation(TranslationOptions):
    fields = ("what",)


@register(BarrierClosing)
class BarrierClosingTranslation(TranslationOptions):
    fields = ("heard",)


@register(PowerMap)
class PowerMapTranslation(TranslationOptions):
    fields = ("title", "differently")


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("title", "description")
