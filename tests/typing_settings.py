"""For mypy only: modeltranslation's run-time managers make django-stubs lose every manager."""

from tests.settings import *

INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "modeltranslation"]
