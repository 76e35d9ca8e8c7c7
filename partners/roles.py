"""The whole table of who may do what: groups, roles, permissions, grants."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    """Which part of the partnership a person belongs to."""

    PATIENT = "patient", _("Patient")
    FAMILY = "family", _("Family or carer")
    PROVIDER = "provider", _("Provider")
    STAFF = "staff", _("Staff")
    LEADER = "leader", _("Leader")
    PAYER = "payer", _("Payer")
    FACILITATOR = "facilitator", _("Facilitator")
    QUALITY = "quality", _("Quality improvement")


LIVED_EXPERIENCE = frozenset({Group.PATIENT, Group.FAMILY})

# Groups that hold power over the work. They are asked to reflect first.
POWER_HOLDING = frozenset({Group.LEADER, Group.PAYER, Group.FACILITATOR, Group.PROVIDER})


class Role(TextChoices):
    """What a person may do in one partnership."""

    FACILITATOR = "facilitator", _("Facilitator")
    PARTNER = "partner", _("Partner")
    TRANSLATOR = "translator", _("Translator")
    OBSERVER = "observer", _("Observer")


# They see what concerns many people, or word what everybody signs: a code from a mailbox is not
# enough, and their sessions are short. Leaders of a programme are treated alike.
ROLES_NEEDING_SECOND_FACTOR = frozenset({Role.FACILITATOR, Role.TRANSLATOR})


class Permission(TextChoices):
    """Each label is the whole sentence a person reads when the answer is no."""

    VIEW = "view", _("Only members can see this partnership.")
    TAKE_PART = "take_part", _("Observers can read, but do not answer or take part.")
    PROPOSE = "propose", _("Facilitators and partners propose what is on the agenda.")
    SHARE_RESOURCES = (
        "share_resources",
        _("Facilitators, partners and translators share resources."),
    )
    PLAN_MEETINGS = "plan_meetings", _("Facilitators plan meetings. You can propose agenda items.")
    ARRANGE_SUPPORT = (
        "arrange_support",
        _("Facilitators arrange support. Only they see every need."),
    )
    INVITE_PEOPLE = "invite_people", _("Facilitators invite people.")
    RECORD_FOR_OTHERS = "record_for_others", _("Facilitators record what others tell them.")
    SEE_OUTBOX = "see_outbox", _("Facilitators see what was sent to whom.")
    DRAFT = "draft", _("Observers read agreements, but do not write them.")
    SIGN = "sign", _("Observers read agreements, but do not sign them.")
    RUN_AGREEMENTS = (
        "run_agreements",
        _("Facilitators start agreements and open them for signing. You can propose changes."),
    )
    PROPOSE_DECISION = (
        "propose_decision",
        _("Facilitators and partners propose decisions. Others can say something about them."),
    )
    TAKE_POSITION = (
        "take_position",
        _("Facilitators and partners decide. Others can say something about a decision."),
    )
    CLOSE_DECISION = "close_decision", _("Facilitators close decisions, for everyone to read.")
    SAY_SOMETHING = (
        "say_something",
        _("Observers read what people said, but do not add to it."),
    )
    ANSWER_INPUT = "answer_input", _("Facilitators answer what people said.")
    KEEP_SEATS = "keep_seats", _("Facilitators keep the list of seats and ask for reviews.")
    REVIEW = "review", _("Facilitators and partners review drafts.")
    KEEP_JOURNAL = "keep_journal", _("Only members keep a journal here.")
    WRITE_PROMPTS = (
        "write_prompts",
        _("Facilitators write prompts for the group. You can write about anything you like."),
    )
    KEEP_BARRIERS = (
        "keep_barriers",
        _("Facilitators say who takes on a barrier. You can report one, and say if it is better."),
    )
    SETTLE_PAYMENTS = (
        "settle_payments",
        _("Facilitators set the rates and settle payments. You see your own."),
    )
    TRANSLATE = (
        "translate",
        _("Translators and facilitators translate. You can check what they wrote."),
    )
    CHECK_TRANSLATIONS = (
        "check_translations",
        _("Observers read translations, but do not check them."),
    )
    CHANGE_PARTNERSHIP = (
        "change_partnership",
        _("Facilitators change how the partnership is set up."),
    )


GRANTS: dict[str, frozenset[Permission]] = {
    Role.FACILITATOR: frozenset(Permission),
    Role.PARTNER: frozenset(
        {
            Permission.VIEW,
            Permission.TAKE_PART,
            Permission.PROPOSE,
            Permission.SHARE_RESOURCES,
            Permission.DRAFT,
            Permission.SIGN,
            Permission.PROPOSE_DECISION,
            Permission.TAKE_POSITION,
            Permission.SAY_SOMETHING,
            Permission.REVIEW,
            Permission.KEEP_JOURNAL,
            Permission.CHECK_TRANSLATIONS,
        }
    ),
    Role.TRANSLATOR: frozenset(
        {
            Permission.VIEW,
            Permission.TAKE_PART,
            Permission.SHARE_RESOURCES,
            Permission.DRAFT,
            Permission.SIGN,
            Permission.SAY_SOMETHING,
            Permission.KEEP_JOURNAL,
            Permission.TRANSLATE,
            Permission.CHECK_TRANSLATIONS,
        }
    ),
    Role.OBSERVER: frozenset({Permission.VIEW, Permission.KEEP_JOURNAL}),
}

ROLES_TAKING_PART = [role for role in Role if Permission.TAKE_PART in GRANTS[role]]
