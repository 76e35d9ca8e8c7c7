"""What is tried on every form, and what must not happen."""

import contextlib
import hashlib
import random
import re
import traceback
from collections import Counter
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from urllib.parse import quote, urljoin, urlsplit

import hypothesis
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from hypothesis import HealthCheck, Phase

from tests.addresses import ADDRESSES
from tests.fuzz import values
from tests.fuzz.pages import Field, Form, Page, dangers_in
from tests.fuzz.visitors import Browser, multipart, noting_calls, noting_writes, undone
from tests.test_access import OUR_VIEWS, VIEWS, address_of

PARAMETERS = ["page", "show", "language", "about", "next", "section", "kind", "day", "coming"]
# What ends a thing, or the visit: tried last, so that everything else was tried before.
ENDS = re.compile(
    r"(cancel|leave|withdraw|erase|erasing|delete|destroy|drop|end|remove|stop|pause|close|lock"
    r"|logout|sessions|release|lead)(_|$|ing)"
)
OVER = {"reflections:destroy_journal"}  # a key outside the database does not come back
IS_SECRET = {"code", "pin", "again", "password", "csrfmiddlewaretoken"}
ONLY_PROGRAMS = {"homepage"}  # fill it in; it is emptied, so that a person can send it again
# What a GET may write down, besides the log: that a calendar is still in use.
# Of a view that answers two forms, what only the other one asks.
OF_ANOTHER_FORM = {"reflections:answer_action": {"because"}}
WRITTEN_BY_A_GET = {"meetings:feed": "feed_used_at"}
SENTINELS = {"424242", "extraneous words", "2031-12-13", "00000000-0000-4000-8000-000000424242"}


@dataclass(frozen=True)
class Target:
    """A form, or what an address may be asked with: `name` says whose."""

    name: str
    address: str
    form: Form

    @property
    def signature(self):
        return self.name, self.form.method, tuple(sorted(self.form.fields))

    @property
    def weight(self):
        return 2 + len(self.form.fields)


def extra_fields():
    """Return the names of all columns there are, each with a value that nobody else would type."""
    found = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            for name in {column.name, column.attname}:
                found[name] = _extraneous(column)
    return found


def _extraneous(column):
    if isinstance(column, models.BooleanField):
        return "on"
    if isinstance(column, models.DateField):
        return "2031-12-13"
    if isinstance(column, models.UUIDField):
        return "00000000-0000-4000-8000-000000424242"
    if isinstance(column, models.CharField | models.TextField):
        return "extraneous words"
    return "424242"


class Prober:
    """One visitor's trial of the site."""

    def __init__(self, visitor, foreign, seed):
        self.visitor, self.foreign, self.seed = visitor, foreign, seed
        self.browser = visitor.browser
        self.extras = extra_fields()
        self.targets, self.pages = [], []
        self.forms = self.probes = 0
        self.findings, self.shown = Counter(), {}

    # finding

    def crawl(self, names=None, *, follow=True):
        """Read every page once; remember every form and every parameter. Nothing is written."""
        seen, signatures = set(), set()
        waiting = list(self.addresses(names))
        for name, address in waiting:
            seen.add(address)
            self.targets.append(Target(name, address, _of_path(address)))
        while waiting:
            name, address = waiting.pop()
            answer, page = self.read(name, address)
            if page is None:
                continue
            if answer.status == HTTPStatus.OK:
                self.pages.append((name, address))
            for target in self._targets_of(name, address, page):
                if target.signature not in signatures and _wanted(target.name, names):
                    signatures.add(target.signature)
                    self.targets.append(target)
            for link in sorted(page.links) if follow else []:
                linked = urljoin(address, link).partition("#")[0]
                shape = _shape(linked)
                if shape and _wanted(shape[0], names) and not seen.intersection({linked, shape}):
                    seen.update({linked, shape})
                    waiting.append((shape[0], linked))
        self.targets.sort(key=lambda each: _order(each.name))
        self.forms = sum(each.form.method in {"GET", "POST"} for each in self.targets)

    def addresses(self, names=None):
        """Return the name and address of everything that answers a GET, of ours and allauth's."""
        for name in ADDRESSES:
            if "GET" in OUR_VIEWS[name].methods and _wanted(name, names):
                yield name, address_of(name, self.visitor.world)
        for name in sorted(set(VIEWS) - set(OUR_VIEWS)):
            with contextlib.suppress(NoReverseMatch):
                if _wanted(name, names):
                    yield name, reverse(name)

    def read(self, name, address):
        """Ask for a page as a GET, which must write nothing."""
        with undone(), noting_writes() as writes:
            answer = self.browser.ask("GET", address)
        self.probes += 1
        wrong = list(self._wrong_with(answer))
        wrong.extend(_written_by_a_get(name, writes))
        for each in wrong:
            self._note(Target(name, address, Form(address, "READ")), each)
        return answer, Page(answer.text) if answer.is_page else None

    def _targets_of(self, name, address, page):
        asked = set(PARAMETERS) | page.parameters
        for form in page.forms:
            action = urljoin(address, form.action).partition("#")[0]
            if form.method == "GET":
                asked |= set(form.fields)
            elif owner := _name_of(action):
                yield Target(owner, action, form)
        fields = {each: Field(each, "text", ["1"]) for each in sorted(asked)}
        yield Target(name, address.partition("?")[0], Form(address, "GET", fields))

    # trying

    def try_all(self, probes, most=None):
        """Share that many probes out among all forms, or among so many of them."""
        targets = [each for each in self.targets if each.name not in OVER]
        if most is not None:
            targets = random.Random(self.seed).sample(targets, min(most, len(targets)))
        total = sum(each.weight for each in targets)
        for target in targets:
            self.try_one(target, max(1, round(probes * target.weight / total)))

    def try_one(self, target, probes):
        """Send one form in many ways; note the smallest way that shows something wrong."""
        if target.form.method == "POST":
            for each in [*self._guards(target), *self._takes_more(target)]:
                self._note(target, each)
        said = f"{self.seed} {self.visitor} {target.signature}"
        digest = hashlib.sha256(said.encode()).digest()
        choose = values.fillings(target.form, self.foreign, sorted(self.extras))

        @hypothesis.seed(int.from_bytes(digest[:8], "big"))
        @hypothesis.settings(
            max_examples=probes,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(choose)
        def send(changes):
            for each in sorted(self.probe(target, changes)):
                self._note(target, each, changes)

        send()

    def probe(self, target, changes):
        """Send a form once with those changes, undo it, and return what was wrong."""
        self.probes += 1
        pairs, files = changed(target.form, changes)
        wrong = set()
        with undone(), noting_calls() as calls, noting_writes() as writes:
            answer = self._send(target, pairs, files)
            wrong.update(self._wrong_with(answer))
            if calls:
                wrong.add(f"reaches for {calls[0]}")
            if target.form.method != "POST":
                wrong.update(_written_by_a_get(target.name, writes))
            if _is_foreign(target.form, changes) and writes:
                wrong.add(f"takes something of another partnership: {writes[0][0][:90]}")
            if target.form.method == "POST" and answer.is_page:
                wrong.update(self._wrong_with_refusal(target, pairs, answer, writes))
            if answer.status in {301, 302, 303}:
                wrong.update(self._wrong_after(answer))
        return wrong

    def _send(self, target, pairs, files=()):
        form = target.form
        if form.method == "PATH":
            return self.browser.ask("GET", "/" + "/".join(_in_path(value) for _, value in pairs))
        if form.method == "GET":
            return self.browser.ask("GET", f"{target.address}?{values.encoded(pairs)}")
        if form.is_multipart:
            body, content_type = multipart(pairs, files)
            return self.browser.ask("POST", target.address, body, content_type)
        return self.browser.ask("POST", target.address, values.encoded(pairs))

    # judging

    def _wrong_with(self, answer):
        if answer.error or answer.status in {500, 501, 502}:  # 503 says that nothing is sent yet
            error = answer.error
            yield f"{answer.status} {type(error).__name__}: {str(error)[:150]}{_place_of(error)}"
        if answer.status in {200, 400, 403, 404, 409, 410}:
            for danger in dangers_in(answer.kind, answer.content):
                yield f"shows {danger}"
        if "X-Fuzzed" in answer.headers or "evil.example" in _host(answer.location):
            yield "leads elsewhere, or takes a header from what was typed"
        if b"Traceback (most recent" in answer.content:
            yield "shows its own code"

    def _wrong_after(self, answer):
        if not answer.location.startswith("/"):
            return set()
        landing = self.browser.ask("GET", answer.location.partition("#")[0])
        return set(self._wrong_with(landing))

    def _wrong_with_refusal(self, target, pairs, answer, writes):
        if answer.status != HTTPStatus.OK:
            return
        page = Page(answer.text)
        yield from page.untied
        if writes:
            return
        is_ours = target.name in OUR_VIEWS and target.name not in SHOWS_A_PAGE
        if is_ours and not page.says_what_is_wrong:
            yield "is refused without a word"
        for name, value in dict(pairs).items():
            field = target.form.fields.get(name)
            if field and is_kept(field, value) and not _is_shown(page, answer, name, value):
                yield f"forgets what was typed in {name}"

    def _guards(self, target):
        """Without a token, and from another site, nothing is taken in."""
        if getattr(VIEWS.get(target.name), "csrf_exempt", False):
            return  # tests/test_bad_input.py says which these are
        pairs = values.encoded(target.form.well_filled())
        browser = Browser(self.visitor.cookies, checks_csrf=True)
        token = "a" * 32
        with undone():
            without = browser.ask("POST", target.address, pairs)
        browser.cookies = self.visitor.cookies | {"csrf": token}
        with undone():
            foreign = browser.ask(
                "POST",
                target.address,
                f"{pairs}&csrfmiddlewaretoken={token}",
                HTTP_ORIGIN="https://evil.example",
            )
        self.probes += 2
        refused = {
            HTTPStatus.FORBIDDEN,
            HTTPStatus.METHOD_NOT_ALLOWED,
        }  # 405: buttons lead elsewhere
        if without.status not in refused:
            yield f"without a token: {without.status}"
        if foreign.status not in refused:
            yield f"from another site: {foreign.status}"

    def _takes_more(self, target):
        """Fields named like columns change nothing that the form itself does not change."""
        pairs = target.form.well_filled()
        ours = target.form.fields.keys() | OF_ANOTHER_FORM.get(target.name, set())
        more = [(name, value) for name, value in self.extras.items() if name not in ours]
        told = []
        for each in (pairs, [*pairs, *more]):
            with undone(), noting_writes() as writes:
                answer = self._send(target, each)
            self.probes += 1
            yield from self._wrong_with(answer)
            told.append(writes)
        before, after = told
        taken = {_sentinel(value) for _, params in after for value in params} - {""}
        if taken:
            yield f"stores what no field asks for: {sorted(taken)}"
        if before and _truths(before) != _truths(after):
            yield f"ticks what no field asks for: {(_truths(after) - _truths(before))!r:.200}"

    def _note(self, target, wrong, changes=()):
        """Count a finding; the first time, look which single change is enough for it."""
        key = (target.name, target.form.method, wrong)
        if key not in self.findings and len(changes) > 1:
            enough = [one for one in changes if wrong in self.probe(target, [one])]
            changes = enough[:1] or changes
        self.shown.setdefault(key, f"{target.address} {_short(changes)}")
        self.findings[key] += 1

    def report(self):
        """Return a line for each finding: what it takes to see it again, and how often it came."""
        return [
            f"{method} {name} as {self.visitor}, seed {self.seed}: {wrong} ({times} times)\n    "
            f"{self.shown[name, method, wrong]}"
            for (name, method, wrong), times in sorted(self.findings.items())
        ]

    # planting

    def plant(self):
        """Write a script into every text column there is; then read every page and download."""
        addresses = list(self.addresses())  # which makes one of everything
        planted = 0
        for model in apps.get_models():
            for column in model._meta.concrete_fields:
                planted += _planted(model, column)
        for name, address in addresses:
            self.read(name, address)
        return planted


# Says something else than a mistake in answer to a POST.
SHOWS_A_PAGE = {"reflections:share_passage"}  # what it will look like
WORDS = {"CharField", "TextField", "TranslationCharField", "TranslationTextField"}
NOT_WORDS = re.compile(
    r"(^|_)(hash|token|nonce|language|tongue|zone|timezone|email|slug|kind|state|code|key|password"
    r"|session|ip|app_label|model|codename|digest|phone|type|letter|status|source|name_of|unit"
    r"|currency|version|sha256|mark|field|reference|channel|carrier|way|reason_code)(_|$)"
)


def _planted(model, column):
    """Write the script into a column of all rows; return whether any row took it."""
    is_words = type(column).__name__ in WORDS and not NOT_WORDS.search(column.name)
    if not is_words or column.choices or column.primary_key or column.unique:
        return 0
    rows = model._base_manager.exclude(**{column.attname: ""})
    try:
        with transaction.atomic():
            words = values.EVERYTHING[: column.max_length]
            return min(1, rows.update(**{column.attname: words}))
    except DatabaseError:  # a constraint or a guard of the table refuses it
        return 0


def changed(form, changes):
    """Return the pairs and the files of a form that was filled in well and then changed."""
    pairs, files = form.well_filled(), []
    for how, name, value in changes:
        if how != "extra" and how != "again":
            pairs = [pair for pair in pairs if pair[0] != name]
        if how == "file":
            files.append((name, (value, values.FILES[value])))
        elif how != "without":
            pairs.append((name, value))
    return pairs, files


def _is_foreign(form, changes):
    return any(
        how == "foreign" and value not in form.fields[name].offered for how, name, value in changes
    )


def is_kept(field, value):
    """Say whether a person would miss what they typed there. Nobody types what cannot be shown."""
    kinds = {"text", "textarea", "email", "url", "tel", "search", "number", "date", "time"}
    is_typed = field.kind in kinds | {"datetime-local"}
    is_ours = field.name not in IS_SECRET | ONLY_PROGRAMS
    return is_typed and is_ours and isinstance(value, str) and plain(value).isprintable()


def _is_shown(page, answer, name, value):
    """Say whether what was typed stands in its field again; if there is none, anywhere."""
    if name in page.shown:
        return plain(value) in {plain(each) for each in page.shown[name]}
    return plain(value) in plain(unescape(answer.text))


def plain(text):
    return " ".join(text.split())


def _of_path(address):
    """Return the parts of a path as if they were fields: those that name something."""
    parts = urlsplit(address).path.strip("/").split("/")
    return Form(address, "PATH", {f"{n}": Field(f"{n}", "text", [x]) for n, x in enumerate(parts)})


def _in_path(value):
    return quote(value if isinstance(value, bytes) else value.encode(errors="surrogatepass"), "")


def _name_of(address):
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def _shape(address):
    """Return which page an address leads to, and by which parameters: one of each is enough."""
    name = _name_of(address)
    query = urlsplit(address).query
    return name and (name, tuple(sorted({each.partition("=")[0] for each in query.split("&")})))


def _wanted(name, names):
    return names is None or name in names


def _written_by_a_get(name, writes):
    """Say what a GET wrote. Pages of allauth remember what they asked."""
    known = WRITTEN_BY_A_GET.get(name, "nothing")
    if name in OUR_VIEWS:
        yield from sorted({f"a GET writes {sql[:90]}" for sql, _ in writes if known not in sql})


def _order(name):
    verb = name.rpartition(":")[2]
    return (name in OVER, bool(ENDS.search(verb)), name)


def _host(location):
    return urlsplit(location.replace("\\", "/").strip()).netloc if location else ""


def _place_of(error):
    frames = list(traceback.extract_tb(error and error.__traceback__))
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    place = (ours or frames or [None])[-1]
    return f" at {place.filename.rpartition('/')[2]}:{place.lineno}" if place else ""


def _sentinel(value):
    """Return which of the words that no field asks for stands in a parameter."""
    if value is None or isinstance(value, bytes | bool | float):
        return ""
    text = str(value)
    return next((each for each in SENTINELS if each in text), "")


def _truths(writes):
    """Return each statement with the truth values that it writes."""
    return Counter(
        (sql[:300], tuple(value for value in params if isinstance(value, bool)))
        for sql, params in writes
    )


def _short(changes):
    return "; ".join(f"{how} {name}={value!r:.80}" for how, name, value in changes)
