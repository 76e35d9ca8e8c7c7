"""Addresses of the home pages and the guides."""

from django.urls import path

from dashboards import evaluation_views as evaluating
from dashboards import first_month_views, guide_views, statement_views, views

app_name = "dashboards"

ONE = "p/<slug:slug>/evaluations/<int:pk>/"

urlpatterns = [
    path("p/<slug:slug>/evaluations/", evaluating.evaluation_list, name="evaluations"),
    path(ONE, evaluating.evaluation_page, name="evaluation"),
    path(f"{ONE}lead/", evaluating.lead, name="lead_evaluation"),
    path(f"{ONE}say/", evaluating.say, name="say_in_evaluation"),
    path(f"{ONE}answer/", evaluating.answer, name="answer_evaluation"),
    path(f"{ONE}record/", evaluating.record, name="record_in_evaluation"),
    path(f"{ONE}actions/new/", evaluating.add_action, name="add_evaluation_action"),
    path(
        f"{ONE}actions/<int:action>/done/",
        evaluating.finish_action,
        name="finish_evaluation_action",
    ),
    path(f"{ONE}close/", evaluating.close, name="close_evaluation"),
    path("home/", views.home, name="home"),
    path(
        "p/<slug:slug>/agreements/statement/",
        statement_views.draft_statement,
        name="draft_statement",
    ),
    path("p/<slug:slug>/", views.partnership, name="partnership"),
    path("p/<slug:slug>/first-month/put-away/", first_month_views.put_away,
         name="put_first_month_away"),
    path("guides/", guide_views.guides, name="guides"),
    path("guides/<slug:name>/", guide_views.guide, name="guide"),
]  # fmt: skip
