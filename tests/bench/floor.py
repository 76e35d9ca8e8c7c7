"""The floor: a bare Django page that asks the database once and shows 20 rows.

BENCH_FLOOR=lean leaves out every middleware; BENCH_FLOOR=signed has the usual ones, a session and
somebody signed in. `?rows=20&pad=3000` says how many rows it shows, and how many bytes of constant
markup stand for the head, the menu and the foot of a page as large as the one it is compared with.
"""

import os

import django
import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.urls import path

IS_LEAN = os.environ.get("BENCH_FLOOR") == "lean"
COMPRESSED = ["django.middleware.gzip.GZipMiddleware"] * bool(os.environ.get("BENCH_COMPRESSED"))
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/static/a.css"></head><body><header><nav>
{% if user.is_authenticated %}<a href="/out/">Sign out {{ user.username }}</a>
{% else %}<a href="/in/">Sign in</a>{% endif %}</nav></header><main><h1>{{ title }}</h1><ul>
{% for row in rows %}<li id="r{{ row.0 }}"><article><h2><a href="/item/{{ row.0 }}/">{{ row.1 }}</a>
</h2><p>{{ row.2 }}</p><p class="meta"><time datetime="{{ row.3|date:'c' }}">
{{ row.3|date:'j F Y H:i' }}</time> <span class="tag">{{ row.4 }}</span></p></article></li>
{% endfor %}</ul></main>{{ pad|safe }}</body></html>"""
CARD = '<div class="card"><a class="link" href="/else/">An entry of the menu</a></div>\n' * 2_000
ROWS = """
    SELECT id, title, body, at, state FROM floor_item WHERE owner_id = 7 ORDER BY id LIMIT %s
"""
TABLE = """
    CREATE TABLE floor_item AS SELECT i AS id, i % 100 AS owner_id, 'planned' AS state,
        'A meeting, number ' || i AS title, now() + i * interval '1 hour' AS at,
        repeat('We work together with people who live here. ', 4) AS body
    FROM generate_series(1, 100000) i
"""

settings.configure(
    SECRET_KEY="the floor's, and long enough to keep checks quiet",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={
        "default": {**environ.Env().db_url("DATABASE_URL"), "CONN_MAX_AGE": 60},
    },
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=COMPRESSED
    if IS_LEAN
    else [
        *COMPRESSED,
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": []
                if IS_LEAN
                else [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
)
django.setup()

from django.db import connection

template = engines["django"].from_string(PAGE)


def page(request):
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [int(request.GET.get("rows", 20))])
        rows = cursor.fetchall()
    pad = CARD[: int(request.GET.get("pad", 0))]
    words = {"title": "The floor", "rows": rows, "pad": pad}
    return HttpResponse(template.render(words, request))


urlpatterns = [path("page", page)]
application = get_wsgi_application()


def prepare():
    """Make the tables, sign somebody in, and print the cookie."""
    from django.contrib.auth import get_user_model, login
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.http import HttpRequest

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute("CREATE INDEX ON floor_item (owner_id, id)")
        cursor.execute("ANALYZE floor_item")
    request = HttpRequest()
    request.session = SessionStore()
    login(request, get_user_model().objects.create(username="somebody"))
    request.session.save()
    print(f"sessionid={request.session.session_key}")


if __name__ == "__main__":
    prepare()
