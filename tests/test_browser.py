"""The browser that journeys use: real, and kept on this machine."""

import pytest
from playwright.sync_api import Error

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_browser_reads_a_page_of_this_site(page, live_server):
    page.goto(f"{live_server.url}/health/")

    assert page.inner_text("body").strip() == "ok"


def test_browser_reaches_no_other_machine(page):
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
