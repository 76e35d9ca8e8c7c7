"""A template engine that draws nothing, for tests that ask only who is let in."""

from django.template.backends.base import BaseEngine


class Blank:
    """Any template: an empty page. It is its own inner template too, which messages ask for."""

    @property
    def template(self):
        return self

    def render(self, context=None, request=None):
        return ""


class BlankTemplates(BaseEngine):
    """Finds every template, and draws none. Pages cost most of the time that asking takes."""

    app_dirname = "templates"

    def __init__(self, params):
        super().__init__({"NAME": params["NAME"], "DIRS": [], "APP_DIRS": False})

    def get_template(self, template_name):
        return Blank()

    def from_string(self, template_code):
        return Blank()
