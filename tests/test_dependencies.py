"""What a site is made of: few packages, each locked by hash, all on a bill that can be checked."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MOST = 25  # packages that we chose ourselves


def bill():
    made = subprocess.run(
        [sys.executable, ROOT / "deploy/sbom.py"], capture_output=True, text=True, check=True
    )
    return json.loads(made.stdout)


def locked():
    return dict(re.findall(r"^([\w.-]+)(?:\[.*\])?==(\S+)", lock(), re.MULTILINE))


def lock():
    return (ROOT / "requirements.txt").read_text()


def plain(name):
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ]", name)[0]).lower()


def test_few_packages_are_chosen():
    assert len(PROJECT["dependencies"]) <= MOST


def test_each_package_that_was_chosen_is_locked():
    assert {plain(name) for name in PROJECT["dependencies"]} <= {plain(name) for name in locked()}


def test_the_bill_names_each_locked_package_with_its_hashes():
    made = bill()

    named = {each["name"]: each["version"] for each in made["components"]}
    hashes = {
        found["content"]
        for each in made["components"]
        for reference in each["externalReferences"]
        for found in reference["hashes"]
    }
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert named == locked()
    assert hashes == set(re.findall(r"sha256:([0-9a-f]{64})", lock()))


@pytest.mark.once
def test_the_bill_is_what_cyclonedx_says_a_bill_is():
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415 - takes a second
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    made = bill()
    broken = made | {"serialNumber": "none", "components": []}
    validator = JsonStrictValidator(SchemaVersion.from_version(made["specVersion"]))

    assert validator.validate_str(json.dumps(made)) is None
    assert validator.validate_str(json.dumps(broken)) is not None


def test_the_bill_says_under_which_licence_most_of_it_stands():
    made = bill()["components"]

    assert len([each for each in made if "licenses" in each]) > len(made) / 2


def test_the_same_lock_makes_the_same_bill():
    assert bill() == bill()


def test_a_package_that_is_not_the_locked_one_is_not_installed():
    makefile, image = (ROOT / "Makefile").read_text(), (ROOT / "Dockerfile").read_text()

    assert "--require-hashes" in makefile
    assert "--require-hashes" in image or "make " in image
