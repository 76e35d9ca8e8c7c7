"""One factory a model: checkpoints and closing conversations."""

from factory import LazyFunction, SubFactory, Trait
from factory.django import DjangoModelFactory

from reflections.models import Checkpoint, ClosingConversation
from tests.factories import MembershipFactory, now


class CheckpointFactory(DjangoModelFactory):
    """Open, and nothing said."""

    class Meta:
        model = Checkpoint

    class Params:
        ended = Trait(ended_at=LazyFunction(now))

    membership = SubFactory(MembershipFactory)
    opened_at = LazyFunction(now)


class ClosingConversationFactory(DjangoModelFactory):
    """Wished for by somebody who has left, with any facilitator."""

    class Meta:
        model = ClosingConversation

    leaver = SubFactory(MembershipFactory, left=True)
    reach = "+1 555 0100"
    wished_at = LazyFunction(now)
