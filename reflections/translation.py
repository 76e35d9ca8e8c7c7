"""Which texts of this app people write in several languages."""

from modeltranslation.translator import TranslationOptions, register

from reflections.models import Product


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("title", "description")
