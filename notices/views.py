"""The outbox, the call sheet and the facilitators' tasks."""

from django.http import HttpRequest, HttpResponse

from partners.access import members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.SEE_OUTBOX, methods=["GET"])
def outbox(request: HttpRequest, membership: Membership) -> HttpResponse:
    return HttpResponse()


@members_only(Permission.SEE_OUTBOX, methods=["GET"])
def delivery(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    return HttpResponse()


@members_only(Permission.SEE_OUTBOX, methods=["POST"])
def resend(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    return HttpResponse()


@members_only(Permission.SEE_OUTBOX, methods=["POST"])
def release(request: HttpRequest, membership: Membership) -> HttpResponse:
    return HttpResponse()


@members_only(Permission.SEE_OUTBOX, methods=["GET"])
def preview(request: HttpRequest, membership: Membership, kind: str, language: str) -> HttpResponse:
    return HttpResponse()


@members_only(Permission.RECORD_FOR_OTHERS, methods=["GET"])
def calls(request: HttpRequest, membership: Membership) -> HttpResponse:
    return HttpResponse()


@members_only(Permission.RECORD_FOR_OTHERS)
def record_call(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    return HttpResponse()


@members_only(Permission.RECORD_FOR_OTHERS, methods=["GET"])
def tasks(request: HttpRequest, membership: Membership) -> HttpResponse:
    return HttpResponse()


@members_only(Permission.RECORD_FOR_OTHERS, methods=["POST"])
def finish_task(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    return HttpResponse()
