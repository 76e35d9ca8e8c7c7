"""What this app's tables, and those of signing in, keep of a person."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from partners import goals, reasons
from partners.models import (
    AuditEvent,
    EmergencyLook,
    Erasure,
    GoalAction,
    HelpGrant,
    Interpreter,
    Invitation,
    LearningGoal,
    Membership,
    Motivation,
    Person,
    ProgrammeLeader,
    StoppedNumber,
    SupportNeed,
    TextConsent,
)
from partners.own_data import Section, declare, leave_out

PARTNERSHIP = "membership__partnership__name"


def _reason(motivation: Motivation, person: Person) -> dict[str, Any]:
    why = reasons.opened(motivation, motivation.membership)
    return {"words": why.words, "kinds": [str(label) for label in why.labels]} if why else {}


def _goal(goal: LearningGoal, person: Person) -> dict[str, Any]:
    return {"words": goals.opened(goal, goal.membership), "language": goal.language}


def _done_for_goal(action: GoalAction, person: Person) -> dict[str, Any]:
    return {"words": goals.opened(action, action.goal.membership), "language": action.language}


declare(
    Person, "pk", section=Section.ABOUT_ME,
    hidden=["password", "feed_nonce", "vault", "timing_revision"],
    stays="a place without name, address or settings, to which the records of others point",
)  # fmt: skip
declare(
    Erasure, "person", section=Section.ABOUT_ME,
    stays="says when it was wished for and done, in no words",
)  # fmt: skip
declare(EmailAddress, "user", section=Section.SIGN_IN, goes=True)
declare(Authenticator, "user", section=Section.SIGN_IN, hidden=["data"], goes=True)
declare(UserSession, "user", section=Section.SIGN_IN, hidden=["session_key", "data"], goes=True)
declare(TextConsent, "person", section=Section.ABOUT_ME, goes=True)
declare(ProgrammeLeader, "person", section=Section.PLACES, about=("programme__name",), goes=True)
declare(
    Membership, "person", section=Section.PLACES, about=("partnership__name",),
    emptied={"strengths": "", "strengths_language": "", "boundary": "", "boundary_language": ""},
    stays="the group and the role of a former member, which counts and decisions rest on",
)  # fmt: skip
declare(
    Invitation, "membership", section=Section.PLACES, about=(PARTNERSHIP,),
    hidden=["nonce", "token_hash", "code_hash", "accepted_by_browser"],
    emptied={"name": "", "email": "", "phone": "", "accepted_by_browser": ""},
    stays="that somebody was invited, by whom and when",
)  # fmt: skip
declare(SupportNeed, "membership", section=Section.PLACES, about=(PARTNERSHIP,), goes=True)
declare(EmergencyLook, "membership", section=Section.PLACES, about=(PARTNERSHIP,), goes=True)
declare(HelpGrant, "membership", "helper", section=Section.PLACES, goes=True)
declare(
    Interpreter, "person", section=Section.PLACES, about=("partnership__name",),
    emptied={"tongues": [], "gender": "", "note": "", "note_language": ""},
    stays="that somebody interpreted, to which bookings point",
)  # fmt: skip
declare(
    Motivation, "membership", section=Section.PLACES, about=(PARTNERSHIP,),
    opened=_reason, goes=True,
)  # fmt: skip
declare(
    LearningGoal, "membership", section=Section.PLACES, about=(PARTNERSHIP,),
    opened=_goal, goes=True,
)  # fmt: skip
declare(
    GoalAction, "goal__membership", section=Section.PLACES, opened=_done_for_goal, goes=True,
    about=("goal__membership__partnership__name",),
)  # fmt: skip
leave_out("codes that were mailed; they go with the address they were mailed to", EmailConfirmation)
leave_out(
    "the log holds keys and no words, and each line is part of the next; a person reads what it"
    " says of them on the page of who opened what",
    AuditEvent,
)
leave_out("a number that said STOP stays stopped, whoever has it next", StoppedNumber)
