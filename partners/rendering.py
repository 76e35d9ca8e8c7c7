"""How form fields become HTML: each with its label, hint and error tied together."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from partners.models import Membership, MembershipQuerySet

LEFT_TO_RIGHT = (forms.EmailInput, forms.URLInput, forms.NumberInput)


class Field(BoundField):
    """A form field on a page, which lets people write in the direction of their language."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Let free text follow what is typed; addresses always run left to right."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if "dir" not in widget.attrs and not widget.is_hidden:
            if isinstance(widget, LEFT_TO_RIGHT):
                attrs.setdefault("dir", "ltr")
            elif isinstance(widget, forms.TextInput | forms.Textarea):
                attrs.setdefault("dir", "auto")
        return attrs

    @property
    def target(self) -> str:
        """The id a link jumps to: the field, or the first choice of a group."""
        if isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id

    @property
    def says_optional(self) -> bool:
        """Whether the label adds "(optional)".

        A single tick box never has to be ticked. A form may name fields that are needed only
        with another answer (`needed_sometimes`); calling those optional would mislead.
        """
        needed_sometimes = getattr(self.form, "needed_sometimes", ())
        is_tick_box = isinstance(self.field.widget, forms.CheckboxInput)
        return not (self.field.required or is_tick_box or self.name in needed_sometimes)

    @property
    def boundaries(self) -> list[Membership]:
        """What people do not want to be asked, where the field chooses one to ask something of.

        Every form that names a person shows it, so that no page can forget to.
        """
        if (read_already := getattr(self.field, "boundaries", None)) is not None:
            return list(read_already)
        people = getattr(self.field, "queryset", None)
        was_there = isinstance(self.field, forms.ModelMultipleChoiceField)  # asks nobody anything
        if was_there or not isinstance(people, MembershipQuerySet):
            return []
        return list(people.with_boundary())


class FieldRenderer(TemplatesSetting):
    """Draws every form of the project with our own field template."""

    field_template_name = "components/field.html"
    bound_field_class = Field
