"""The outbox, the call sheet and the facilitators' tasks."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from notices import calling, handing_over, heartbeats, holding, kinds, outbox
from notices import forms as notice_forms
from partners import auditing, languages
from partners.access import members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.SEE_OUTBOX, methods=["GET"])
def show_outbox(request: HttpRequest, membership: Membership) -> HttpResponse:
    form = notice_forms.OutboxForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    deliveries, next_before = outbox.page_of(membership.partnership, **wanted)
    context = {
        "membership": membership,
        "form": form,
        "entries": outbox.entries(deliveries, get_language()),
        "next_before": next_before,
        "hold": outbox.holds_of(membership.partnership).first(),
        "late": heartbeats.late_in(membership.partnership, timezone.now()),
    }
    return render(request, "notices/outbox.html", context)


@members_only(Permission.SEE_OUTBOX, methods=["GET"])
def delivery(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    found = get_object_or_404(outbox.deliveries_of(membership.partnership), pk=pk)
    outbox.as_known_here(membership.partnership, [found])
    context = {
        "membership": membership,
        "entry": outbox.Entry(found, get_language()),
        **outbox.shown(found),
    }
    return render(request, "notices/delivery.html", context)


@members_only(Permission.SEE_OUTBOX, methods=["POST"])
def resend(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    found = get_object_or_404(outbox.deliveries_of(membership.partnership), pk=pk)
    if outbox.send_again(found, now=timezone.now()):
        messages.success(request, _("It will be sent again in a moment."))
    else:
        messages.error(request, _("This message cannot be sent again."))
    return redirect("notices:delivery", membership.partnership.slug, pk)


@members_only(Permission.SEE_OUTBOX, methods=["POST"])
def release(request: HttpRequest, membership: Membership) -> HttpResponse:
    hold = get_object_or_404(outbox.holds_of(membership.partnership))
    send = request.POST.get("send") == "yes"
    count = holding.release(hold, send=send, by=membership.person, now=timezone.now())
    if send:
        told = ngettext("%(count)s message goes out now.", "%(count)s messages go out now.", count)
    else:
        told = ngettext(
            "%(count)s message is not sent again.", "%(count)s messages are not sent again.", count
        )
    messages.success(request, told % {"count": count})
    return redirect("notices:outbox", membership.partnership.slug)


@members_only(Permission.SEE_OUTBOX, methods=["GET"])
def examples(request: HttpRequest, membership: Membership) -> HttpResponse:
    context = {"membership": membership, "groups": kinds.grouped()}
    return render(request, "notices/examples.html", context)


@members_only(Permission.SEE_OUTBOX, methods=["GET"])
def preview(request: HttpRequest, membership: Membership, kind: str, language: str) -> HttpResponse:
    known = {known.name: known for known in kinds.all_kinds()}
    if kind not in known or language not in languages.CODES:
        raise Http404
    example = outbox.example(known[kind], membership, language, timezone.now())
    context = {
        "membership": membership,
        "kind": known[kind],
        "language": language,
        "message": outbox.message_of(example) if example else None,
        "text": outbox.text_of(example) if example and outbox.may_be_text(known[kind]) else None,
    }
    return render(request, "notices/preview.html", context)


@members_only(Permission.RECORD_FOR_OTHERS, methods=["GET"])
def calls(request: HttpRequest, membership: Membership) -> HttpResponse:
    waiting = calling.calls(membership.partnership, timezone.now())
    auditing.contact_opened(membership, [call.person for call in waiting])
    return render(request, "notices/calls.html", {"membership": membership, "calls": waiting})


@members_only(Permission.RECORD_FOR_OTHERS)
def record_call(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    now = timezone.now()
    waiting = calling.calls(membership.partnership, now)
    call = next((call for call in waiting if pk in call.keys), None)
    if call is None:
        messages.info(request, _("Somebody made this call already, or it is not needed any more."))
        return redirect("notices:calls", membership.partnership.slug)
    sayings = calling.to_say(call, membership.person, now)
    asked = calling.questions_in(sayings)
    form = notice_forms.CallForm(request.POST or None, asked=asked, caller=membership.person)
    if form.is_valid():
        calling.record(call, sayings, form.cleaned_data, by=membership, now=now)
        messages.success(request, _("Written down. Thank you for calling."))
        return redirect("notices:calls", membership.partnership.slug)
    auditing.contact_opened(membership, [call.person])
    context = {"membership": membership, "call": call, "sayings": sayings, "form": form}
    context["place"] = (
        membership.partnership.memberships.active().filter(person=call.person).first()
    )
    return render(request, "notices/call.html", context)


@members_only(Permission.RECORD_FOR_OTHERS, methods=["GET"])
def tasks(request: HttpRequest, membership: Membership) -> HttpResponse:
    waiting = list(handing_over.waiting(membership.partnership))
    auditing.contact_opened(membership, {task.person for task in waiting if task.person.phone})
    return render(request, "notices/tasks.html", {"membership": membership, "tasks": waiting})


@members_only(Permission.RECORD_FOR_OTHERS, methods=["POST"])
def finish_task(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    task = get_object_or_404(membership.partnership.tasks, pk=pk)
    handing_over.finish(task, by=membership, now=timezone.now())
    messages.success(request, _("Done. Thank you."))
    return redirect("notices:tasks", membership.partnership.slug)
