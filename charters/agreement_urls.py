"""Addresses of agreements."""

from django.urls import URLPattern, URLResolver, include, path

from charters import papers
from charters.views import agreements, agreements_draft, agreements_duties, agreements_signing

one_version = [
    path("", agreements_signing.version, name="version"),
    path("sign/", agreements_signing.sign, name="sign"),
    path("record/", agreements_signing.record, name="record_signature"),
    path("<slug:language>.pdf", agreements_signing.paper, name="pdf"),
    *(
        path(f"<slug:language>.{form}", agreements_signing.file, {"form": form}, name=form)
        for form in papers.FORMS
    ),
]
one_section = [
    path("", agreements_draft.section, name="section"),
    path("heading/", agreements_draft.change_section, name="change_section"),
    path("remove/", agreements_draft.remove_section, name="remove_section"),
    path("clauses/new/", agreements_draft.add_clause, name="add_clause"),
    path("clauses/<int:clause>/", agreements_draft.change_clause, name="change_clause"),
    path("clauses/<int:clause>/remove/", agreements_draft.remove_clause, name="remove_clause"),
]
one_agreement: list[URLPattern | URLResolver] = [
    path("", agreements.detail, name="agreement"),
    path("end/", agreements.end, name="end_agreement"),
    path("draft/", agreements_draft.draft, name="draft"),
    path("draft/terms/", agreements.terms, name="terms"),
    path("draft/rules/", agreements.working_rules, name="working_rules"),
    path("draft/parties/", agreements.parties, name="parties"),
    path("draft/parties/<int:party>/remove/", agreements.remove_party, name="remove_party"),
    path("draft/duties/", agreements_duties.duty_list, name="duties"),
    path("draft/duties/<int:duty>/", agreements_duties.duty_words, name="duty_words"),
    path("draft/duties/<int:duty>/remove/", agreements_duties.remove_duty, name="remove_duty"),
    path("draft/nothing-to-add/", agreements_draft.decline, name="decline"),
    path("draft/answer/<int:contribution>/", agreements_draft.answer, name="answer_contribution"),
    path("draft/propose/", agreements_draft.propose, name="propose"),
    path("draft/propose/<int:proposal>/confirm/", agreements_draft.confirm, name="confirm_change"),
    path("draft/propose/<int:proposal>/drop/", agreements_draft.drop_proposal, name="drop_change"),
    path("draft/open/", agreements_draft.open_for_signing, name="open_for_signing"),
    path("draft/new/", agreements_draft.add_section, name="add_section"),
    path("draft/<int:section>/", include(one_section)),
    path("duties/<int:duty_date>/", agreements_duties.outcome, name="duty_outcome"),
    path("reviews/<int:review>/", agreements_duties.review, name="review_agreement"),
    path("reviews/<int:review>/close/", agreements_duties.close_review, name="close_review"),
    path("versions/<int:number>/", include(one_version)),
    path("signatures/<int:signature>/", agreements_signing.signature, name="signature"),
    path("signatures/<int:signature>/withdraw/", agreements_signing.withdraw, name="withdraw"),
    path("signatures/<int:signature>/paper/", agreements_signing.scan, name="scan"),
]

urlpatterns = [
    path("p/<slug:slug>/agreements/", agreements.agreement_list, name="agreements"),
    path("p/<slug:slug>/agreements/new/", agreements.start, name="start_agreement"),
    path("p/<slug:slug>/agreements/<int:pk>/", include(one_agreement)),
]
