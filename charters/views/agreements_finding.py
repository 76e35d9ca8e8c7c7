"""How the pages of agreements find what they show: only through the visitor's own membership."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from charters.models import Agreement, Version, VersionText
from partners.models import Membership, MembershipQuerySet
from partners.roles import Permission

View = Callable[..., HttpResponse]


def of_agreement(view: View) -> View:
    """Hand the view the agreement of the visitor's partnership that the address names, or 404."""

    @wraps(view)
    def wrapper(
        request: HttpRequest, membership: Membership, pk: int, **kwargs: Any
    ) -> HttpResponse:
        agreement = get_object_or_404(membership.partnership.agreements, pk=pk)
        return view(request, membership, agreement, **kwargs)

    return wrapper


def of_version(view: View) -> View:
    """Hand the view the version of an agreement that the address names, or 404."""

    @wraps(view)
    def wrapper(
        request: HttpRequest,
        membership: Membership,
        agreement: Agreement,
        number: int,
        **kwargs: Any,
    ) -> HttpResponse:
        versions = agreement.versions.prefetch_related("texts")
        version = get_object_or_404(versions, number=number)
        version.agreement = agreement
        return view(request, membership, version, **kwargs)

    return of_agreement(wrapper)


def text_for(version: Version, membership: Membership, wanted: str | None = None) -> VersionText:
    """Return the text in the wanted language, else in the first that the reader reads, else any."""
    texts = {text.language: text for text in version.texts.all()}
    for code in [wanted or "", *membership.person.reads, *sorted(texts)]:
        if code in texts:
            texts[code].version = version
            return texts[code]
    raise Http404


def readers(membership: Membership) -> dict[str, Any]:
    """Return what a form with texts in several languages needs to know."""
    members = membership.partnership.memberships.active().with_person()
    return {"partnership": membership.partnership, "members": members}


def taking_part(membership: Membership) -> MembershipQuerySet:
    """Return the people of the visitor's partnership who take part now."""
    return membership.partnership.memberships.taking_part()


def people_to_record_for(membership: Membership) -> MembershipQuerySet | None:
    """Return whom this visitor may write something down for; None if for nobody."""
    if not membership.may(Permission.RECORD_FOR_OTHERS):
        return None
    return taking_part(membership).exclude(pk=membership.pk)
