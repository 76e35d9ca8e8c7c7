"""What was made together: who made it, how they want to be named, and whom it helps."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.views.finding import readers
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Group, Permission
from reflections import crediting
from reflections.forms.products import (
    BenefitForm,
    CreditForm,
    CreditForSomebodyForm,
    MakerForm,
    NewProductForm,
    ProductForm,
)
from reflections.models import Maker, Product
from reflections.products_questions import (
    CREDIT_RIGHT,
    CREDIT_WISH,
    tell_maker_what_was_recorded,
)


@members_only(Permission.VIEW, methods=["GET"])
def product_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What we made together, the newest first, and for whom nobody said yet what it is good for."""
    page = page_of(membership.partnership.products.standing().for_list(), request)
    context = {"membership": membership, "tab": "reflections"}
    context["page"] = credited(page, membership)
    return render(request, "reflections/products.html", context)


@members_only(Permission.TAKE_PART)
def add(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Add what we made, and who made it."""
    form = NewProductForm(request.POST or None, **readers(membership))
    if form.is_valid():
        made = crediting.add(
            form.product(membership), makers=form.cleaned_data["makers"], now=timezone.now()
        )
        messages.success(request, _("It is added. Each maker is asked how they want to be named."))
        return redirect(made)
    context = {"membership": membership, "tab": "reflections", "form": form}
    return render(request, "reflections/product_form.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def product(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One product."""
    found = find(membership, pk)
    return render(request, "reflections/product.html", whole(request, membership, found))


@members_only(Permission.TAKE_PART)
def change(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Change or translate its words, or where it is."""
    found = find(membership, pk)
    form = ProductForm(request.POST or None, about=found, **readers(membership))
    if form.is_valid():
        form.write(found).save()
        messages.success(request, _("It is changed."))
        return redirect(found)
    context = {"membership": membership, "tab": "reflections", "form": form, "product": found}
    return render(request, "reflections/product_form.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def come_out(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """It is finished: ask each maker whether they are named as they asked."""
    found = find_kept(membership, pk)
    crediting.come_out(found, now=timezone.now())
    messages.success(request, _("Each maker is asked whether they are named as they asked."))
    return redirect(found)


@members_only(Permission.TAKE_PART)
def withdraw(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take it off the list."""
    found = find_kept(membership, pk)
    if request.method == "POST":
        crediting.withdraw(found, now=timezone.now())
        messages.success(request, _("It does not stand on the list any more."))
        return redirect("reflections:products", slug=membership.partnership.slug)
    context = {"membership": membership, "tab": "reflections", "product": found}
    return render(request, "reflections/product_withdraw.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def say_benefit(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say what it is good for, in my own words."""
    found = find(membership, pk)
    form = BenefitForm(request.POST)
    if not form.is_valid():
        context = whole(request, membership, found) | {"benefit_form": form, "form": form}
        return render(request, "reflections/product.html", context)
    crediting.say_benefit(form.benefit(found, membership), now=timezone.now())
    messages.success(request, _("Thank you. It stands on the page now."))
    return redirect(found)


@members_only(Permission.TAKE_PART, methods=["POST"])
def remove_benefit(
    request: PersonRequest, membership: Membership, pk: int, benefit: int
) -> HttpResponse:
    """Take back what I said it is good for."""
    found = find(membership, pk)
    get_object_or_404(found.benefits.filter(said_by=membership), pk=benefit).delete()
    messages.success(request, _("Your words are taken back."))
    return redirect(found)


@members_only(Permission.TAKE_PART, methods=["POST"])
def name_maker(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say that somebody else made it too."""
    found = find_kept(membership, pk)
    form = MakerForm(request.POST, product=found)
    if not form.is_valid():
        context = whole(request, membership, found) | {"maker_form": form, "form": form}
        return render(request, "reflections/product.html", context)
    crediting.name_maker(found, form.cleaned_data["member"], by=membership, now=timezone.now())
    messages.success(request, _("They are among the makers, and are asked how to be named."))
    return redirect(found)


@members_only(Permission.VIEW)
def credit(request: PersonRequest, membership: Membership, pk: int, maker: int) -> HttpResponse:
    """How I want to be named; or how somebody told me that they do."""
    found, made_by = find_maker(membership, pk, maker)
    is_mine = made_by.membership_id == membership.pk
    form = (CreditForm if is_mine else CreditForSomebodyForm)(request.POST or None, maker=made_by)
    if form.is_valid():
        credit, name, now = form.cleaned_data["credit"], form.cleaned_data["name"], timezone.now()
        crediting.choose(made_by, credit, name=name, recorded_by=membership, now=now)
        tell_maker_what_was_recorded(CREDIT_WISH, made_by, now=now)
        messages.success(request, _("It is written down."))
        return redirect(found)
    context = {"membership": membership, "tab": "reflections", "product": found, "form": form}
    context |= {"maker": made_by, "is_mine": is_mine}
    return render(request, "reflections/credit.html", context)


@members_only(Permission.VIEW, methods=["POST"])
def judge(request: PersonRequest, membership: Membership, pk: int, maker: int) -> HttpResponse:
    """Say whether I am named as I asked; or whether somebody told me that they are."""
    found, made_by = find_maker(membership, pk, maker)
    right = request.POST.get("right") == "yes"
    now = timezone.now()
    try:
        crediting.judge(made_by, right, recorded_by=membership, now=now)
    except crediting.NotSaidHow:
        messages.warning(request, _("First say how you want to be named. Nothing was saved."))
    else:
        tell_maker_what_was_recorded(CREDIT_RIGHT, made_by, now=now)
        messages.success(request, _("Thank you. It is written down."))
    return redirect(found)


@members_only(Permission.VIEW, methods=["POST"])
def remove_maker(
    request: PersonRequest, membership: Membership, pk: int, maker: int
) -> HttpResponse:
    """Take somebody off the makers: I did not make it, or they did not."""
    found, made_by = find_maker(membership, pk, maker)
    try:
        crediting.remove_maker(made_by)
    except crediting.NoMakers:
        messages.warning(
            request,
            _("Something made together has makers, and this is the last one. Name another first."),
        )
    else:
        messages.success(request, _("They are not among the makers any more."))
    return redirect(found)


def find(membership: Membership, pk: int) -> Product:
    """Return one product of the visitor's partnership, or 404."""
    found: Product = get_object_or_404(membership.partnership.products.standing().for_list(), pk=pk)
    return found


def find_kept(membership: Membership, pk: int) -> Product:
    """Return one that the visitor added, or any for who facilitates; else 404."""
    found = find(membership, pk)
    if not found.is_kept_by(membership):
        raise Http404
    return found


def find_maker(membership: Membership, pk: int, maker: int) -> tuple[Product, Maker]:
    """Return a product and one of its makers: the visitor, or any for who keeps it; else 404."""
    found = find(membership, pk)
    made_by = get_object_or_404(found.makers.select_related("membership__person"), pk=maker)
    if made_by.membership_id != membership.pk and not found.is_kept_by(membership):
        raise Http404
    return found, made_by


def groups_here(membership: Membership) -> set[str]:
    """Return the groups that have people in the visitor's partnership."""
    return set(membership.partnership.memberships.active().values_list("group", flat=True))


def credited(page: Any, membership: Membership) -> Any:
    """Let each product know who is named and how, and for which groups it has no benefit yet."""
    here = groups_here(membership)
    for made in page:
        makers = list(made.makers.all())
        made.credits = [line for maker in makers if (line := maker.line)]
        made.is_undecided = any(not maker.credit for maker in makers)
        said = {benefit.group for benefit in made.benefits.all()}
        made.silent = [group.label for group in Group if group.value in here - said]
    return page


def whole(request: PersonRequest, membership: Membership, found: Product) -> dict[str, Any]:
    """Return all that the page of a product shows to this visitor."""
    credited([found], membership)
    makers = list(found.makers.all())
    is_kept = found.is_kept_by(membership)
    benefits = found.benefits.select_related("said_by__person").order_by("-said_at", "-pk")
    return {
        "membership": membership,
        "tab": "reflections",
        "product": found,
        "is_kept": is_kept,
        "mine": next((maker for maker in makers if maker.membership_id == membership.pk), None),
        "makers": makers if is_kept else [],
        "benefits": page_of(benefits, request),
        "benefit_form": BenefitForm(initial={"group": membership.group}),
        "maker_form": MakerForm(product=found) if is_kept else None,
    }
