"""What translators see: who waits, one text beside its source, the glossary, asking for more."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.access import PersonRequest, members_only
from partners.languages import CODES
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from translations import asking, drafting, exchange, finding, machines, pieces, translating
from translations.editor import AskForm, EditorForm, FileForm, SeenForm, TermForm
from translations.machines import MachineFailed
from translations.pieces import CannotWrite
from translations.translating import Task

ON_A_PAGE = 10


@members_only(Permission.CHECK_TRANSLATIONS, methods=["GET"])
def text_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Who waits for what, the next meeting first."""
    code = request.GET.get("language", "")
    found = finding.to_do(membership.partnership, code, timezone.now())
    page = page_of(found.wholes, request, size=ON_A_PAGE)
    context = {"membership": membership, "tab": "translations", "page": page, "found": found}
    context |= {"keep": f"&language={found.language}" if found.language else ""}
    return render(request, "translations/list.html", context)


@members_only(Permission.CHECK_TRANSLATIONS, methods=["GET"])
def text(request: PersonRequest, membership: Membership, text: int, language: str) -> HttpResponse:
    """One text beside its source, for whoever checks it."""
    task = task_or_404(membership, text, language)
    context = whole_task(membership, task) | {"approval": SeenForm.of(task)}
    return render(request, "translations/text.html", context)


@members_only(Permission.TRANSLATE)
def write(request: PersonRequest, membership: Membership, text: int, language: str) -> HttpResponse:
    """Translate one text: keep it for later, or hand it in."""
    task = task_or_404(membership, text, language)
    form = EditorForm(request.POST or None, task=task)
    if form.is_valid():
        try:
            return saved(request, membership, task, form)
        except CannotWrite as closed:
            form.add_error("words", str(closed))
        except translating.ChangedMeanwhile:
            form.add_error("words", _("It changed just now. Look at it again, then save."))
    context = whole_task(membership, task) | {"form": form, "changes": form.changes}
    return render(request, "translations/write.html", context)


def saved(
    request: PersonRequest, membership: Membership, task: Task, form: EditorForm
) -> HttpResponse:
    """Keep or hand in what was typed, and go on with the next text."""
    words, seen = form.cleaned_data["words"], form.cleaned_data["seen"]
    if form.is_to_keep:
        translating.keep(task, words, by=membership, seen=seen)
        messages.success(request, _("Your words are kept. Only translators see them for now."))
        return redirect(request.path)
    source, now = form.cleaned_data["source"], timezone.now()
    translating.hand_in(task, words, by=membership, seen=seen, source=source, now=now)
    messages.success(request, _("People can read it now. Somebody else checks it."))
    following = finding.next_to_write(membership.partnership, task, now)
    if following is None:
        return redirect("translations:list", membership.partnership.slug)
    slug = membership.partnership.slug
    return redirect("translations:write", slug, following.text.pk, following.language)


@members_only(Permission.CHECK_TRANSLATIONS, methods=["POST"])
def approve(
    request: PersonRequest, membership: Membership, text: int, language: str
) -> HttpResponse:
    """Say that a translation is right."""
    task, form = task_or_404(membership, text, language), SeenForm(request.POST)
    seen = form.cleaned_data if form.is_valid() else {"seen": "", "source": ""}
    try:
        translating.approve(task, by=membership, now=timezone.now(), **seen)
    except translating.ChangedMeanwhile:
        messages.warning(request, _("The words changed while you read them. Read them again."))
    except translating.MayNotApprove as refused:
        messages.warning(request, finding.why_not(refused))
    else:
        messages.success(request, _("It is checked. Thank you."))
    return redirect("translations:text", membership.partnership.slug, text, language)


@members_only(Permission.TRANSLATE, methods=["POST"])
def draft(request: PersonRequest, membership: Membership, text: int, language: str) -> HttpResponse:
    """Let a machine begin. Its draft is for translators only."""
    task = task_or_404(membership, text, language)
    try:
        drafting.draft(task, by=membership)
    except (drafting.NoConsent, translating.ChangedMeanwhile, MachineFailed) as failed:
        messages.warning(request, finding.why_no_draft(failed))
    else:
        messages.success(request, _("A machine has begun. Nobody has checked its words yet."))
    return redirect("translations:write", membership.partnership.slug, text, language)


@members_only(Permission.CHANGE_PARTNERSHIP)
def machine(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Whether a machine may draft translations: who agreed, where the words go."""
    offered, now = machines.configured(), timezone.now()
    if request.method == "POST":
        if request.POST.get("answer") == "yes" and offered:
            drafting.give_consent(offered, by=membership, now=now, language=get_language())
            messages.success(request, _("It is written down. Translators can ask for a draft now."))
        else:
            drafting.withdraw_consent(by=membership, now=now)
            messages.success(request, _("It is written down. No more words leave this site."))
        return redirect("translations:machine", membership.partnership.slug)
    consent = drafting.consent_of(membership.partnership)
    context = {"membership": membership, "tab": "settings", "offered": offered, "consent": consent}
    return render(request, "translations/machine.html", context)


@members_only(Permission.TRANSLATE)
def files(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Files for an agency: what to send, and taking in what came back."""
    now, problems = timezone.now(), []
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            count = finding.take_in(form.cleaned_data["file"], membership, now)
        except exchange.BadFile as bad:
            problems = bad.problems
        else:
            messages.success(request, finding.taken_in(count))
            return redirect("translations:list", membership.partnership.slug)
    pairs = exchange.open_pairs(membership.partnership, now)
    context = {"membership": membership, "tab": "translations", "form": form, "problems": problems}
    context |= {"pairs": [(*pair, count) for pair, count in pairs.items()]}
    return render(request, "translations/files.html", context)


@members_only(Permission.TRANSLATE, methods=["GET"])
def export(
    request: PersonRequest, membership: Membership, source: str, language: str, form: str
) -> HttpResponse:
    """All that is to be translated from one language into another, as a file."""
    if not {source, language} <= set(CODES) or form not in exchange.FORMS:
        raise Http404
    content = exchange.export(membership.partnership, source, language, form, timezone.now())
    kind = "text/x-gettext-translation" if form == "po" else "application/xliff+xml"
    response = HttpResponse(content, content_type=kind)
    name = f"texts-{source}-{language}.{'po' if form == 'po' else 'xlf'}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@members_only(Permission.TRANSLATE)
def glossary(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Our own words, and how we say them in each language."""
    form = TermForm(request.POST or None, partnership=membership.partnership)
    if form.is_valid():
        form.instance.added_by = membership
        form.save()
        messages.success(request, _("It is in the glossary."))
        return redirect("translations:glossary", membership.partnership.slug)
    terms = membership.partnership.terms.order_by("term_language", "term", "language")
    page = page_of(terms, request, size=50)
    context = {"membership": membership, "tab": "translations", "form": form, "page": page}
    return render(request, "translations/glossary.html", context)


@members_only(Permission.TRANSLATE, methods=["POST"])
def remove_term(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take a word out of the glossary."""
    get_object_or_404(membership.partnership.terms, pk=pk).delete()
    messages.success(request, _("It is removed."))
    return redirect("translations:glossary", membership.partnership.slug)


@members_only(Permission.TAKE_PART)
def ask(request: PersonRequest, membership: Membership, kind: str, pk: int) -> HttpResponse:
    """Who cannot read something yet; wait, ask the translators, or promise a day as well."""
    record = finding.record(membership.partnership, kind, pk)
    if record is None:
        raise Http404
    form = AskForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        day, now = form.cleaned_data["promised_on"], timezone.now()
        asking.ask(record, by=membership, promised_on=day, now=now)
        messages.success(request, _("The translators are asked."))
        return redirect(record)
    reached = asking.reached(record, membership.partnership)
    context = {"membership": membership, "tab": "translations", "record": record, "form": form}
    context |= {"reached": reached, "waits": finding.by_language(reached), "kind": kind}
    context["title"] = pieces.of(type(record)).title
    return render(request, "translations/ask.html", context)


def task_or_404(membership: Membership, text: int, language: str) -> Task:
    """Return one text of the visitor's partnership in one of its languages."""
    task = translating.find(membership.partnership, text, language)
    if task is None:
        raise Http404
    return task


def whole_task(membership: Membership, task: Task) -> dict[str, Any]:
    """Return what every page of one text shows."""
    return {
        "membership": membership,
        "tab": "translations",
        "task": task,
        **finding.around(membership, task, timezone.now()),
    }
