"""Every address of checkpoints, shown goals and leaving, for `tests/addresses.py`."""

from reflections.models import Choice
from tests.factories import LearningGoalFactory, MembershipFactory, now
from tests.reflections.factories_checkpoints import CheckpointFactory, ClosingConversationFactory


def once(make):
    """Return how to fill `pk` with the key of one thing, made in its world the first time."""

    def fill(world):
        if make.__name__ not in vars(world):
            vars(world)[make.__name__] = make(world)
        return vars(world)[make.__name__].pk

    return {"pk": fill}


def checkpoint(world):
    return CheckpointFactory(membership=world.owner)


def closing_conversation(world):
    return ClosingConversationFactory(leaver__partnership=world.partnership, with_whom=world.asker)


def somebody_who_wants_to_leave(world):
    member = MembershipFactory(partnership=world.partnership, person__without_email=True)
    CheckpointFactory(membership=member, choice=Choice.LEAVE, chosen_at=now())
    return member


def goal_of_somebody_else(world):
    member = MembershipFactory(partnership=world.partnership)
    return LearningGoalFactory(membership=member, visible_to="facilitators")


CHECKPOINT = once(checkpoint)
CONVERSATION = once(closing_conversation)

CHECKPOINT_ADDRESSES = {
    "reflections:checkpoint": {"only made": CHECKPOINT["pk"]},
    "reflections:checkpoints": {},
    "reflections:checkpoints_shown": {},
    "reflections:choose_checkpoint": CHECKPOINT,
    "reflections:ask_after_break": CHECKPOINT,
    "reflections:answer_checkpoint": CHECKPOINT,
    "reflections:hide_checkpoint": CHECKPOINT,
    "reflections:forget_checkpoint": CHECKPOINT,
    "reflections:goals": {},
    "reflections:record_goal_action": {"goal": once(goal_of_somebody_else)["pk"]},
    "reflections:closing_wish": {},
    "reflections:help_leave": once(somebody_who_wants_to_leave),
    "reflections:closing_conversation": CONVERSATION,
    "reflections:finish_closing": CONVERSATION,
}
