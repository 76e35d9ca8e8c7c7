"""What others may write down for a person in agreements and decisions, and where it stands."""

from django.utils.translation import gettext_lazy as _

from charters.models import (
    Contribution,
    DutyDate,
    Input,
    InputAnswer,
    Position,
    Remark,
    RungExperienced,
    Signature,
)
from charters.models.decisions import Voted
from partners.recorded import Recorded, register

VOTE, CONTRIBUTION, REMARK, NOT_YET = "vote", "contribution", "remark", "signature"
DUTY = "duty"

register(
    Recorded(
        NOT_YET, _("Your answer to an agreement"), Signature,
        url=lambda row: row.get_absolute_url(), at="answered_at",
        related=("version__agreement__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        CONTRIBUTION, _("What you said about an agreement"), Contribution,
        url=lambda row: row.section.get_absolute_url(), at="made_at",
        related=("section__agreement__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "position", _("Your position in a decision"), Position,
        url=lambda row: row.decision.get_absolute_url(), at="taken_at",
        related=("decision__partnership",), answer=lambda row: str(row.get_stance_display()),
    )
)  # fmt: skip
register(
    Recorded(
        VOTE, _("That you voted, in a secret ballot"), Voted,
        url=lambda row: row.decision.get_absolute_url(),
        at="decision__opens_at",  # when a vote was cast is not kept
        related=("decision__partnership",), within="decision",
    )
)  # fmt: skip
register(
    Recorded(
        "shared", _("How far a decision was shared with you"), RungExperienced,
        url=lambda row: row.decision.get_absolute_url(), at="answered_at",
        related=("decision__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        REMARK, _("What you say in an evaluation"), Remark,
        url=lambda row: row.evaluation.get_absolute_url(), at="said_at",
        related=("evaluation__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        DUTY, _("What became of something you promised"), DutyDate,
        url=lambda row: row.duty.agreement.get_absolute_url(), at="recorded_at",
        of="duty__holder", related=("duty__agreement__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "input", _("What you said"), Input, url=lambda row: row.get_absolute_url(), at="said_at",
        related=("partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "happened", _("Whether something you asked for has happened"), InputAnswer,
        url=lambda row: row.input.get_absolute_url(), at="confirmed_at", of="input__membership",
        related=("input__partnership",),
    )
)  # fmt: skip
