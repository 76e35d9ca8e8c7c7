"""What is handed to whoever runs coprod: files for other programs, held against the settings."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ["prepare", "web", "worker", "beat"]
KUBERNETES = {
    path.name: [part for part in yaml.safe_load_all(path.read_text()) if part]
    for path in (ROOT / "deploy" / "kubernetes").glob("*.yaml")
}
PODS = {
    document["metadata"]["name"]: document["spec"]["template"]["spec"]
    for documents in KUBERNETES.values()
    for document in documents
    if document["kind"] in {"Deployment", "Job"}
}
SECRETS = {"SECRET_KEY", "MASTER_KEY", "DATABASE_URL", "EMAIL_HOST_PASSWORD", "METRICS_TOKEN"}


def explained():
    lines = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^(\w+)=", lines, re.MULTILINE))


# docker compose


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_service_is_there_whole(name):
    service = COMPOSE["services"][name]

    assert "image" in service
    assert "healthcheck" in service or name == "web"  # its image brings one
    assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= {
        *COMPOSE["volumes"],
        "./deploy/Caddyfile",
        "./deploy/role.sh",
    }
    assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])


def test_what_keeps_something_has_a_place_for_it():
    keeping = {name for name in COMPOSE["services"] if COMPOSE["services"][name].get("volumes")}

    assert {"database", "valkey", "proxy", *OURS} <= keeping
    assert "--appendonly yes" in COMPOSE["services"]["valkey"]["command"]


@pytest.mark.parametrize("name", OURS)
def test_our_processes_have_no_rights_and_write_nowhere_else(name):
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_the_proxy_is_reached_from_outside():
    published = {
        name
        for name, service in COMPOSE["services"].items()
        if any(not port.startswith("127.0.0.1:") for port in service.get("ports", []))
    }

    assert published == {"proxy"}


def test_mail_catcher_and_virus_scanner_start_only_when_asked_for():
    asked_for = {
        name: service["profiles"]
        for name, service in COMPOSE["services"].items()
        if "profiles" in service
    }

    assert asked_for == {"mail": ["mail"], "scanner": ["scanner"]}


@pytest.mark.parametrize("name", OURS)
def test_compose_sets_only_what_is_explained(name):
    assert set(COMPOSE["services"][name]["environment"]) <= explained()


# Kubernetes


def test_every_resource_is_listed():
    kustomization = KUBERNETES["kustomization.yaml"][0]

    assert set(kustomization["resources"]) == set(KUBERNETES) - {"kustomization.yaml"}


def test_the_four_processes_are_there():
    assert set(PODS) == {"web", "worker", "beat", "migrate"}


@pytest.mark.parametrize("name", PODS)
def test_pods_may_do_nothing_but_their_work(name):
    pod = PODS[name]
    (container,) = pod["containers"]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {mount["name"] for mount in container["volumeMounts"]} == {
        volume["name"] for volume in pod["volumes"]
    }


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_processes_that_stay_are_looked_after(name):
    (container,) = PODS[name]["containers"]

    assert "livenessProbe" in container


def test_web_servers_are_asked_what_exists(client, db):
    (container,) = PODS["web"]["containers"]
    probes = [container[kind] for kind in ("startupProbe", "livenessProbe", "readinessProbe")]

    assert [client.get(probe["httpGet"]["path"]).status_code for probe in probes] == [200] * 3


def test_kubernetes_sets_only_what_is_explained_and_no_secret():
    text = (ROOT / "deploy" / "kubernetes" / "settings.env").read_text()
    names = {line.split("=")[0] for line in text.splitlines()}

    assert names <= explained()
    assert names & SECRETS == set()
    assert not any(
        document["kind"] == "Secret" for file in KUBERNETES.values() for document in file
    )


# The image, the web server, systemd


def test_the_image_runs_without_rights_and_watches_itself():
    text = (ROOT / "Dockerfile").read_text()
    build, run = text.split("\n\n\nFROM ")

    assert "USER 10001" in run
    assert "HEALTHCHECK" in run
    assert "pip install" not in run
    assert set(re.findall(r"(\w+)=", run.split("RUN")[0])) & SECRETS == set()
    assert "--require-hashes" in build


def test_nothing_secret_and_no_data_get_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert {".env", ".env.*", "data", ".git", "tests"} <= set(ignored)


@pytest.mark.parametrize("settings", [{}, {"WEB_CONCURRENCY": "3", "LOG_FORMAT": "json"}])
def test_web_server_takes_its_settings(settings):
    gunicorn = Path(sys.executable).parent / "gunicorn"

    finished = subprocess.run(
        [gunicorn, "--check-config", "--config", "deploy/gunicorn.py", "coprod.wsgi"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **settings},
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize(
    ("path", "hosts", "code"),
    [
        ("/livez", "localhost,example.org", 0),
        ("/livez", ".localhost", 0),
        ("/nowhere", "localhost", 1),
        ("/livez", "no.such.host", 1),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_health_check_of_the_image(live_server, path, hosts, code):
    finished = subprocess.run(
        [sys.executable, ROOT / "deploy" / "healthcheck.py"],
        env={**os.environ, "HEALTHCHECK_URL": live_server.url + path, "ALLOWED_HOSTS": hosts},
        capture_output=True,
        check=False,
    )

    assert finished.returncode == code


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_units_run_as_their_own_user_and_come_back(name):
    text = (ROOT / "deploy" / "systemd" / f"coprod-{name}.service").read_text()

    assert "User=coprod\n" in text
    assert "Restart=always\n" in text
    assert "ProtectSystem=strict\n" in text
    assert "NoNewPrivileges=yes\n" in text


@pytest.mark.parametrize("file", ["Caddyfile", "nginx.conf"])
def test_proxies_keep_the_figures_inside_and_refuse_huge_bodies(file):
    text = (ROOT / "deploy" / file).read_text()

    assert "/metrics" in text
    assert "/readyz" in text
    assert re.search(r"25m", text, re.IGNORECASE)
    assert "X-Request-ID" in text
