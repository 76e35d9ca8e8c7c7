"""What every page knows: who reads it, in which language, and which others there are."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from partners import carrying, languages

SITE_LANGUAGES = [
    {"code": code, "name": name, "direction": languages.direction(code)}
    for code, name in languages.choices()
]

PAGES = {  # the pages behind each tab of a partnership; an app by itself stands for its others
    "home": "dashboards:partnership",
    "dashboard": "dashboards",
    "meetings": "meetings",
    "resources": "meetings:resources meetings:resource meetings:resource_text meetings:share "
    "meetings:withdraw meetings:download meetings:answer_follow_up meetings:record_follow_up",
    "agreements": "charters",
    "translations": "translations",
    "decisions": "charters:decisions charters:propose_decision charters:decision "
    "charters:decision_record charters:decision_texts charters:decision_option "
    "charters:take_position charters:record_position charters:vote charters:record_vote "
    "charters:answer_objection charters:close_decision charters:more_time "
    "charters:drop_decision charters:name_rung charters:record_rung",
    "inputs": "charters:inputs charters:inputs_answered charters:say charters:record_input "
    "charters:input charters:change_input charters:withdraw_input charters:answer_input "
    "charters:confirm_input",
    "people": "partners:people partners:person partners:place partners:contact "
    "notices:invite notices:record_yes notices:reissue notices:withdraw notices:letter "
    "notices:my_helpers notices:recorded_for_me notices:record_helper notices:record_needs "
    "notices:helping notices:help notices:end_help notices:help_needs "
    "notices:emergency notices:agree_emergency",
    "calls": "notices:calls notices:record_call notices:tasks notices:finish_task "
    "notices:paper notices:type_paper notices:letters notices:print_letter notices:post_letter",
    "outbox": "notices",
    "settings": "partners:settings partners:rules",
}
TABS = {page: tab for tab, pages in PAGES.items() for page in pages.split()}


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the reader (None for a visitor), languages, the open tab. Makes no query."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    return {
        "reader": user if user is not None and user.is_authenticated else None,
        "reader_mark": "" if user is None else carrying.mark(user),
        "direction": languages.direction(get_language() or settings.LANGUAGE_CODE),
        "site_languages": SITE_LANGUAGES,
        "demo": settings.DEMO,
        "tab": match and TABS.get(match.view_name, TABS.get(match.app_name)),
    }
