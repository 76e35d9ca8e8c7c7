"""In the demo a man without a computer has a helper, who answered for him."""

import pytest

from partners import recorded
from partners.help_grants import HelpGrant


@pytest.mark.usefixtures("built")
def test_samuel_is_helped_and_sees_what_was_written_down():
    (grant,) = HelpGrant.objects.all()

    lines = recorded.page_of(grant.membership, "").object_list

    assert grant.membership.person.name == "Samuel Brooks"
    assert {"rsvp", "input", "helper"} <= {line.kind.key for line in lines}
