"""Which texts of this app people write in several languages."""

from modeltranslation.translator import TranslationOptions, register

from reflections.models import PowerMap


@register(PowerMap)
class PowerMapTranslation(TranslationOptions):
    fields = ("title", "differently")
