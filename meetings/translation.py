"""Which words of this app exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from meetings.models import ActionItem, AgendaItem, Meeting, MoneyTerms, Resource


@register(Meeting)
class MeetingTranslation(TranslationOptions):
    fields = ("title", "purpose", "cancelled_because", "notes")


@register(AgendaItem)
class AgendaItemTranslation(TranslationOptions):
    fields = ("title",)


@register(ActionItem)
class ActionItemTranslation(TranslationOptions):
    fields = ("text",)


@register(Resource)
class ResourceTranslation(TranslationOptions):
    fields = ("title", "about")


@register(MoneyTerms)
class MoneyTermsTranslation(TranslationOptions):
    fields = ("how",)
