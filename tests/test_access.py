"""Who may do what: the table of permissions as text, and every address asked by everybody."""

import contextlib
from http import HTTPStatus

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.urls.resolvers import RegexPattern

from partners.access import NUMBERS, PERSONAL, PROGRAMME, PUBLIC, SIGNED, personal
from partners.models import Membership
from partners.roles import GRANTS, Permission, Role
from tests.addresses import ADDRESSES, FACILITATORS_ONLY, ONLY_MADE, World
from tests.factories import (
    MembershipFactory,
    PartnershipFactory,
    PersonFactory,
    ProgrammeLeaderFactory,
)
from tests.reflections.journal_addresses import OWN_ENTRY
from tests.reflections.journals import open_journal

TABLE = """
                    facilitator  partner  translator  observer
view                yes          yes      yes         yes
take_part           yes          yes      yes         no
propose             yes          yes      no          no
share_resources     yes          yes      yes         no
plan_meetings       yes          no       no          no
arrange_support     yes          no       no          no
invite_people       yes          no       no          no
record_for_others   yes          no       no          no
see_outbox          yes          no       no          no
propose_decision    yes          yes      no          no
take_position       yes          yes      no          no
close_decision      yes          no       no          no
say_something       yes          yes      yes         no
answer_input        yes          no       no          no
keep_seats          yes          no       no          no
review              yes          yes      no          no
draft               yes          yes      yes         no
sign                yes          yes      yes         no
run_agreements      yes          no       no          no
keep_journal        yes          yes      yes         yes
write_prompts       yes          no       no          no
keep_barriers       yes          no       no          no
settle_payments     yes          no       no          no
translate           yes          no       yes         no
check_translations  yes          yes      yes         no
change_partnership  yes          no       no          no
"""

ROLES, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
WRITTEN = [
    (Permission(permission), Role(role), answer == "yes")
    for permission, *answers in ROWS
    for role, answer in zip(ROLES, answers, strict=True)
]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
BLANK = [{"BACKEND": "tests.blank.BlankTemplates", "NAME": "blank"}]
OURS = {
    "coprod",
    "dashboards",
    "charters",
    "reflections",
    "meetings",
    "notices",
    "translations",
    "partners",
}


@pytest.mark.parametrize(("permission", "role", "granted"), WRITTEN)
def test_grants_match_the_table(permission, role, granted):
    assert (permission in GRANTS[role]) is granted


def test_the_table_is_whole():
    assert {(permission, role) for permission, role, _granted in WRITTEN} == {
        (permission, role) for permission in Permission for role in Role
    }


def views_by_name(resolver=None, namespace=""):
    """Every address: its full name, and the view that answers."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= views_by_name(pattern, inner)
        elif isinstance(pattern, URLPattern):
            found[f"{namespace}{pattern.name}"] = pattern.callback
    return found


VIEWS = views_by_name()
OUR_VIEWS = {
    name: view for name, view in VIEWS.items() if view.__module__.partition(".")[0] in OURS
}
# What answers a GET with a file, or with a word for a program.
NOT_PAGES = {"health", "livez", "readyz", "metrics"} | {
    "meetings:preparation_file",
    "meetings:ics", "meetings:download", "meetings:feed",
    "dashboards:figures", "dashboards:programme_figures", "dashboards:listed",
    "dashboards:archive", "dashboards:dictionary_json",
    "reflections:export_text", "reflections:export_data",
    "charters:decisions_csv", "charters:decision_text", "charters:pdf", "charters:scan",
    "charters:call_poster", "charters:docx", "charters:md", "charters:json", "translations:export",
    "partners:manifest", "partners:service_worker", "partners:offline_token",
}  # fmt: skip
READABLE = [
    name for name, view in OUR_VIEWS.items() if "GET" in view.methods and name not in NOT_PAGES
]


def test_every_address_is_listed():
    assert set(OUR_VIEWS) == set(ADDRESSES), "Add the address to tests/addresses.py."


def undeclared(views):
    """Return the views of ours that wear no door, or do not say which methods they answer."""
    policies = {PERSONAL, PUBLIC, NUMBERS, PROGRAMME, SIGNED, *Permission}
    return [
        name
        for name, view in views.items()
        if getattr(view, "policy", None) not in policies or not getattr(view, "methods", None)
    ]


def test_every_view_states_who_may_see_it_and_by_which_methods():
    assert undeclared(OUR_VIEWS) == []


def test_a_new_address_without_a_door_or_a_line_in_the_list_is_noticed():
    def bare(request):
        return HttpResponse()

    added = [path("new/", bare, name="new"), path("other/", personal(bare), name="other")]
    resolver = URLResolver(RegexPattern(r"^/"), [*get_resolver().url_patterns, *added])

    views = views_by_name(resolver)

    assert undeclared({name: views[name] for name in [*OUR_VIEWS, "new", "other"]}) == ["new"]
    assert set(views) - set(VIEWS) - set(ADDRESSES) == {"new", "other"}


def test_pages_of_libraries_need_signing_in_unless_they_are_for_signing_in():
    others = {name for name in VIEWS if name not in OUR_VIEWS}

    assert {name for name in others if not name.startswith(("account_", "mfa_", "users"))} == set()


class Asker:
    """Somebody who asks: a browser, and what they may."""

    def __init__(
        self, name, person=None, membership=None, *, is_inside=True, facilitates=False, leads=False
    ):
        self.name, self.leads = name, leads
        self.membership = membership if is_inside else None
        self.is_signed_in = person is not None
        self.facilitates = facilitates
        self.client = Client(raise_request_exception=False)
        if person:
            self.client.force_login(person)
            # What a session writes at its first page is not written again at each page undone.
            self.client.get(reverse("health"))
            open_journal(self.client, person)


def askers(partnership):
    """Everybody who might ask for a page of `partnership`."""
    yield Asker("nobody")
    yield Asker("signed in, belongs nowhere", PersonFactory())
    yield Asker("leader of the programme", leader_of(partnership), leads=True)
    yield Asker("leader of another programme", ProgrammeLeaderFactory().person)
    elsewhere = MembershipFactory(partnership=PartnershipFactory(), facilitator=True)
    yield Asker("facilitator elsewhere", elsewhere.person, facilitates=True)
    for role in Role:
        for state in ["here", "pausing"]:
            member = MembershipFactory(
                partnership=partnership, role=role, pausing=state == "pausing"
            )
            is_facilitator = role == Role.FACILITATOR
            yield Asker(f"{role} {state}", member.person, member, facilitates=is_facilitator)
    for state in ["left", "invited"]:
        outside = MembershipFactory(partnership=partnership, facilitator=True, **{state: True})
        yield Asker(f"facilitator who {state}", outside.person, outside, is_inside=False)


def leader_of(partnership):
    return ProgrammeLeaderFactory(programme=partnership.programme).person


def expected(name, view, asker, method):
    """Return the refusal that this asker must meet, or None if they are let in."""
    if method not in view.methods:
        return HTTPStatus.METHOD_NOT_ALLOWED
    if view.policy not in {PUBLIC, SIGNED} and not asker.is_signed_in:
        return "sign in"
    if view.policy == SIGNED:
        return HTTPStatus.FORBIDDEN  # nobody here can sign as another machine
    if name == "metrics":
        return HTTPStatus.NOT_FOUND  # no token is set: tests/operating asks with one
    if name in OWN_ENTRY and asker.membership is None:
        return HTTPStatus.NOT_FOUND  # it is a member's
    if view.policy in {PUBLIC, PERSONAL}:
        is_refused = name in FACILITATORS_ONLY and not asker.facilitates
        return HTTPStatus.FORBIDDEN if is_refused else None
    if view.policy in {NUMBERS, PROGRAMME}:
        return None if asker.membership or asker.leads else HTTPStatus.NOT_FOUND
    if asker.membership is None:
        return HTTPStatus.NOT_FOUND
    return None if asker.membership.may(view.policy) else HTTPStatus.FORBIDDEN


def met(response):
    """Return how the asker was refused, None if they were let in, or what broke."""
    location = response.headers.get("Location", "")
    if location.startswith(reverse(settings.LOGIN_URL)):
        return "sign in"
    refusals = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
    if response.status_code in refusals or response.status_code >= 500:
        return HTTPStatus(response.status_code)
    return None


@contextlib.contextmanager
def undone():
    """Leave the database as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


APPS = sorted({name.partition(":")[0] for name in ADDRESSES})


def of_app(app, names=ADDRESSES):
    return [name for name in names if name.partition(":")[0] == app]


@pytest.fixture
def blank_pages(settings):
    """Draw no page: most askers meet the same refusal, and what is on pages is tested elsewhere."""
    settings.TEMPLATES = BLANK


@pytest.mark.sweep
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_everybody_meets_what_the_door_says(app, blank_pages):
    """One test an app, because the same askers may ask for all of its pages."""
    partnership = PartnershipFactory()
    MembershipFactory(partnership=partnership, facilitator=True)  # so that another may leave

    everybody = list(askers(partnership))
    members = [[asker] for asker in everybody if asker.membership]
    others = [asker for asker in everybody if not asker.membership]  # they meet the same things

    differences = []
    for group in [others, *members]:
        with undone():
            world = World(partnership, group[0].membership)
            for name in of_app(app):
                address = address_of(name, world)
                for asker in group:
                    differences += differences_of(name, address, asker)

    assert differences == []


def differences_of(name, address, asker):
    """Ask for one address with each method; return where the answer is not what the door says."""
    for method in METHODS:
        if method == "HEAD" and asker.name not in {"nobody", "facilitator here"}:
            continue  # it is answered as GET is, and only what is sent differs
        with undone():
            response = asker.client.generic(method, address)
        if response.streaming:
            list(response.streaming_content)  # read to its end, which closes the file
        answer = met(response)
        if answer != expected(name, OUR_VIEWS[name], asker, method):
            yield name, asker.name, method, answer
        if answer == HTTPStatus.METHOD_NOT_ALLOWED and not allows(response, OUR_VIEWS[name]):
            yield name, asker.name, method, response.headers.get("Allow")


def allows(response, view):
    return set(response.headers.get("Allow", "").split(", ")) == set(view.methods)


@pytest.mark.sweep
@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_a_method_that_no_address_has_is_refused_before_anything_is_read(
    method, django_assert_num_queries
):
    member = MembershipFactory()
    address = reverse("partners:people", args=[member.partnership.slug])
    signed_in, visitor = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    signed_in.force_login(member.person)

    with django_assert_num_queries(0):
        answers = [each.generic(method, address) for each in (signed_in, visitor)]

    assert {each.status_code for each in answers} == {HTTPStatus.METHOD_NOT_ALLOWED}


@pytest.mark.django_db
def test_pages_of_libraries_answer_what_pages_answer(client):
    answers = {method: client.generic(method, "/accounts/login/") for method in METHODS}

    assert {method for method, each in answers.items() if each.status_code != 405} == {
        "GET", "HEAD", "POST",
    }  # fmt: skip
    assert client.put("/nowhere/").status_code == HTTPStatus.NOT_FOUND


def address_of(name, world):
    kwargs = {key: fill(world) for key, fill in ADDRESSES[name].items()}
    kwargs.pop(ONLY_MADE, None)
    if is_inside_a_partnership(name):
        kwargs["slug"] = world.partnership.slug
    elif OUR_VIEWS[name].policy == PROGRAMME:
        kwargs["slug"] = world.partnership.programme.slug
    return reverse(name, kwargs=kwargs)


def is_inside_a_partnership(name):
    return OUR_VIEWS[name].policy in {NUMBERS, *Permission}


NO_THINGS = {ONLY_MADE, "kind", "source", "language", "indicator", "form", "name"}


def names_a_thing(name):
    return is_inside_a_partnership(name) and {*ADDRESSES[name]} - NO_THINGS


@pytest.mark.sweep
@pytest.mark.django_db
@pytest.mark.parametrize("app", [app for app in APPS if any(map(names_a_thing, of_app(app)))])
def test_things_of_another_partnership_are_not_found_under_ones_own(app, blank_pages):
    """The slug of my partnership with the number of somebody else's thing shows nothing."""
    mine = MembershipFactory(facilitator=True)
    theirs = World(PartnershipFactory())
    client = Client()
    client.force_login(mine.person)
    open_journal(client, mine.person)

    found = {}
    for name in filter(names_a_thing, of_app(app)):
        address = address_of(name, theirs).replace(theirs.partnership.slug, mine.partnership.slug)
        for method in ["GET", "POST"]:
            with undone():
                answer = client.generic(method, address).status_code
            if answer not in {404, 405, *SAYS_SO_INSTEAD.get(name, [])}:
                found[name, method] = answer

    assert found == {}


SAYS_SO_INSTEAD = {
    "notices:record_call": [302],  # leads back to the sheet: somebody called already
    "notices:type_paper": [302],  # leads back to where a code is typed in
}


def test_a_weaker_role_reads_the_sentence_of_the_permission(client, db):
    observer = MembershipFactory(role=Role.OBSERVER)
    client.force_login(observer.person)

    response = client.get(reverse("partners:settings", args=[observer.partnership.slug]))

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert str(Permission.CHANGE_PARTNERSHIP.label) in response.content.decode()


def test_leaving_ends_access_at_once(client, db):
    member = MembershipFactory()
    client.force_login(member.person)
    page = reverse("partners:people", args=[member.partnership.slug])
    assert client.get(page).status_code == HTTPStatus.OK

    Membership.objects.filter(pk=member.pk).update(left_at=member.joined_at)

    assert client.get(page).status_code == HTTPStatus.NOT_FOUND


def test_facilitators_add_a_second_factor_before_they_see_others_needs(client, db, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    facilitator = MembershipFactory(facilitator=True)
    partner = MembershipFactory(partnership=facilitator.partnership)
    page = reverse("partners:people", args=[facilitator.partnership.slug])

    client.force_login(facilitator.person)
    asked = client.get(page)
    client.force_login(partner.person)
    let_in = client.get(page)

    assert asked.headers["Location"] == reverse("mfa_index")
    assert let_in.status_code == HTTPStatus.OK


def test_leaders_add_a_second_factor_before_they_see_numbers(client, db, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    member = MembershipFactory()
    pages = [
        reverse("dashboards:dashboard", args=[member.partnership.slug]),
        reverse("dashboards:programme", args=[member.partnership.programme.slug]),
    ]

    client.force_login(leader_of(member.partnership))
    asked = [client.get(page) for page in pages]
    client.force_login(member.person)
    let_in = [client.get(page) for page in pages]

    assert {each.headers["Location"] for each in asked} == {reverse("mfa_index")}
    assert {each.status_code for each in let_in} == {HTTPStatus.OK}


def test_signed_in_pages_are_kept_by_no_cache(client, db):
    member = MembershipFactory()
    client.force_login(member.person)

    for page in [
        reverse("partners:people", args=[member.partnership.slug]),
        reverse("partners:me"),
    ]:
        assert "no-store" in client.get(page).headers["Cache-Control"]
