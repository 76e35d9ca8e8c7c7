"""Addresses of the home pages, of figures, and of what people take with them."""

from django.urls import path

from dashboards.views import board, downloads, home, programme

app_name = "dashboards"

HERE = "p/<slug:slug>/dashboard/"
PROGRAMME = "programmes/<slug:slug>/"

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
]
