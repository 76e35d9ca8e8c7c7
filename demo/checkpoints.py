"""Why the demo's people came, what they want to learn, and whether it still fits."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress

from demo.charters import People
from partners import goals, joining
from partners.models import Membership, Partnership, Person
from partners.roles import Group, Role
from reflections import checkpoints, goal_actions, parting
from reflections.models import Checkpoint, Choice

DAY = timedelta(days=1)
WISHES = [  # who, what, who may read it
    ("Rosa Jiménez", "Hablar ante la junta del hospital sin que me tiemble la voz", "facilitators"),
    ("Rosa Jiménez", "Escribir un folleto con otras mamás", "partnership"),
    ("ليلى حداد", "أن أتعلّم قراءة ميزانية العيادة", "only_me"),
    ("Grace Kim", "To hear people out before I answer", "partnership"),
    ("David Stein", "To walk through one visit, from the door to the way home", "facilitators"),
]


def build(
    clinic: Partnership, members: People, home: Partnership, others: People, now: datetime
) -> None:
    """Let people say what they want to learn, and whether it still fits."""
    _goals(members, now)
    _asked_in_the_clinic(members, now)
    _asked_at_home(home, others, now)


def _goals(members: People, now: datetime) -> None:
    maya = members["Maya Okafor"]
    for number, (name, words, audience) in enumerate(WISHES):
        goals.add(
            members[name], words, language=members[name].person.language, visible_to=audience,
            now=now - 50 * DAY + timedelta(minutes=number),
        )  # fmt: skip
    rosa, david = goals.mine(members["Rosa Jiménez"])[0], goals.mine(members["David Stein"])[0]
    done = goal_actions.record(
        rosa, words="Una tarde de práctica con Elena, y el taxi pagado", language="es",
        done_on=(now - 12 * DAY).date(), by=maya, now=now - 11 * DAY,
    )  # fmt: skip
    done.answer(True, now - 10 * DAY)
    goal_actions.record(
        david, words="David walked along with the Tuesday clinic", language="en",
        done_on=(now - 3 * DAY).date(), by=maya, now=now - 2 * DAY,
    )  # fmt: skip


def _asked_in_the_clinic(members: People, now: datetime) -> None:
    then = now - 4 * DAY
    names = ["Maya Okafor", "Rosa Jiménez", "ليلى حداد", "Samuel Brooks", "Tom Nguyen", "Grace Kim"]
    asked = {name: checkpoints.ask(members[name], then) for name in names}
    _answered(
        asked["Maya Okafor"], Choice.CONTINUE, then,
        fit="yes", changed="I talk less, and hear more.",
        helps="Somebody who takes the notes with me.", shared=["helps"],
    )  # fmt: skip
    _answered(
        asked["Grace Kim"], Choice.CONTINUE, then, fit="partly",
        helps="Papers three days earlier. I read them on the train.", shared=["fit", "helps"],
    )  # fmt: skip
    _answered(
        asked["ليلى حداد"], Choice.CONTINUE, then, fit="partly",
        changed="صرت أتكلّم في اللقاء دون خوف.", next="أودّ أن ألتقي عائلات أخرى.", shared=[],
    )  # fmt: skip
    checkpoints.choose(
        asked["Samuel Brooks"], Choice.CONTINUE, recorded_by=members["Maya Okafor"], now=then + DAY
    )


def _answered(
    checkpoint: Checkpoint, choice: Choice, now: datetime, *, shared: list[str], **answers: str
) -> None:
    checkpoints.choose(checkpoint, choice, now=now + DAY)
    language = checkpoint.membership.person.language
    checkpoints.answer(checkpoint, answers, shared=shared, language=language, now=now + DAY)


def _asked_at_home(home: Partnership, others: People, now: datetime) -> None:
    """One takes a break and wants to be asked again; one left, and would like to talk."""
    peter = checkpoints.ask(others["Peter Hall"], now)
    checkpoints.choose(peter, Choice.PAUSE, ask_again_on=(now + 60 * DAY).date(), now=now)
    ann = _member(home, now)
    parting.set_wish(
        ann, wish="somebody", with_whom=others["Joan Clarke"], reach="+44 20 7946 0123", now=now
    )
    joining.leave(ann, now=now)


def _member(home: Partnership, now: datetime) -> Membership:
    person = Person.objects.create(name="Ann Price", email="ann@demo.test", language="en")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return Membership.objects.create(
        partnership=home, person=person, group=Group.FAMILY, role=Role.PARTNER,
        joined_at=now - 60 * DAY,
    )  # fmt: skip
