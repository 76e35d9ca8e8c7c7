"""The arithmetic of the MDN HTTP Observatory, for one answer over https.

100 to begin with; what is wrong is taken away; what is better than asked is added, but only from 90
on. Written after `src/grader/charts.js`, `src/scanner/index.js` and `src/analyzer/tests/*.js` of
https://github.com/mdn/mdn-http-observatory (November 2025). What only the internet can tell is left
out: the +5 for a site on the browsers' preload list, and where plain http leads, which
`tests/test_headers.py` tries by itself.

Most that an answer can have here: 130, or 135 if it sets a cookie, 140 with scripts under SRI.
"""

import re
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

BROAD = {"*", "ftp:", "http:", "https:", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
SAFE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
BONUS_FROM = 90
SIX_MONTHS = 15_552_000  # seconds


def score(headers, cookies=None, body=""):
    """Return the points of an answer with these headers, cookies (Set-Cookie) and HTML."""
    modifiers = modifiers_of(headers, cookies or SimpleCookie(), body).values()
    points = 100 + sum(each for each in modifiers if each < 0)
    if points >= BONUS_FROM:
        points += sum(each for each in modifiers if each > 0)
    return max(points, 0)


def modifiers_of(headers, cookies, body):
    policy = parsed(headers.get("Content-Security-Policy", ""))
    return {
        "content-security-policy": content_security_policy(policy),
        "cookies": cookies_sent(cookies, headers),
        "cross-origin-resource-sharing": sharing(headers),
        "strict-transport-security": strict_transport(headers),
        "referrer-policy": referrer(headers),
        "subresource-integrity": integrity(body),
        "x-content-type-options": 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        "x-frame-options": framing(policy, headers),
        "cross-origin-resource-policy": resource_policy(headers),
    }


def parsed(policy):
    """Return the sources of each directive; the first of its name counts."""
    found = {}
    for part in filter(None, (each.strip() for each in policy.split(";"))):
        name, *sources = part.split()
        found.setdefault(name.lower(), set(sources))
    return found


def content_security_policy(policy):
    if not policy:
        return -25
    default = policy.get("default-src", {"*"})
    script, style, objects = (policy.get(f"{each}-src", default) for each in SOURCES)
    active = {one for name, each in policy.items() if name not in PASSIVE for one in each}
    passive = {one for name in PASSIVE for one in policy.get(name, default)}
    if script & (BROAD | INLINE) or objects & BROAD:
        return -20
    if any(each.startswith(("http:", "ftp:")) for each in active):
        return -20
    if "'unsafe-eval'" in script | style:
        return -10
    if any(each.startswith(("http:", "ftp:")) for each in passive):
        return -10
    if style & (BROAD | INLINE):
        return 0
    return 10 if default == {"'none'"} else 5


SOURCES = ["script", "style", "object"]
PASSIVE = {"img-src", "media-src"}


def cookies_sent(cookies, headers):
    if not cookies:
        return 0
    worst = 5
    for name, morsel in cookies.items():
        is_session = any(part in name.lower() for part in ("login", "sess"))
        if not morsel["secure"]:
            is_protected = strict_transport(headers) >= 0
            worst = min(worst, -40 if is_session and not is_protected else -10)
        if is_session and not morsel["httponly"]:
            worst = min(worst, -30)
        if not morsel["samesite"]:
            worst = min(worst, -20 if "csrf" in name.lower() else 0)
        elif morsel["samesite"].lower() not in {"lax", "strict"}:
            worst = min(worst, -20)
    return worst


def sharing(headers):
    origin = headers.get("Access-Control-Allow-Origin")
    is_open = headers.get("Access-Control-Allow-Credentials", "").lower() == "true"
    return -50 if origin and origin != "null" and is_open else 0


def strict_transport(headers):
    age = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    if not age:
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS else -10


def referrer(headers):
    if "Referrer-Policy" not in headers:
        return 0
    last = headers["Referrer-Policy"].split(",")[-1].strip().lower()
    return 5 if last in SAFE_REFERRERS else -5


def integrity(body):
    """Scripts of other sites lose points; ours win some if they carry a hash."""
    worst = 0
    for tag in re.findall(r"<script\b[^>]*\bsrc=[^>]*>", body):
        source = re.search(r"src=[\"']?([^\"' >]+)", tag)[1]
        has_hash = "integrity=" in tag
        if urlsplit(source).netloc:
            is_secure = source.startswith("https://")
            worst = min(worst, {(True, False): -5, (False, True): -20, (False, False): -50}.get(
                (is_secure, has_hash), 0
            ))  # fmt: skip
        elif has_hash and worst == 0:
            worst = 5
    return worst


def framing(policy, headers):
    if "frame-ancestors" in policy:
        return 5 if not policy["frame-ancestors"] & BROAD else -20
    return 0 if headers.get("X-Frame-Options", "").upper() in {"DENY", "SAMEORIGIN"} else -20


def resource_policy(headers):
    value = headers.get("Cross-Origin-Resource-Policy")
    return {None: 0, "same-origin": 10, "same-site": 10, "cross-origin": 0}.get(value, -5)
