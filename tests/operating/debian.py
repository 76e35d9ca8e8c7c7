"""Follows the README and docs/operating.md on a bare Debian, as a stranger would.

Run by hand, as root, on Linux with debootstrap:

    python3 -m tests.operating.debian /var/tmp/bare --mirror http://deb.debian.org/debian

It makes a root with nothing but Python, git and make, and clones this repository into it. There
`make demo` must answer, and `make test` must pass (half an hour). Then come the guide's steps "On
Debian", with Debian's own PostgreSQL, Redis and nginx, in a network of their own: the site must
answer over the proxy with its headers, somebody signs in by a mailed code, a reminder goes out,
everything is killed and started again, and the reminder that was due meanwhile goes out, once. No
systemd runs in such a root: what the units say is read and done by this file. `--reuse` goes on in
a root that was made before.
"""

import argparse
import configparser
import email
import fcntl
import grp
import gzip
import http.client
import http.cookiejar
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
INCLUDED = "python3,python3-venv,git,make,ca-certificates"
PACKAGES = ["postgresql", "redis-server", "nginx"]  # certbot needs the internet to come in
SITE, HOST = Path("/opt/coprod"), "example.org"
SETTINGS, MAIL = Path("/etc/coprod/env"), Path("/var/tmp/mail")
STAGES = ["demo", "tests", "install", "production"]
UNITS = ["web", "worker", "beat"]
QUIET = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
HEADERS = [
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Request-ID",
]
REMIND = """
from datetime import timedelta
from django.utils import timezone
from meetings import planning
from meetings.models import Meeting
from partners.models import Membership
member = Membership.objects.get()
person, now = member.person, timezone.now()
person.quiet_from = person.quiet_until = "00:00"
person.save()
at = now + timedelta(days=1, minutes=1)  # its reminder is due when the next minute begins
meeting = Meeting(partnership=member.partnership, title_en="{title}", timezone="UTC")
meeting.set_wall_time(at.date(), at.time().replace(second=0, microsecond=0))
planning.plan(meeting, by=member, now=now, announce=False)
"""


def few_words():
    """Return an environment with next to nothing in it."""
    passed = {name: os.environ[name] for name in ("PIP_CERT",) if name in os.environ}
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/srv", **QUIET, **passed}


def say(what, since=None):
    took = f" ({time.monotonic() - since:.0f} s)" if since else ""
    print(f"{what}{took}", flush=True)  # noqa: T201


def run(*command, **how):
    usual = {"env": few_words(), "check": False, "text": True, "capture_output": True}
    found = subprocess.run([str(each) for each in command], **{**usual, **how})
    if found.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{found.stdout}\n{found.stderr}")
    return found.stdout


def wait_for(condition, what, seconds=90):
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            sys.exit(f"Waited {seconds} s for {what}.")
        time.sleep(0.3)
    return found


# Outside: make the root


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--mirror", default="http://deb.debian.org/debian")
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--stage", choices=STAGES, action="append", help="one; else all")
    parser.add_argument("--reuse", action="store_true", help="the root is there already")
    parser.add_argument(
        "--certificates", type=Path, nargs="*", default=[], help="authorities to trust as well"
    )
    chosen = parser.parse_args()
    if not chosen.reuse:
        started = time.monotonic()
        run(
            "debootstrap",
            *("--variant=minbase", f"--include={INCLUDED}", chosen.suite, chosen.root),
            chosen.mirror,
        )
        say("A bare Debian is there", started)
    prepare(chosen.root, chosen.certificates)
    for stage in chosen.stage or STAGES:
        inside(chosen.root, stage, ["--net"] if stage == "production" else [])
    say("All of it held.")


def prepare(root, certificates):
    """Clone this repository, and let no package start what it installs."""
    for name in ("srv/coprod", "opt/coprod"):
        if (root / name).exists():
            run("git", "-C", root / name, "pull", "--quiet", ROOT, "HEAD")
        else:
            run("git", "clone", "--quiet", ROOT, root / name)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost {HOST}\n")
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    for certificate in certificates:
        shutil.copy(certificate, root / "usr/local/share/ca-certificates")
    run("chroot", root, "update-ca-certificates")
    shutil.copy(__file__, root / "trial.py")


def inside(root, stage, network):
    """Do one stage in the root, where no process outlives it."""
    alone = ["unshare", "--pid", "--fork", "--kill-child", "--mount", *network]
    steps = "mount -t proc proc proc && mount --rbind /dev dev && exec chroot . python3 /trial.py"
    ended = subprocess.run(
        [*alone, "sh", "-c", f"{steps} --inside {stage}"], cwd=root, env=os.environ, check=False
    )
    if ended.returncode:
        sys.exit(f"{stage} failed.")


# Inside: the README


def demo():
    """`make demo`, with nothing installed but Python, git and make."""
    started, port = time.monotonic(), 8765
    with Path("/srv/demo.log").open("w") as log:
        process = subprocess.Popen(
            ["make", "demo"],
            cwd="/srv/coprod",
            env={**few_words(), "PORT": str(port)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            page = wait_for(lambda: answer_of(process, port), "the demo", seconds=600)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait()
    if b"/demo/" not in page:
        sys.exit("The demo's page is not what it should be.")
    say("`make demo` answers", started)


def answer_of(process, port):
    if process.poll() is not None:
        sys.exit(Path("/srv/demo.log").read_text())
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/demo/", timeout=20) as answer:
            return answer.read()
    except OSError:
        return None


def tests():
    """`make test` there: without a browser, a database server or anything else of a developer."""
    started, log = time.monotonic(), Path("/srv/tests.log")
    with log.open("w") as written:
        ended = subprocess.run(
            ["make", "test"], cwd="/srv/coprod", env=few_words(), stdout=written, stderr=written,
            check=False,
        )  # fmt: skip
    lines = log.read_text().splitlines()
    if ended.returncode:
        sys.exit("\n".join(lines[-100:]))
    for line in lines:
        if re.search(r"\d+ passed", line):
            say(line)
    say("`make test` passes", started)


# Inside: docs/operating.md, "On Debian"


def install():
    started = time.monotonic()
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-qq", "--yes", "--no-install-recommends", *PACKAGES)
    say("Debian's PostgreSQL, Redis and nginx are installed", started)
    started = time.monotonic()
    run("make", "languages", cwd=SITE)
    say("`make languages` is done", started)


def production():
    raise_loopback()
    shutil.rmtree(MAIL, ignore_errors=True)
    for left in Path("/run/postgresql").glob(".s.*"):  # a machine that starts has nothing there
        left.unlink()
    started = time.monotonic()
    for service in ("postgresql", "redis-server"):
        run("service", service, "start")
    set_up()
    say("Tables, style and checks are done", started)
    started = time.monotonic()
    mailbox = subprocess.Popen(
        [SITE / ".venv/bin/python", "-m", "demo.mailbox", MAIL, "25"], cwd=SITE
    )
    site = Site()
    site.start()
    run("service", "nginx", "start")
    wait_for(lambda: ask("/health/")[0] == 200, "the site over the proxy")
    say("The site answers over the proxy", started)
    look_at_answers()
    sign_in()
    remind(site)
    site.kill()
    mailbox.terminate()
    mailbox.wait()


def raise_loopback():
    """Switch on the one interface of a new network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS


def set_up():
    """The guide's commands, in its order."""
    run("adduser", "--quiet", "--system", "--group", "--home", "/var/lib/coprod", "coprod")
    for name in ("/var/lib/coprod", "/var/lib/coprod-keys"):
        run("install", "-d", "-o", "coprod", "-g", "coprod", "-m", "700", name)
    role = "DROP DATABASE IF EXISTS coprod; DROP ROLE IF EXISTS coprod; "
    for statement in [*role.split("; ")[:2], "CREATE ROLE coprod LOGIN PASSWORD 'secret'"]:
        run("su", "postgres", "-c", f'psql --quiet -c "{statement}"')
    run("su", "postgres", "-c", guide(r"(createdb .*)\""))
    SETTINGS.parent.mkdir(exist_ok=True)
    run("install", "-m", "640", "-g", "coprod", SITE / ".env.example", SETTINGS)
    write_settings()
    for command in re.findall(
        r"^    manage (migrate|createcachetable|collectstatic.*|check.*)$",
        (SITE / "docs/operating.md").read_text(),
        re.MULTILINE,
    )[:4]:
        manage(*command.split())
    site = (SITE / "deploy/nginx.conf").read_text()
    Path("/etc/nginx/sites-enabled/coprod").write_text(site)
    Path("/etc/nginx/sites-enabled/default").unlink(missing_ok=True)
    run("nginx", "-t")
    manage(
        *("start_programme", "Better discharge", "--partnership", "Ward 4"),
        *("--facilitator-name", "Ana Ruiz", "--facilitator-email", f"ana@{HOST}"),
    )


def guide(pattern):
    """Take a command from the guide itself."""
    return re.search(pattern, (SITE / "docs/operating.md").read_text()).group(1)


def write_settings():
    changed = {
        "SECRET_KEY": os.urandom(40).hex(),
        "MASTER_KEY": run("python3", "-c", "import base64, secrets; "
                          "print(base64.b64encode(secrets.token_bytes(32)).decode())").strip(),
        "BASE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": "postgres://coprod:secret@localhost:5432/coprod",
        "DEFAULT_FROM_EMAIL": f"coprod <hello@{HOST}>",
        "DATA_DIR": "/var/lib/coprod",
        "KEYS_DIR": "/var/lib/coprod-keys",
        "BEHIND_PROXY": "True",
        "TRUSTED_PROXY_COUNT": "1",
        "LOG_FORMAT": "json",
        "METRICS_TOKEN": "for Prometheus",
    }  # fmt: skip
    text = SETTINGS.read_text()
    for name, value in changed.items():
        text = re.sub(rf"^{name}=.*$", lambda _, n=name, v=value: f"{n}={v}", text, flags=re.M)
    SETTINGS.write_text(text)


def environment():
    """Read the settings as systemd reads an EnvironmentFile."""
    lines = [line.partition("=") for line in SETTINGS.read_text().splitlines()]
    given = {name: value for name, sign, value in lines if sign and not name.startswith("#")}
    return {"PATH": "/usr/bin:/bin", "HOME": "/var/lib/coprod", **given}


def as_coprod():
    user = pwd.getpwnam("coprod")
    return {"user": user.pw_uid, "group": grp.getgrnam("coprod").gr_gid, "extra_groups": []}


def manage(*words):
    python = SITE / ".venv/bin/python"
    return run(python, "manage.py", *words, cwd=SITE, env=environment(), umask=0o077, **as_coprod())


class Site:
    """The three processes, started as their units say."""

    def __init__(self):
        self.processes = []

    def start(self):
        for name in UNITS:
            unit = configparser.RawConfigParser(strict=False)
            unit.optionxform = str
            unit.read(SITE / f"deploy/systemd/coprod-{name}.service")
            with Path(f"/var/tmp/{name}.log").open("ab") as log:
                process = subprocess.Popen(
                    unit["Service"]["ExecStart"].split(),
                    cwd=unit["Service"]["WorkingDirectory"],
                    env=environment(),
                    stdout=log,
                    stderr=log,
                    umask=0o077,
                    start_new_session=True,
                    **as_coprod(),
                )
            self.processes.append(process)

    def kill(self):
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()


def ask(path, **headers):
    """Ask the proxy over TLS, whoever signed its certificate."""
    line = http.client.HTTPSConnection("127.0.0.1", context=trusting(), timeout=20)
    try:
        line.request("GET", path, headers={"Host": HOST, **headers})
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read()
    except OSError:
        return 0, {}, b""
    finally:
        line.close()


def trusting():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def look_at_answers():
    status, headers, body = ask("/", **{"Accept-Encoding": "gzip"})
    missing = [name for name in HEADERS if name not in headers]
    if status != 200 or missing or headers["Content-Encoding"] != "gzip":
        sys.exit(f"The first page: {status}, without {missing}.\n{headers}")
    if b"<h1" not in gzip.decompress(body):
        sys.exit("The first page says nothing.")
    inside_only = {path: ask(path)[0] for path in ("/metrics", "/readyz")}
    if set(inside_only.values()) != {404}:
        sys.exit(f"The proxy shows {inside_only}.")
    style = re.search(rb'href="(/static/[^"]+\.css)"', gzip.decompress(body))
    if style and ask(style.group(1).decode())[0] != 200:
        sys.exit("The style is missing.")
    say(f"Over the proxy: 200, gzip, {len(HEADERS)} headers; /metrics and /readyz are 404.")


def messages():
    found = [email.message_from_bytes(path.read_bytes()) for path in sorted(MAIL.glob("*.eml"))]
    return [(message["Message-ID"], text_of(message)) for message in found]


def text_of(message):
    part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode()


def sign_in():
    """Somebody signs in with the code they were mailed."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=trusting()), urllib.request.HTTPCookieProcessor(jar)
    )
    browser.addheaders = [("Referer", f"https://{HOST}/")]
    send(browser, "/accounts/login/", login=f"ana@{HOST}")
    wait_for(lambda: codes(), "the code by mail")
    page = send(browser, "/accounts/login/code/confirm/", code=codes()[-1])
    if not any(cookie.name == "__Host-session" for cookie in jar) or b"errors" in page:
        sys.exit("Nobody could sign in.")
    say("Somebody signed in with a mailed code.")


def codes():
    found = [re.search(r"^\d{4}-\d{4}\r?$", text, re.M) for _identity, text in messages()]
    return [code.group().strip() for code in found if code]


def send(browser, path, **fields):
    address = f"https://{HOST}{path}"
    with browser.open(address) as page:
        token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', page.read()).group(1).decode()
    data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
    with browser.open(address, data) as answer:
        return answer.read()


def remind(site):
    """One reminder goes out; one that was due while everything was dead goes out later, once."""
    started, before = time.monotonic(), len(messages())
    manage("shell", "-c", REMIND.format(title="First"))
    wait_for(lambda: len(messages()) > before, "the first reminder", seconds=150)
    say("A reminder of a meeting went out", started)
    time.sleep(61 - time.time() % 60)
    manage("shell", "-c", REMIND.format(title="Second"))
    started = time.monotonic()
    site.kill()
    run("service", "redis-server", "stop")
    (first,) = Path("/var/run/postgresql").glob("*-main.pid")
    database = int(first.read_text())
    os.kill(database, signal.SIGKILL)
    os.waitpid(database, 0)  # here, this is the process that takes in orphans
    time.sleep(65)  # the second was due meanwhile
    for service in ("postgresql", "redis-server"):
        run("service", service, "restart")
    site.start()
    wait_for(lambda: len(messages()) > before + 1, "the second reminder", seconds=150)
    time.sleep(35)  # one more look of the sender
    copies = Counter(identity for identity, _text in messages())
    if len(messages()) != before + 2 or max(copies.values()) > 1:
        sys.exit(f"{len(messages()) - before} messages came instead of 2.")
    wait_for(lambda: ask("/health/")[0] == 200, "the site after the restart")
    say("All were killed and started again: nothing lost, nothing twice", started)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        {"demo": demo, "tests": tests, "install": install, "production": production}[sys.argv[2]]()
    else:
        main()
