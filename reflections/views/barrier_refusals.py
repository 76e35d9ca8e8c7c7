"""What stands against a change of a barrier, in words."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reflections import barrier_actions, barrier_asking
from reflections.barriers import CannotChange, Closed, InWork, TakenBack


def attempt(request: HttpRequest, thanks: str, act: Callable[[], object]) -> bool:
    """Do it, and say so; or say why it is not possible. Return whether it was done."""
    try:
        act()
    except CannotChange as refusal:
        messages.warning(request, why_not(refusal))
        return False
    messages.success(request, thanks)
    return True


def why_not(refusal: CannotChange) -> str:
    """Return the sentence for what stands against a change."""
    return {
        TakenBack: _("The person took this back. Nothing was saved."),
        Closed: _("This was closed meanwhile. Nothing was saved."),
        InWork: _("Others work on it already, so it stays. You can change your words."),
        barrier_actions.ChangedMeanwhile: _(
            "Somebody else agreed on an action while you were writing. Your words are still here."
            " Look at theirs first, and save again if yours should take its place."
        ),
        barrier_actions.TakenOn: _(
            "Somebody has taken an action on. First say what became of it, then agree on another."
        ),
        barrier_actions.Ended: _("This action has ended, or is not taken on. Nothing was saved."),
        barrier_asking.NotAsked: _("First ask those affected whether it is better."),
        barrier_asking.StillAnswering: _(
            "People still have days to answer. You can close it when they are over."
        ),
        barrier_asking.ActionStands: _("An action is still open. First say what became of it."),
        barrier_asking.WordsMissing: _("Write what people told you."),
        barrier_asking.NotAffected: _(
            "Only those affected, and who reported it, can say that it is not better."
        ),
        barrier_asking.OpenAlready: _("It is open already. Nothing was changed."),
    }[type(refusal)]
