"""In the demo a man without a computer has a helper, who answered for him."""

import pytest

from demo import world
from partners import recorded
from partners.help_grants import HelpGrant
from tests.factories import now


@pytest.mark.django_db
def test_samuel_is_helped_and_sees_what_was_written_down(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world.build(now())

    (grant,) = HelpGrant.objects.all()

    lines = recorded.page_of(grant.membership, "").object_list

    assert grant.membership.person.name == "Samuel Brooks"
    assert {"rsvp", "input", "helper"} <= {line.kind.key for line in lines}
