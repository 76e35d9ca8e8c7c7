"""People, programmes, partnerships, and how a person belongs to a partnership."""

from partners.audit import Action, AuditEvent, AuditHead
from partners.emergency import EmergencyLook
from partners.erasures import Erasure
from partners.help_grants import HelpGrant
from partners.interpreters import Gender, Interpreter, InterpreterQuerySet
from partners.models.invitations import Carrier, Invitation, InvitationQuerySet
from partners.models.memberships import Membership, MembershipQuerySet
from partners.models.needs import (
    INTERPRETED,
    NeedKind,
    NeedVisibility,
    SupportNeed,
    SupportNeedQuerySet,
)
from partners.models.partnerships import (
    Method,
    Partnership,
    Programme,
    ProgrammeLeader,
    Stage,
    WorkingRules,
    default_leads,
)
from partners.models.people import (
    Channel,
    Detail,
    Person,
    PersonManager,
    make_nonce,
    offered_channels,
)
from partners.motivations import Audience, GoalAction, LearningGoal, Motivation, ReasonKind
from partners.text_consent import ConsentEnd, StoppedNumber, TextConsent

__all__ = [
    "INTERPRETED",
    "Action",
    "Audience",
    "AuditEvent",
    "AuditHead",
    "Carrier",
    "Channel",
    "ConsentEnd",
    "Detail",
    "EmergencyLook",
    "Erasure",
    "Gender",
    "GoalAction",
    "HelpGrant",
    "Interpreter",
    "InterpreterQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "LearningGoal",
    "Membership",
    "MembershipQuerySet",
    "Method",
    "Motivation",
    "NeedKind",
    "NeedVisibility",
    "Partnership",
    "Person",
    "PersonManager",
    "Programme",
    "ProgrammeLeader",
    "ReasonKind",
    "Stage",
    "StoppedNumber",
    "SupportNeed",
    "SupportNeedQuerySet",
    "TextConsent",
    "WorkingRules",
    "default_leads",
    "make_nonce",
    "offered_channels",
]
