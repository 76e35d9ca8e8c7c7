"""What is on a page: its forms, its links, what it refuses, and what should never be there."""

import csv
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import chain
from urllib.parse import parse_qsl, urlsplit

ACTIVE = re.compile(
    r"[\x00-\x20]*(j\s*a\s*v\s*a|v\s*b)\s*s\s*c\s*r\s*i\s*p\s*t\s*:|[\x00-\x20]*data:", re.I
)
LEADS = {"href", "src", "action", "formaction", "srcdoc", "xlink:href", "poster", "data"}
NEVER = {"iframe", "object", "embed", "base", "applet", "frame", "math"}
MARKS = re.compile(
    rb"fuzzed|evil\.example|[=+@-]1\+1|SUM|cmd", re.I
)  # of everything bad in values.py
UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass
class Field:
    """One name of a form: what it holds, and what it offers to choose from."""

    name: str
    kind: str
    values: list = field(default_factory=list)
    offered: list = field(default_factory=list)

    @property
    def names_records(self):
        offered = list(filter(None, self.offered))
        return bool(offered) and (
            all(each.isdigit() for each in offered) or all(map(UUID.fullmatch, offered))
        )

    def well_filled(self):
        """Return valid-looking values: what is there already, or the first of each choice."""
        if self.values:
            return self.values
        if self.offered:
            return [next(filter(None, self.offered), "")]
        samples = {
            "email": "somebody@example.org",
            "date": "2027-03-04",
            "time": "10:30",
            "datetime-local": "2027-03-04T10:30",
            "number": "3",
            "url": "https://example.org/",
            "tel": "+15550100",
            "submit": "",
        }
        return [samples.get(self.kind, f"words typed in {self.name}")]


@dataclass
class Form:
    """A form of a page, or the parameters that a page may be asked with."""

    action: str
    method: str
    fields: dict = field(default_factory=dict)
    is_multipart: bool = False

    def well_filled(self):
        """Return pairs of name and value."""
        return [
            (each.name, value)
            for each in self.fields.values()
            if each.kind != "file"
            for value in each.well_filled()
        ]


class Page(HTMLParser):
    """A page that was read."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.links, self.parameters = [], set(), set()
        self.ids, self.described, self.invalid = set(), set(), []
        self.shown = {}  # of each field, what stands in it
        self.dangers = set()
        self.has_errors = self.has_message = False
        self._form = self._select = self._area = self._script = None
        self._groups = []  # of each fieldset we are in, what describes it
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        self._beware(tag, attrs)
        self.ids.add(attrs.get("id", ""))
        self.described.update(attrs.get("aria-describedby", "").split())
        if tag == "fieldset":
            self._groups.append(attrs.get("aria-describedby", "").split())
        if attrs.get("aria-invalid") == "true":
            pointed = [*attrs.get("aria-describedby", "").split(), *chain(*self._groups)]
            self.invalid.append((attrs.get("name", ""), pointed))
        if attrs.get("role") == "alert":
            self.has_errors = True
        if attrs.get("class", "").startswith("note "):
            self.has_message = True
        if tag == "a":
            self._lead(attrs.get("href", ""))
        elif tag == "form":
            self._form = Form(
                attrs.get("action", ""),
                attrs.get("method", "get").upper(),
                is_multipart="multipart" in attrs.get("enctype", ""),
            )
            self.forms.append(self._form)
        elif tag == "option" and self._select:
            self._select.offered.append(attrs.get("value", ""))
            if "selected" in attrs:
                self._select.values.append(attrs.get("value", ""))
                self.shown.setdefault(self._select.name, []).append(attrs.get("value", ""))
        elif attrs.get("formaction") and self._form:  # this button sends the same elsewhere
            self.forms.append(replace(self._form, action=attrs["formaction"]))
        elif attrs.get("name") and tag in {"input", "select", "textarea", "button"}:
            self._take_in(tag, attrs)

    def _lead(self, href):
        if href.startswith(("/", "?")):
            self.links.add(href)
        self.parameters |= {name for name, _ in parse_qsl(urlsplit(href).query)}

    def _take_in(self, tag, attrs):
        kind = attrs.get("type", {"button": "submit", "input": "text"}.get(tag, tag))
        fields = self._form.fields if self._form else {}
        found = fields.setdefault(attrs["name"], Field(attrs["name"], kind))
        value = attrs.get("value", "")
        if tag == "select":
            self._select = found
        elif tag == "textarea":
            self._area = found
            self._area_text = ""
        elif kind in {"checkbox", "radio", "submit"}:
            found.offered.append(value or "on")
            if "checked" in attrs:
                found.values.append(value or "on")
                self.shown.setdefault(found.name, []).append(value or "on")
        elif value:
            found.values.append(value)
            self.shown.setdefault(found.name, []).append(value)

    def _beware(self, tag, attrs):
        """Note what no page of ours holds: scripts in the page, and what would load another."""
        if tag in NEVER:
            self.dangers.add(f"<{tag}>")
        if tag == "script" and attrs.get("type") != "application/json":
            self._script = True
            if not attrs.get("src", "").startswith("/static/"):
                self.dangers.add("a script of its own")
        for name, value in attrs.items():
            if name.startswith("on"):
                self.dangers.add(f"{name}={value[:60]}")
            is_drawn = tag == "img" and value.startswith("data:image/svg+xml;base64,")  # of allauth
            if (
                name in LEADS
                and not is_drawn
                and (ACTIVE.match(value) or "evil.example" in urlsplit_host(value))
            ):
                self.dangers.add(f"<{tag} {name}={value[:60]}>")

    def handle_data(self, data):
        if self._area is not None:
            self._area_text += data
        elif self._script and data.strip():
            self.dangers.add("a script in the page")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "fieldset" and self._groups:
            self._groups.pop()
        elif tag == "select":
            self._select = None
        elif tag == "script":
            self._script = None
        elif tag == "textarea" and self._area is not None:
            words = self._area_text.removeprefix("\n")
            if words.strip():
                self._area.values = [words]
            self.shown.setdefault(self._area.name, []).append(words)
            self._area = None

    @property
    def untied(self):
        """Say which mistakes no field points to, and which refused field points to none."""
        errors = {each for each in self.ids if each.endswith("_error")}
        loose = [f"{each} stands alone" for each in sorted(errors - self.described)]
        return loose + [
            f"{name} points nowhere" for name, ids in self.invalid if not errors.intersection(ids)
        ]

    @property
    def says_what_is_wrong(self):
        return bool(self.invalid or self.has_errors or self.has_message)


def urlsplit_host(address):
    try:
        return urlsplit(address.replace("\\", "/").strip()).netloc
    except ValueError:
        return ""


def dangers_in(kind, content):
    """Return what a body of that content type holds and should not."""
    if not MARKS.search(content):
        return set()
    text = content.decode(errors="replace")
    if kind.startswith("text/html"):
        return Page(text).dangers
    if kind.startswith("text/csv"):
        return {f"a formula: {cell[:40]}" for cell in cells_of(text) if is_formula(cell)}
    if kind.startswith(("text/calendar", "text/plain")):
        is_list = kind.startswith("text/calendar")
        lines = re.split(r"\r\n|\n|\r", text) if is_list else []
        return {"a line of its own" for line in lines if line.upper().startswith("X-FUZZED")}
    return set()


def cells_of(text):
    csv.field_size_limit(10**9)
    return [
        cell for row in csv.reader(text.removeprefix("\ufeff").splitlines(True)) for cell in row
    ]


def is_formula(cell):
    return cell[:1] in tuple("=+@\t\r＝") or (
        cell[:1] == "-" and not re.fullmatch(r"-[\d.,]*", cell)
    )
