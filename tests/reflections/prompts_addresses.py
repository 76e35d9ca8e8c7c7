"""Every address of prompts, of reflecting before meetings and of practice changes."""

from functools import cached_property

from tests.reflections.factories_prompts import (
    AskMeFactory,
    PracticeChangeFactory,
    PromptFactory,
    ReflectedFactory,
    SharedPassageFactory,
)


class Prompts:
    """One of each, as its partnership's `World` asks for it."""

    def __init__(self, world):
        self.world = world
        self.partnership = world.partnership

    @cached_property
    def prompt(self):
        return PromptFactory(partnership=self.partnership, written_by=self.world.facilitator)

    @cached_property
    def asked(self):
        AskMeFactory(membership=self.world.owner)
        return ReflectedFactory(
            meeting__partnership=self.partnership, meeting__created_by=self.world.facilitator,
            membership=self.world.owner,
        )  # fmt: skip

    @cached_property
    def change(self):
        return PracticeChangeFactory(partnership=self.partnership, owner=self.world.owner)

    @cached_property
    def passage(self):
        readers = [self.world.member, self.world.facilitator]
        return SharedPassageFactory(author=self.world.owner, readers=readers)


PROMPT = {"pk": lambda world: world.prompts.prompt.pk}
CHANGE = {"pk": lambda world: world.prompts.change.pk}

PROMPTS_ADDRESSES = {
    "reflections:prompts": {},
    "reflections:add_prompt": {},
    "reflections:prompt_words": PROMPT,
    "reflections:withdraw_prompt": PROMPT,
    "reflections:before_meetings": {},
    "reflections:tick": {"pk": lambda world: world.prompts.asked.pk},
    "reflections:ask_me": {},
    "reflections:themes": {},
    "reflections:shared": {},
    "reflections:share_passage": {},
    "reflections:passage": {"pk": lambda world: world.prompts.passage.pk},
    "reflections:withdraw_passage": {"pk": lambda world: world.prompts.passage.pk},
    "reflections:practice_changes": {},
    "reflections:add_practice_change": {},
    "reflections:practice_change": CHANGE,
    "reflections:revise_practice_change": CHANGE,
    "reflections:end_practice_change": CHANGE,
    "reflections:reopen_practice_change": CHANGE,
}
