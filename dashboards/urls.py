"""Addresses of the home pages, figures, evaluations and guides, and of what people take along."""

from django.urls import path

from dashboards.views import (
    board,
    downloads,
    evaluating,
    first_month,
    guides,
    home,
    programme,
    statement,
)

app_name = "dashboards"

HERE = "p/<slug:slug>/dashboard/"
PROGRAMME = "programmes/<slug:slug>/"
ONE = "p/<slug:slug>/evaluations/<int:pk>/"

urlpatterns = [
    path("home/", home.home, name="home"),
    path("p/<slug:slug>/", home.partnership, name="partnership"),
    path(HERE, board.dashboard, name="dashboard"),
    path(f"{HERE}ladder/", board.ladder_view, name="ladder"),
    path(f"{HERE}figures.<slug:form>", downloads.figures, name="figures"),
    path(f"{HERE}<slug:indicator>/", board.indicator, name="indicator"),
    path("p/<slug:slug>/downloads/", downloads.downloads, name="downloads"),
    path("p/<slug:slug>/downloads/archive.zip", downloads.archive, name="archive"),
    path("p/<slug:slug>/downloads/<slug:name>.<slug:form>", downloads.listed, name="listed"),
    path(PROGRAMME, programme.overview, name="programme"),
    path(f"{PROGRAMME}ladder/", programme.ladder_view, name="programme_ladder"),
    path(f"{PROGRAMME}figures.<slug:form>", downloads.programme_figures, name="programme_figures"),
    path(f"{PROGRAMME}<slug:indicator>/", programme.indicator, name="programme_indicator"),
    path("dictionary/", downloads.explained, name="dictionary"),
    path("dictionary.json", downloads.explained_to_programs, name="dictionary_json"),
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
    path(
        "p/<slug:slug>/agreements/statement/",
        statement.draft_statement,
        name="draft_statement",
    ),
    path(
        "p/<slug:slug>/first-month/put-away/",
        first_month.put_away,
        name="put_first_month_away",
    ),
    path("guides/", guides.guides, name="guides"),
    path("guides/<slug:name>/", guides.guide, name="guide"),
]
