"""What this app's tables keep of a person: what they translated."""

from partners.own_data import Section, declare, leave_out
from translations.models import Consent, Request, Term, Text, Translation

RELIED_ON = "others read it, and it stands under “a former member”"

declare(
    Translation, "written_by", "kept_by", section=Section.FOR_ALL, for_all=True, stays=RELIED_ON
)
declare(Term, "added_by", section=Section.FOR_ALL, for_all=True, stays=RELIED_ON)
declare(
    Request, "asked_by", section=Section.FOR_ALL, for_all=True, hidden=["object_id"],
    stays="says that a translation was asked for",
)  # fmt: skip
declare(
    Consent, "given_by", "withdrawn_by", section=Section.FOR_ALL, for_all=True,
    stays="the partnership’s own yes to a machine, whoever wrote it down",
)  # fmt: skip
leave_out("the state of a text of the group; its words stand in the text’s own table", Text)
