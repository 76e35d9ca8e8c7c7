"""Settings. What differs between deployments is read from the environment (see .env.example)."""

from datetime import timedelta
from pathlib import Path
from ssl import CERT_REQUIRED
from typing import Any
from urllib.parse import quote

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from coprod.keys import refuse_known_password, refuse_weak_keys

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
env.read_env(BASE_DIR / ".env")

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
MASTER_KEY = env.str("MASTER_KEY")  # 32 bytes, base64; seals what only one person may read
MASTER_KEY_FALLBACKS = env.list("MASTER_KEY_FALLBACKS", default=[])  # until `rotate_keys` has run
BASE_URL = env.str("BASE_URL")  # links in messages come from here, never from a request
refuse_weak_keys(SECRET_KEY, MASTER_KEY, BASE_URL)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
# Each person's own key, sealed. Outside the database, so that a dump alone opens nothing.
KEYS_DIR = Path(env.str("KEYS_DIR", default=str(DATA_DIR / "keys"))).resolve()

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, drawn by our own form renderer
    "django.contrib.humanize",  # the list of sessions says "3 hours ago"
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "partners",
    "translations",
    "notices",
    "meetings",
    "charters",
    "reflections",
    "dashboards",
    *(["demo"] if DEMO else []),
]

MIDDLEWARE = [
    "coprod.logs.ReferenceMiddleware",
    # First, so that files, and redirects to https, carry these headers as well.
    "coprod.headers.NotForOtherSitesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "partners.middleware.DeclaredMethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partners.middleware.ReaderMiddleware",
    "partners.middleware.NotKeptMiddleware",
    "partners.middleware.SignedOutMiddleware",
    "partners.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partners.middleware.SessionSeenMiddleware",
]

MESSAGE_STORAGE = "partners.flashes.FlashStorage"

ROOT_URLCONF = "coprod.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "partners.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "partners.templatetags.people",
                "translations.templatetags.reading",
            ],
        },
    },
]
FORM_RENDERER = "partners.rendering.FieldRenderer"

DATABASES = {
    "default": env.db_url(
        "DATABASE_URL", default=f"sqlite:///{quote(str(DATA_DIR))}/coprod.sqlite3"
    )
}
refuse_known_password(DATABASES["default"].get("PASSWORD", ""), BASE_URL)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Without WAL and IMMEDIATE, half of all concurrent writes fail with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "timeout": 20,
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SERIALIZATION_MODULES = {"exact": "coprod.exact"}

# Rate limits live in the cache: it must be shared by all processes and outlive a flush of Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # More than anybody can fill in an hour: what is thrown out would no longer be counted.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Accounts
SESSION_ENGINE = "partners.sessions"
AUTH_USER_MODEL = "partners.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboards:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "partners:welcome"
ACCOUNT_ADAPTER = "partners.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # seconds; three minutes, the default, are too short
# Digits are on every keyboard; letters are not.
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = ACCOUNT_LOGIN_BY_CODE_FORMAT
ACCOUNT_FORMS = {
    "login": "partners.sign_in.SignInForm",
    "confirm_login_code": "partners.sign_in.SignInCodeForm",
    "confirm_email_verification_code": "partners.sign_in.EmailCodeForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before another address; see docs/security.md
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # seconds
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "3/m/key,10/h/key,20/m/ip",
    "open_journal": "5/15m/key,40/d/key",
    "join_by_code": "10/m/ip,60/h/ip",  # codes of letters: 50 bits, so guessing is hopeless
    "answer_call": "10/10m/ip,40/d/ip",  # a whole waiting room may share one address
    "answer_call_from": "3/d/key",  # answers that name one number or mailbox
    "paper_code": "20/m/user,100/h/user",  # wrong ones, typed by somebody who is signed in
    "unsigned": "60/m/ip",  # posts that claim to come from another machine of ours
    "answered_text": "5/10m/key,20/d/key",  # else two robots could text each other for ever
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "partners.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
MFA_FORMS = {
    "authenticate": "partners.sign_in.SecondFactorForm",
    "reauthenticate": "partners.sign_in.ConfirmItIsYouForm",
    "activate_totp": "partners.sign_in.AddAppForm",
}
MFA_TOTP_ISSUER = "coprod"
USERSESSIONS_TRACK_ACTIVITY = True
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEMO)

# Languages are code, not environment: modeltranslation makes columns from them.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("pt", _("Portuguese")),
    ("zh-hans", _("Chinese")),
    ("vi", _("Vietnamese")),
    ("fil", _("Tagalog")),
    ("ht", _("Haitian Creole")),
    ("ar", _("Arabic")),
    ("uk", _("Ukrainian")),
]
# Django does not know these two.
LANG_INFO |= {
    "fil": {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"},
    "ht": {"bidi": False, "code": "ht", "name": "Haitian Creole", "name_local": "Kreyòl Ayisyen"},
}
MODELTRANSLATION_FALLBACK_LANGUAGES = ()  # translations.reading decides, and shows, a fall-back
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "UTC"

# Numbers about people: how small they may be before they are hidden (partners/publishing.py)
PUBLISHING = env.str("PUBLISHING", default="default", choices=("default", "nhs", "cms"))

# Tasks
# Drafts by a machine. None, unless it is set; and even then each partnership says yes first.
MACHINE_TRANSLATION = env.str(
    "MACHINE_TRANSLATION", default="", choices=("", "libretranslate", "deepl")
)
MACHINE_TRANSLATION_URL = env.str("MACHINE_TRANSLATION_URL", default="")
MACHINE_TRANSLATION_KEY = env.str("MACHINE_TRANSLATION_KEY", default="")

CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379")
if CELERY_BROKER_URL.startswith("rediss:"):
    CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": CERT_REQUIRED}  # kombu alone would ask for none
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Redelivery after a crash: kombu's own sweep comes only about every 100 seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULE = {
    "send what is due": {
        "task": "notices.tasks.send_due",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},  # after an outage one look is enough, not one a missed minute
    },
    "ask follow-ups again": {
        "task": "meetings.tasks.ask_due_follow_ups",
        "schedule": timedelta(minutes=5),
    },
    "take in what people changed": {
        "task": "meetings.tasks.refresh_reminders",
        "schedule": timedelta(minutes=5),
    },
    "look whether interpreters confirmed": {
        "task": "meetings.tasks.look_after_interpreters",
        "schedule": timedelta(minutes=10),
    },
    "tell what can be read by now": {
        "task": "translations.tasks.tell_what_is_there",
        "schedule": timedelta(minutes=5),
    },
    "repeat meetings": {
        "task": "meetings.tasks.extend_series",
        "schedule": crontab(hour=3, minute=10),
    },
    "write down coming duties": {
        "task": "charters.tasks.extend_duties",
        "schedule": crontab(hour=3, minute=20),
    },
    "tell newcomers what is being decided": {
        "task": "charters.tasks.tell_newcomers",
        "schedule": crontab(minute=45),
    },
    "open evaluations": {
        "task": "dashboards.tasks.open_evaluations",
        "schedule": crontab(hour=4, minute=0),
    },
    "prepare reflecting before meetings": {
        "task": "reflections.tasks.prepare_reflecting",
        "schedule": timedelta(minutes=10),
    },
    "remove marks that are no longer counted": {
        "task": "reflections.tasks.tidy_marks",
        "schedule": crontab(hour=3, minute=30),
    },
    "open checkpoints": {
        "task": "reflections.tasks.open_checkpoints",
        "schedule": crontab(hour=3, minute=40),
    },
    "open reviews": {
        "task": "charters.tasks.open_reviews",
        "schedule": crontab(minute=30),  # each hour: a day begins where the partnership is
    },
    "ask whether barriers are better": {
        "task": "reflections.tasks.ask_whether_barriers_are_better",
        "schedule": crontab(minute=15),
    },
    "ask how meetings were": {
        "task": "reflections.tasks.plan_pulses",
        "schedule": timedelta(minutes=15),
    },
    "forget who replied": {
        "task": "reflections.tasks.forget_who_replied",
        "schedule": timedelta(minutes=15),
    },
    "bring back asks": {
        "task": "reflections.tasks.bring_back_asks",
        "schedule": crontab(minute=15),
    },
    "ask whether it was given": {
        "task": "reflections.tasks.ask_whether_given",
        "schedule": crontab(minute=20),
    },
    "erase old answers to calls": {
        "task": "charters.tasks.erase_call_answers",
        "schedule": crontab(hour=3, minute=50),
    },
    "erase who asked for it": {
        "task": "partners.tasks.erase_due",
        "schedule": crontab(minute=35),
    },
    "let go of what was kept long enough": {
        "task": "partners.tasks.tidy_up",
        "schedule": crontab(hour=3, minute=50),
    },
    "mail the marks of the log": {
        "task": "notices.tasks.mail_audit_marks",
        "schedule": crontab(hour=5, minute=10),
    },
    "publish the month": {
        "task": "dashboards.tasks.publish_month",
        "schedule": crontab(hour=4, minute=40),  # each day, so that a missed one is made up for
    },
}

# Mail
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="coprod <hello@localhost>")

# Text messages: none unless somebody is there to bring them
TEXTS = env.str("TEXTS", default="", choices=("", "console", "twilio"))
TWILIO_URL = env.str("TWILIO_URL", default="https://api.twilio.com")
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
TWILIO_FROM = env.str("TWILIO_FROM", default="")  # a number, or a messaging service ("MG...")
TEXTS_TIMEOUT = 10  # seconds

# Logs go to the console, where whatever runs us picks them up. Django alone would hide its errors.
LOG_FORMAT = env.str("LOG_FORMAT", default="text", choices=("text", "json"))
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"text": {"()": "coprod.logs.Plain"}, "json": {"()": "coprod.logs.JSONLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
if error_handler := env.str("ERROR_HANDLER", default=""):  # hands errors to what tracks them
    LOGGING["handlers"]["errors"] = {"class": error_handler, "level": "ERROR"}
    for each in (LOGGING["root"], LOGGING["loggers"]["django"]):
        each["handlers"].append("errors")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # who knows it may read /metrics

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or DATA_DIR / "static")
MEDIA_ROOT = DATA_DIR / "files"  # outside the web root; served only by the view that checks access
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "meetings.uploads.LimitingUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_LIMIT = 20 * 1024 * 1024  # bytes
CLAMAV = env.str("CLAMAV", default="")  # who looks at them for viruses (partners/scanning.py)

# Browser
SECURE = BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = SECURE
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REDIRECT_EXEMPT = [r"^(health/|livez|readyz|metrics)$"]
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if SECURE else "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script reads it
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_FAILURE_VIEW = "partners.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
NOT_USED = ["camera", "geolocation", "microphone", "payment", "usb", "interest-cohort"]
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in NOT_USED}
