"""What is typed: a list of what has broken sites before, and hypothesis for what nobody thought of.

A script that gets through calls `fuzzed()`; a line that gets through is named `X-Fuzzed`.
"""

from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

SCRIPT = "<script>fuzzed()</script>"
SCRIPTS = [
    SCRIPT,
    f'"><img src=x onerror=fuzzed()>{SCRIPT}',
    "' onfocus=fuzzed() autofocus x='",
    '" onfocus="fuzzed()" autofocus x="',
    "</textarea><svg/onload=fuzzed()>",
    "</title></style></option></select><body onpageshow=fuzzed()>",
    "--><iframe srcdoc='&lt;script&gt;fuzzed()&lt;/script&gt;'>",
    "<a href=javascript:fuzzed()>x</a>",
    "javascript:fuzzed()",
    "JaVaScRiPt://example.org/%0afuzzed()",
    "\x01javascript:fuzzed()",
    "java\tscript:fuzzed()",
    "data:text/html,<script>fuzzed()</script>",
    "vbscript:fuzzed()",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "https://evil.example/@testserver/",
    "{{ 7|add:7 }}{% debug %}{% load i18n %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "&lt;script&gt;fuzzed()&lt;/script&gt;",
    "<math><mi//xlink:href='data:x,<script>fuzzed()</script>'>",
    "[x](javascript:fuzzed())",
]
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", "=cmd|'/c x'!A1"]
LINES = [
    "a@b.org\nBcc: c@d.org\nX-Fuzzed: 1",
    "a@b.org\r\nX-Fuzzed: 1\r\n\r\nbody",
    "END:VEVENT\r\nX-FUZZED:1\r\nBEGIN:VEVENT",
    "a\u2028X-Fuzzed: 1\u0085X-Fuzzed: 2\x0bX-Fuzzed: 3",
]
NUMBERS = [
    str(2**31), str(2**63 - 1), str(2**63), str(2**70), str(-(2**63) - 1), "-1", "0", "00", "²",
    "٣", "1e3", "1e999", "NaN", "Infinity", "-0", "0x10", "1_000", "1,5", "9" * 5_000,
    "0." + "1" * 400,
]  # fmt: skip
MOMENTS = [
    "10000-01-01", "0001-01-01", "0000-00-00", "9999-12-31", "9999-12-31T23:59", "0001-01-01T00:00",
    "2026-02-30", "2026-02-30T25:61", "2027-03-14T02:30", "2027-11-07T01:30", "P99999999999D",
    "-P1D", "23:59:60", "24:00", "99:99", "2027-W53-7", "+292277026596-12-04",
]  # fmt: skip
NAMES = [
    "America", "America/", "../etc", "/etc/passwd", "Etc/GMT+99", "localtime", "x" * 300, "en-",
    "zz", "zh-hans-cn", "__all__", "__class__", "password", "pk__in", "-pk", "?", "id) --",
    "' OR 1=1 --", "%s %(name)s {0} {x.__class__}", "null", "None", "undefined", "true",
    "00000000-0000-0000-0000-00000000000g", "00000000-0000-4000-8000-000000000000", "{}", "xx",
]  # fmt: skip
NESTED = [
    "[" * 100_000, '{"a":' * 20_000, '"\\u0000"', '"\\ud800"', '{"a": NaN}', f"[{'9' * 5_000}]",
    '{"__proto__": {"x": 1}}', "[]", '"x"', "1",
]  # fmt: skip
CHARACTERS = [
    "", " ", "\0", "a\0b", "\ud800", "a\udfffb", b"\xff\xfe", "\u202eabc", "\u2066\u200f\u200b",
    "\ufeff", "\x1b[2J", "مرحبا", "🦀", "é" * 3_000, "e\u0301" * 200, "Z\u0351\u036b" * 500,
    "\u00a0", "\n", "\r\n" * 500, "x" * 100_000, "🦀" * 30_000, "a b " * 25_000, "\U0010ffff",
]  # fmt: skip
ADDRESSES = [
    "http://[::1", "http://127.0.0.1:9/", "http://169.254.169.254/latest/", "file:///etc/passwd",
    "gopher://127.0.0.1:25/_X", "http://localhost:5432", "https://example.org:99999/", "http://",
    "http://user:pw@example.org/", "https://xn--/", "ftp://example.org/", "a@b", "@", "a@" * 100,
    f"{'a' * 320}@example.org", '"a b"@example.org', "a@[127.0.0.1]", "+99999999999999999999",
    "tel:+1", "mailto:a@b.org?bcc=c@d.org",
]  # fmt: skip
CORPUS = [
    *SCRIPTS, *FORMULAS, *LINES, *NUMBERS, *MOMENTS, *NAMES, *NESTED, *CHARACTERS, *ADDRESSES,
]  # fmt: skip

# In one text: opens a formula, leaves an attribute, a tag and a text, and begins a line.
EVERYTHING = f"=1+1\"'></textarea></title>{SCRIPT}<img src=x onerror=fuzzed()>\r\nX-FUZZED:1"

FILES = {
    "page.pdf": b"<!doctype html><script>fuzzed()</script>",
    "page.html": b"<!doctype html><script>fuzzed()</script>",
    "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>fuzzed()</script></svg>',
    "both.pdf": b"%PDF-1.7\n<script>fuzzed()</script>\n%%EOF\n",
    "../../up.pdf": b"%PDF-1.7\n%%EOF\n",
    '"><script>fuzzed()<.pdf': b"%PDF-1.7\n%%EOF\n",
    "nul\0.pdf": b"%PDF-1.7\n%%EOF\n",
    f"{'x' * 400}.pdf": b"%PDF-1.7\n%%EOF\n",
    "empty.pdf": b"",
    ".": b"x",
    "words.csv": b"\xff\xfe\0=1+1,\0",
    "texts.xlf": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">'
    b"<!ENTITY b '&a;&a;'>]><xliff version='1.2'>&b;</xliff>",
    "packed.xlsx": b"PK\x03\x04" + b"\0" * 60,
    "words.json": b'{"a":' * 20_000,
}

typed = st.sampled_from(CORPUS) | st.text(max_size=40) | st.integers().map(str)


def fillings(form, foreign, extras):
    """Draw what becomes of a form that was filled in well: a list of changes to it.

    Each change is a tuple: what is done, to which field, with which value.
    """
    ours = sorted(form.fields)
    if not ours:
        return st.lists(_extra(extras), min_size=1, max_size=3)
    name = st.sampled_from(ours)
    changes = [
        st.tuples(st.just("put"), name, typed),
        st.tuples(st.just("put"), name, typed),
        st.tuples(st.just("put"), name, typed),
        st.tuples(st.just("again"), name, typed),
        st.tuples(st.just("without"), name, st.just("")),
        _extra(extras),
    ]
    if files := sorted(each.name for each in form.fields.values() if each.kind == "file"):
        put = st.tuples(st.just("file"), st.sampled_from(files), st.sampled_from(sorted(FILES)))
        changes.extend([put, put])
    some = st.lists(st.one_of(changes), min_size=1, max_size=3)
    everywhere = st.fixed_dictionaries(dict.fromkeys(ours[:12], typed)).map(
        lambda values: [("put", each, value) for each, value in values.items()]
    )
    drawn = [some, some, some, everywhere]
    if choices := sorted(each.name for each in form.fields.values() if each.names_records):
        pick = st.tuples(st.just("foreign"), st.sampled_from(choices), st.sampled_from(foreign))
        drawn.append(pick.map(lambda change: [change]))
    return st.one_of(drawn)


def _extra(extras):
    return st.tuples(st.just("extra"), st.sampled_from(extras), typed)


def encoded(pairs):
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)


def quoted(value):
    return quote_from_bytes(
        value if isinstance(value, bytes) else value.encode(errors="surrogatepass")
    )
