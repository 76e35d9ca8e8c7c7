"""First words for a team charter and a memorandum, section by section, in every shipped language.

Written by us, in plain words, from the components that the sources beside them name. They are a
beginning: groups change, remove and add.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from charters.models import AgreementKind


@dataclass(frozen=True)
class Part:
    """One section of a template: its heading, its first clauses, and where the idea comes from."""

    key: str
    source: str
    title: Promise
    clauses: list[Promise] = field(default_factory=list)


TEAMS = "Asencio et al. 2012, doi:10.1007/s13142-012-0170-3"
TERMS = "Terms of reference of patient partners, PMC7497551, table 5"
CHARTERS = "Shuffler et al. 2018, doi:10.5465/annals.2016.0045"
EQUITY = "Pérez Jolles et al. 2022, doi:10.3389/frhs.2022.942658"
PAYMENT = "NIHR Payment guidance 1.6 (2024); PCORI, Engagement partner compensation"
SHARED_RESEARCH = "CARP Memorandum of Understanding for Mutually Beneficial Research"
FEEDBACK = "Mathie et al. 2018, doi:10.1111/hex.12684"
FUNDING = "Gehlert et al. 2013, Achieving reciprocity of funding"

CHARTER = [
    Part(
        "purpose",
        f"{CHARTERS}; {TERMS}",
        _("Purpose, and why us"),
        [
            _("We work together to change one thing in care. This is what we want to change: …"),
            _(
                "Each of us said why we came. We keep these reasons in mind when we choose what to do."
            ),
            _("These things are not part of our work: …"),
        ],
    ),
    Part(
        "roles",
        f"{EQUITY}; {TERMS}",
        _("Roles and rights"),
        [
            _("Everyone here has the same right to speak, to be heard, and to decide."),
            _(
                "Each task has one person who does it and one person who can step in. We write them down as duties."
            ),
            _(
                "You may say no, take a break or leave at any time. You do not need to give a reason."
            ),
        ],
    ),
    Part(
        "links",
        TEAMS,
        _("Links between teams"),
        [
            _(
                "These people carry news between us and the clinic, the hospital and the community: …"
            ),
            _("If something is stuck for two weeks, we bring it to this person: …"),
        ],
    ),
    Part(
        "working",
        f"{EQUITY}; {CHARTERS}",
        _("How we work"),
        [
            _(
                "Everyone gets what we read in the language they read, and has the days below to read it."
            ),
            _(
                "We take breaks. A camera is never needed. We take turns to lead and to write notes."
            ),
            _("We do not use short forms or special words without saying what they mean."),
        ],
    ),
    Part(
        "deciding",
        EQUITY,
        _("How we decide"),
        [
            _("We decide by consent: we go on when nobody has an objection that is still open."),
            _(
                "We do not decide without people with lived experience, and not before the reading days are over."
            ),
            _("If something cannot wait, we say why. Everyone can read the reason afterwards."),
        ],
    ),
    Part(
        "money",
        PAYMENT,
        _("Money"),
        [
            _(
                "People who give their time are paid for it: … an hour. Travel and care are paid before the day."
            ),
            _(
                "You may say no to money. If money could change your benefits, we help you find advice first."
            ),
        ],
    ),
    Part(
        "data",
        SHARED_RESEARCH,
        _("Data, stories and what we make"),
        [
            _("Your story is yours. We ask each time before we use it, and say what for."),
            _(
                "What we make belongs to all who made it. Each person says how they want to be named."
            ),
        ],
    ),
    Part(
        "feedback",
        FEEDBACK,
        _("Our feedback promise"),
        [
            _("If you tell us something, you hear what became of it and why, in your language."),
        ],
    ),
    Part(
        "harm",
        SHARED_RESEARCH,
        _("Disagreement, harm and leaving"),
        [
            _(
                "We may disagree. First we listen to each other. If that is not enough, we ask this person from outside: …"
            ),
            _(
                "If something hurts you, tell anyone you trust here. It is taken seriously, and you are not blamed."
            ),
            _("When somebody leaves, we thank them and say who takes over."),
        ],
    ),
    Part(
        "success",
        f"{TERMS}; {EQUITY}",
        _("Success, and looking at this again"),
        [
            _("We will know that it worked when: …"),
            _(
                "We look at this charter again on the day below. Anyone can ask for a change before."
            ),
        ],
    ),
]

MEMORANDUM = [
    Part(
        "purpose", SHARED_RESEARCH,
        _("Purpose, and why us"),
        [
            _("We, the parties, want to do this together: …"),
            _("This paper says what each of us promises. It is not a contract in law."),
        ],
    ),
    Part(
        "duties", f"{SHARED_RESEARCH}; {TERMS}",
        _("What each party does"),
        [
            _("The duties of each party stand in the list below, with a name and a date."),
            _("Each party names a person whom the others can ask."),
        ],
    ),
    Part(
        "deciding", EQUITY,
        _("How we decide"),
        [
            _("What concerns all parties is decided by all parties. People with lived experience take part."),
        ],
    ),
    Part(
        "money", f"{FUNDING}; {PAYMENT}",
        _("Money"),
        [
            _("Each party gives this: … Each party gets this: … Everyone can see the numbers."),
            _("Members of the community are paid for their time, by: …"),
        ],
    ),
    Part(
        "data", SHARED_RESEARCH,
        _("Data and what we make"),
        [
            _("Each party keeps what it brought. What we make together belongs to all of us."),
            _("Nobody passes on data about people without their yes."),
        ],
    ),
    Part(
        "exit", SHARED_RESEARCH,
        _("Disagreement, term and leaving"),
        [
            _("If we disagree, we meet within two weeks and listen to each side."),
            _("A party may leave. It says so 30 days before, and finishes what it promised to people."),
        ],
    ),
    Part(
        "success", TERMS,
        _("Success, and looking at this again"),
        [
            _("We will know that it worked when: …"),
        ],
    ),
]  # fmt: skip

GRIPP2 = "GRIPP2 short form, Staniszewska et al. 2017, doi:10.1186/s40900-017-0062-2"
JOURNAL = "Requirements for reporting involvement, doi:10.5334/ijic.10240"

STATEMENT = [  # without first sentences: each is drafted from what is on record
    Part("aim", GRIPP2, _("Aim")),
    Part("methods", GRIPP2, _("How people were involved")),
    Part("results", GRIPP2, _("What they changed")),
    Part("outcomes", GRIPP2, _("What came of it")),
    Part("critical", GRIPP2, _("What did not go well")),
    Part("development-delivery", JOURNAL, _("Lived experience in development and in delivery")),
    Part("seats", JOURNAL, _("Seats kept for lived experience")),
    Part("reviewers", JOURNAL, _("Reviewers with lived experience")),
]  # fmt: skip

TEMPLATES: dict[str, list[Part]] = {
    AgreementKind.STATEMENT: STATEMENT,
    AgreementKind.CHARTER: CHARTER,
    AgreementKind.MEMORANDUM: MEMORANDUM,
}
