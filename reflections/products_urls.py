"""Addresses of what was made together."""

from django.urls import path

from reflections.views import products

HERE = "p/<slug:slug>/products/"

urlpatterns = [
    path(HERE, products.product_list, name="products"),
    path(f"{HERE}new/", products.add, name="add_product"),
    path(f"{HERE}<int:pk>/", products.product, name="product"),
    path(f"{HERE}<int:pk>/change/", products.change, name="change_product"),
    path(f"{HERE}<int:pk>/out/", products.come_out, name="come_out"),
    path(f"{HERE}<int:pk>/take-away/", products.withdraw, name="withdraw_product"),
    path(f"{HERE}<int:pk>/benefit/", products.say_benefit, name="say_benefit"),
    path(f"{HERE}<int:pk>/benefit/<int:benefit>/", products.remove_benefit, name="remove_benefit"),
    path(f"{HERE}<int:pk>/makers/", products.name_maker, name="name_maker"),
    path(f"{HERE}<int:pk>/makers/<int:maker>/credit/", products.credit, name="credit"),
    path(f"{HERE}<int:pk>/makers/<int:maker>/right/", products.judge, name="judge_credit"),
    path(f"{HERE}<int:pk>/makers/<int:maker>/remove/", products.remove_maker, name="remove_maker"),
]
