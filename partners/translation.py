"""Which words of this app exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from partners.models import Partnership, Programme


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("name",)


@register(Partnership)
class PartnershipTranslation(TranslationOptions):
    fields = ("name", "purpose")
