"""Versions: reading them, answering them, checking what was signed."""

from pathlib import Path
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from charters import differences, listing, papers, pdf, seals, signing, wording
from charters.forms.signing import AnswerVersionForm, RecordAnswerForm
from charters.models import Agreement, Signature, Version
from charters.views.agreements_finding import of_agreement, of_version, taking_part, text_for
from partners import auditing
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission
from partners.typesetting import CannotSet


@members_only(Permission.VIEW, methods=["GET"])
@of_version
def version(request: PersonRequest, membership: Membership, version: Version) -> HttpResponse:
    """One version in one language, with its signatures and its hash. Prints clean."""
    context = whole_version(request, membership, version)
    return render(request, "charters/agreements/version.html", context)


def whole_version(
    request: PersonRequest, membership: Membership, version: Version
) -> dict[str, Any]:
    """Return a version's words in the language asked for, who answered it, what changed."""
    text = text_for(version, membership, request.GET.get("language"))
    history = list(version.agreement.versions.with_signatures())
    answers = listing.answers(version, history)
    signatures = [answer.signature for answer in answers if answer.signature]
    before = version.agreement.versions.filter(number=version.number - 1).first()
    old = before and before.texts.filter(language=text.language).first()
    return {
        "membership": membership,
        "agreement": version.agreement,
        "version": version,
        "text": text,
        "texts": sorted(version.texts.all(), key=lambda each: each.language),
        "paper": pdf.content(text, signatures),
        "answers": answers,
        "mine": next((a for a in answers if a.member.pk == membership.pk), None),
        "changes": differences.between(old.body, text.body) if old else [],
    }


def answered(version: Version) -> list[Signature]:
    """Return the answers that count for a version, by name."""
    history = list(version.agreement.versions.with_signatures())
    return [each.signature for each in listing.answers(version, history) if each.signature]


@members_only(Permission.VIEW, methods=["GET"])
@of_version
def paper(
    request: PersonRequest, membership: Membership, version: Version, language: str
) -> HttpResponse:
    """A version as PDF in one language; the page to print where no font has a character."""
    text = get_object_or_404(version.texts.select_related("version__agreement"), language=language)
    try:
        content = pdf.make(text, answered(version))
    except CannotSet:
        messages.warning(
            request, _("Our paper lacks a letter of this text. Print this page instead.")
        )
        return redirect(f"{version.get_absolute_url()}?language={language}")
    auditing.exported(membership, name="agreement", obj=version)
    name = f"agreement-{version.agreement_id}-version-{version.number}-{language}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@members_only(Permission.VIEW, methods=["GET"])
@of_version
def file(
    request: PersonRequest, membership: Membership, version: Version, language: str, form: str
) -> HttpResponse:
    """A version in one language, for other programs."""
    text = get_object_or_404(version.texts.select_related("version__agreement"), language=language)
    auditing.exported(membership, name="agreement", obj=version)
    return papers.response(text, answered(version), form)


@members_only(Permission.SIGN)
@reauthentication_required(allow_get=True)
@of_version
def sign(request: PersonRequest, membership: Membership, version: Version) -> HttpResponse:
    """Read a version and answer it: sign, or "not yet, because".

    Whoever has a second factor shows it again; others have no other way than the one they came by.
    """
    form = AnswerVersionForm(request.POST or None)
    language = request.POST.get("language") or request.GET.get("language")
    text = text_for(version, membership, language)
    if form.is_valid():
        given = {**form.given, "language": text.language}
        if answer_or_explain(request, version, membership, form, **given):
            return redirect(version.agreement)
    context = whole_version(request, membership, version) | {"form": form, "text": text}
    context["paper"] = pdf.content(text, [])
    status = 409 if form.has_error(NON_FIELD_ERRORS, "replaced") else 200
    return render(request, "charters/agreements/sign.html", context, status=status)


@members_only(Permission.RECORD_FOR_OTHERS)
@reauthentication_required(allow_get=True)
@of_version
def record(request: PersonRequest, membership: Membership, version: Version) -> HttpResponse:
    """Write down an answer that somebody gave by phone, on paper, or when it was read to them."""
    form = RecordAnswerForm(
        request.POST or None,
        request.FILES or None,
        people=taking_part(membership).exclude(pk=membership.pk),
        languages=sorted(text.language for text in version.texts.all()),
    )
    if form.is_valid():
        given = {**form.given, "recorded_by": membership}
        if answer_or_explain(request, version, form.cleaned_data["member"], form, **given):
            return redirect(version.agreement)
    context = {"membership": membership, "version": version, "form": form}
    context["agreement"] = version.agreement
    status = 409 if form.has_error(NON_FIELD_ERRORS, "replaced") else 200
    return render(request, "charters/agreements/record.html", context, status=status)


def answer_or_explain(
    request: PersonRequest, version: Version, member: Membership, form: Any, **given: Any
) -> bool:
    """Record an answer; where the version was replaced, say so on the form and keep the words."""
    try:
        signature = signing.answer(version, member, **given, now=timezone.now())
    except signing.Replaced:
        form.add_error(None, signing.replaced_error())
        return False
    if signature.is_signed:
        messages.success(request, _("It is signed. A copy is on its way."))
    else:
        messages.success(request, _("Your answer stands: not yet. The facilitators are told why."))
    return True


@members_only(Permission.VIEW, methods=["GET"])
@of_agreement
def signature(
    request: PersonRequest, membership: Membership, agreement: Agreement, signature: int
) -> HttpResponse:
    """What one person answered, and whether words, hash and seal are still the same."""
    found = signature_of(agreement, signature)
    context = {
        "membership": membership,
        "agreement": agreement,
        "signature": found,
        "checked": seals.verify(found),
        "says": wording.answer(found, found.version),
        "may_withdraw": may_withdraw(membership, found),
        "may_see_scan": may_see_scan(membership, found),
        "unsigned_changes": agreement.versions.filter(number__gt=found.version.number).exists(),
    }
    return render(request, "charters/agreements/signature.html", context)


@members_only(Permission.SIGN, methods=["POST"])
@reauthentication_required
@of_agreement
def withdraw(
    request: PersonRequest, membership: Membership, agreement: Agreement, signature: int
) -> HttpResponse:
    """Take a signature back. It stays on the record."""
    found = signature_of(agreement, signature)
    if not may_withdraw(membership, found):
        raise PermissionDenied(_("Only who signed, or a facilitator they told, can take it back."))
    signing.withdraw(found, by=membership, now=timezone.now())
    messages.success(request, _("The signature is withdrawn. It stays on the record as withdrawn."))
    return redirect(found)


@members_only(Permission.VIEW, methods=["GET"])
@of_agreement
def scan(
    request: PersonRequest, membership: Membership, agreement: Agreement, signature: int
) -> HttpResponse:
    """The paper that was signed, for the person and the facilitators."""
    found = signature_of(agreement, signature)
    if not found.scan:
        raise Http404
    if not may_see_scan(membership, found):
        raise PermissionDenied(_("Only the person who signed and the facilitators see the paper."))
    auditing.exported(membership, name="scan", obj=found)
    with found.scan.open("rb") as paper:
        content = paper.read()
    name = f"signature-{found.pk}{Path(found.scan.name or '').suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


def signature_of(agreement: Agreement, pk: int) -> Signature:
    """Return an answer to any version of an agreement, or 404."""
    return get_object_or_404(signing.of_agreement(agreement), pk=pk)


def may_withdraw(membership: Membership, signature: Signature) -> bool:
    """Say whether this visitor may take a standing answer back."""
    theirs = signature.membership_id == membership.pk
    stands = signature.withdrawn_at is None
    return stands and (theirs or membership.may(Permission.RECORD_FOR_OTHERS))


def may_see_scan(membership: Membership, signature: Signature) -> bool:
    """Say whether this visitor may see the paper."""
    theirs = signature.membership_id == membership.pk
    return theirs or membership.may(Permission.RECORD_FOR_OTHERS)
