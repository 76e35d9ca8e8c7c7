"""Each factory makes a valid thing, and each model has one."""

import pytest
from django.apps import apps
from factory.django import DjangoModelFactory

from tests import factories

FACTORIES = {
    made._meta.model: made
    for made in vars(factories).values()
    if isinstance(made, type) and issubclass(made, DjangoModelFactory) and made._meta.model
}
OURS = ["partners", "translations", "notices", "meetings"]
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
@pytest.mark.django_db
def test_each_model_has_a_factory_that_makes_a_valid_thing(model):
    made = FACTORIES[model]()

    made.full_clean(exclude=["file"])
    assert model.objects.filter(pk=made.pk).exists()
