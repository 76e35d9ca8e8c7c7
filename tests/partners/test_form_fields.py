"""Fields on a page: label, hint and mistake tied to the input; words in their own direction."""

import pytest
from django import forms
from django.template import Context, Template


class ExampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As people call you.")
    email = forms.EmailField(label="E-mail", required=False)
    why = forms.CharField(widget=forms.Textarea, required=False)
    greeting = forms.CharField(widget=forms.TextInput(attrs={"lang": "ar", "dir": "rtl"}))
    colour = forms.ChoiceField(choices=[("r", "Red")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="I agree", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(required=False)

    needed_sometimes = ("day",)


@pytest.fixture
def wrong():
    form = ExampleForm({"email": "nowhere"})
    form.is_valid()
    return form


def test_input_points_to_its_hint_and_its_mistake(wrong):
    html = wrong["name"].as_field_group()

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize(
    ("field", "direction"),
    [("name", "auto"), ("why", "auto"), ("email", "ltr"), ("greeting", "rtl")],
)
def test_text_is_written_in_its_own_direction(field, direction):
    assert f'dir="{direction}"' in str(ExampleForm()[field])


@pytest.mark.parametrize("field", ["colour", "secret", "agrees"])
def test_what_is_not_written_has_no_direction(field):
    assert "dir=" not in str(ExampleForm()[field])


def test_group_of_choices_has_a_legend():
    html = ExampleForm()["colour"].as_field_group()

    assert "<fieldset" in html
    assert "<legend>Colour" in html


@pytest.mark.parametrize(
    ("field", "optional"), [("name", False), ("why", True), ("agrees", False), ("day", False)]
)
def test_optional_fields_say_so(field, optional):
    assert ("(optional)" in ExampleForm()[field].as_field_group()) is optional


def test_hidden_field_is_only_an_input():
    assert ExampleForm()["secret"].as_field_group().startswith("<input")


def test_summary_links_to_every_mistake(wrong):
    html = Template('{% include "components/errors.html" %}').render(Context({"form": wrong}))

    for target in ["id_name", "id_email", "id_greeting", "id_colour_0"]:
        assert f'href="#{target}"' in html
    assert 'role="alert"' in html


def test_form_without_mistakes_has_no_summary():
    html = Template('{% include "components/errors.html" %}').render(
        Context({"form": ExampleForm()})
    )

    assert "errors" not in html
