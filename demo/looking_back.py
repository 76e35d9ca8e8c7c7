"""The clinic looks back: an involvement statement open for signing, an evaluation going on."""

from datetime import datetime

from charters import drafting, evaluating, opening, signing
from charters.models import EvaluationAction, RemarkKind
from dashboards import evaluations, involvement
from demo.charters import People
from partners.models import Partnership
from translations.reading import set_text

DISSENT = "سُئلنا عن الاسم، لكن لم يسألنا أحد عن ساعات العمل. اكتبوا ذلك أيضًا."
ROSA_SEES = "Nos escuchan en las reuniones. Fuera de ellas, casi nadie nos cuenta qué pasó."
TOM_SEES = "We keep the reading days now. We still answer late."
GRACE_ANSWERS = "You are right about the answers. I will look at the list every Friday."
ACTION = {
    "en": "Look at unanswered inputs every Friday",
    "es": "Mirar cada viernes los aportes sin respuesta",
    "ar": "النظر كل جمعة في ما لم يُرد عليه",
}


def build(clinic: Partnership, members: People, now: datetime) -> None:
    """Build both."""
    _statement(clinic, members, now)
    _evaluation(clinic, members, now)


def _statement(clinic: Partnership, members: People, now: datetime) -> None:
    """Draft it, hear the groups it is about, and let two of them answer."""
    maya, rosa, layla = (members[name] for name in ("Maya Okafor", "Rosa Jiménez", "ليلى حداد"))
    agreement = involvement.draft(clinic, by=maya, now=now)
    for member in (rosa, layla):
        drafting.decline(agreement.sections.all(), member.group, by=member, now=now)
    version = opening.open_for_signing(agreement, by=maya, now=now)
    signing.answer(version, rosa, language="es", is_signed=True, understood=True, now=now)
    signing.answer(version, layla, language="ar", is_signed=False, because=DISSENT, now=now)


def _evaluation(clinic: Partnership, members: People, now: datetime) -> None:
    rosa, tom, grace = (members[name] for name in ("Rosa Jiménez", "Tom Nguyen", "Grace Kim"))
    evaluation = evaluations.open_one(clinic.pk, now.date(), now)
    evaluating.lead(evaluation, rosa)
    for member, text in ((rosa, ROSA_SEES), (tom, TOM_SEES)):
        language = member.person.language
        evaluating.remark(
            evaluation, member, kind=RemarkKind.SEES, text=text, language=language, now=now
        )
    evaluating.remark(
        evaluation, grace, kind=RemarkKind.ANSWERS, text=GRACE_ANSWERS, language="en", now=now
    )
    due_on = evaluation.due_on
    action = EvaluationAction(evaluation=evaluation, owner=grace, due_on=due_on.replace(day=28))
    for code, text in ACTION.items():
        set_text(action, "what", code, text)
    evaluating.act(action, now)
