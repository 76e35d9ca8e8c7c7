"""What this app's tables keep of a person: what they said, agreed, signed and decided."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from charters import papers
from charters.models import (
    Activity,
    Agreement,
    Ballot,
    Call,
    CallAnswer,
    Clause,
    Contribution,
    Decision,
    DecisionText,
    Duty,
    DutyDate,
    Evaluation,
    EvaluationAction,
    Evidence,
    GroupSay,
    Input,
    InputAnswer,
    Objection,
    Option,
    Party,
    Position,
    Proposal,
    ProposalAnswer,
    RecordLine,
    Remark,
    Review,
    Reviewer,
    ReviewRequest,
    RuleTerm,
    RungExperienced,
    Seat,
    Signature,
    Version,
    VersionText,
    Voted,
)
from charters.models import (
    Section as SectionOfAgreement,
)
from partners.models import Person
from partners.own_data import Section, declare, leave_out

SAID = "the group answered it and decided with it; it stands under “a former member”"
RELIED_ON = "others rely on it, and it stands under “a former member”"
SIGNED = "an agreement is worth nothing if signatures vanish: see docs/decisions/0010"
NO_WORDS = "—"  # where a row must have some


def _texts(signature: Signature, person: Person) -> dict[str, Any]:
    texts = signature.version.texts.order_by("language")
    return {"texts_of_the_version": {text.language: text.sha256 for text in texts}}


def _what_was_signed(signature: Signature) -> Iterator[tuple[str, Any]]:
    for text in signature.version.texts.filter(language=signature.language):
        yield f"{text.language}.md", papers.as_markdown(text, []).encode()
        yield f"{text.language}.json", papers.as_json(text, []).encode()
    if signature.scan:
        yield str(signature.scan.name).rpartition("/")[2], signature.scan


declare(
    Signature, "membership", section=Section.AGREED, about=("version__agreement__title",),
    opened=_texts, files=_what_was_signed, stays=SIGNED,
)  # fmt: skip
declare(
    Position, "membership", section=Section.AGREED, about=("decision__question", "option__text"),
    stays=SAID,
)  # fmt: skip
declare(Objection, "membership", section=Section.AGREED, about=("decision__question",), stays=SAID)
for model, about in {
    Voted: "decision__question", RecordLine: "decision__question",
    RungExperienced: "decision__question", ProposalAnswer: "proposal__agreement__title",
}.items():  # fmt: skip
    declare(
        model, "membership", section=Section.AGREED, about=(about,),
        stays="an answer without words, which the group counted with",
    )  # fmt: skip
declare(
    Input, "membership", section=Section.SAID, about=("partnership__name",), stays=SAID,
    emptied={"said": NO_WORDS},
    emptied_where=Q(shown_as_group=True) | Q(withdrawn_at__isnull=False),
)  # fmt: skip
declare(
    InputAnswer, "input__membership", "answered_by", section=Section.SAID,
    about=("input__said",), stays=SAID,
)  # fmt: skip
declare(
    Contribution, "membership", section=Section.SAID, about=("section__agreement__title",),
    stays=SAID,
)  # fmt: skip
declare(Remark, "membership", section=Section.SAID, stays=SAID)
declare(
    Reviewer, "membership", section=Section.SAID, stays="that reviews were given, and how many",
    emptied={
        "topics": NO_WORDS, "languages": [], "format": "", "recognition": "", "conflicts": "",
        "is_named": False,
    },
)  # fmt: skip
declare(
    ReviewRequest, "reviewer__membership", section=Section.SAID, about=("resource__title",),
    stays=SAID,
)  # fmt: skip
FOR_ALL = {
    Agreement: ["created_by"], Party: ["represented_by"], Clause: ["changed_by"],
    GroupSay: ["declined_by"], Duty: ["holder", "deputy"], DutyDate: ["recorded_by"],
    Proposal: ["proposed_by"], Version: ["opened_by"], Review: ["closed_by"],
    Decision: ["proposed_by", "decided_by", "dropped_by"], Option: ["proposed_by"],
    Evaluation: ["led_by", "closed_by", "present"], EvaluationAction: ["owner"],
    Activity: ["planned_by", "closed_by"], Seat: ["filled_by"], Call: ["opened_by"],
}  # fmt: skip
for group_model, whose in FOR_ALL.items():
    declare(group_model, *whose, section=Section.FOR_ALL, for_all=True, stays=RELIED_ON)
leave_out("answers of people outside, sealed, with an end of their own", CallAnswer)
leave_out("words of the whole group", VersionText, SectionOfAgreement, Evidence, RuleTerm)
leave_out("says when a decision could be read in a language", DecisionText)
leave_out("a ballot leads to nobody: see docs/decisions/0013", Ballot)
