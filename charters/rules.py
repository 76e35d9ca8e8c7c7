"""Working rules as terms of an agreement: which there are, and what they say in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from charters.models import Agreement, RuleTerm
from partners.models import Method, WorkingRules
from partners.validators import parse_lead

RULES = [
    "reading_days",
    "reminder_leads",
    "follow_up_days",
    "support_days",
    "feedback_days",
    "payment_days",
    "lived_experience_quorum",
    "relational_minutes",
    "reflection_minutes",
    "review_months",
    "checkpoint_months",
    "decision_method",
    "secret_ballots_allowed",
]
METHOD = "decision_method"
SECRECY = "secret_ballots_allowed"  # yes or no
LEADS = "reminder_leads"  # the only rule that is a list: ISO 8601 durations
MOST = 365  # days, people, minutes or months: more is a slip of the finger


def label(rule: str) -> str:
    """Return what a rule is about, in the active language."""
    return str(WorkingRules._meta.get_field(rule).verbose_name)  # type: ignore[union-attr]


def lead_in_words(lead: str) -> str:
    """Return a lead time in words, in the active language: "7 days"."""
    hours = int(parse_lead(lead).total_seconds()) // 3600
    if hours % 24:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = hours // 24
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def value_in_words(rule: str, value: Any) -> str:
    """Return what was agreed: a number, a way of deciding, yes or no, or lead times."""
    if rule == METHOD:
        return str(Method(value).label)
    if rule == SECRECY:
        return gettext("Yes") if value else gettext("No")
    if rule != LEADS:
        return str(value)
    # Translators: separates lead times, as in "7 days, 1 day, 2 hours".
    return gettext(", ").join(lead_in_words(lead) for lead in value)


def in_words(rule: str, value: Any) -> str:
    """Return a rule and what was agreed, in the active language."""
    # Translators: a working rule, as in "Days to read before we meet or decide: 7".
    words = gettext("%(rule)s: %(value)s") % {
        "rule": label(rule),
        "value": value_in_words(rule, value),
    }
    return words[:1].upper() + words[1:]


def terms(agreement: Agreement) -> dict[str, Any]:
    """Return the rules an agreement's draft sets, in their usual order."""
    drafted = dict(agreement.rule_terms.values_list("rule", "value"))
    return {rule: drafted[rule] for rule in RULES if rule in drafted}


def present(rules: WorkingRules) -> dict[str, Any]:
    """Return the rules a partnership works by now."""
    return {rule: getattr(rules, rule) for rule in RULES}


def set_terms(agreement: Agreement, values: Mapping[str, Any], names: Iterable[str]) -> None:
    """Let the draft set the rules in `names` to these values, and no others."""
    names = list(names)
    agreement.rule_terms.exclude(rule__in=names).delete()
    for name in names:
        RuleTerm.objects.update_or_create(
            agreement=agreement, rule=name, defaults={"value": values[name]}
        )


def keep(agreement: Agreement, values: Mapping[str, Any]) -> None:
    """Make what an agreement sets the rules of its partnership."""
    known = {rule: value for rule, value in values.items() if rule in RULES}
    if known:
        WorkingRules.objects.update_or_create(partnership=agreement.partnership, defaults=known)
