"""What a page costs an old phone: slow 3G, a processor four times slower, nothing kept yet.

Reads as JSON which addresses to open, and prints what was found. Chromium, as for the journeys.
"""

import json
import statistics
import sys
import time

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 4  # times
SETTLED = 1.0  # seconds after the page is there
LONGEST = 180_000  # milliseconds
SEEN = """
    window.painted = window.shifted = 0;
    new PerformanceObserver(list => list.getEntries().forEach(it => window.painted = it.startTime))
        .observe({type: "largest-contentful-paint", buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(it => {
        if (!it.hadRecentInput) window.shifted += it.value;
    })).observe({type: "layout-shift", buffered: true});
"""


class Wire:
    """Bytes and requests that travel for a page, by kind; what the browser kept does not."""

    def __init__(self, devtools):
        self.kinds, self.sizes, self.kept = {}, {}, set()
        devtools.send("Network.enable")
        devtools.on("Network.responseReceived", self._begins)
        devtools.on("Network.requestServedFromCache", lambda it: self.kept.add(it["requestId"]))
        devtools.on("Network.loadingFinished", self._ends)

    def _begins(self, event):
        answer = event["response"]
        self.kinds[event["requestId"]] = event["type"]
        # Of what the service worker gives, only pages have travelled.
        is_by_worker = answer.get("fromServiceWorker") and event["type"] != "Document"
        if answer.get("fromDiskCache") or is_by_worker:
            self.kept.add(event["requestId"])

    def _ends(self, event):
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def travelled(self, kind=None):
        return sum(
            size
            for each, size in self.sizes.items()
            if each not in self.kept and kind in {None, self.kinds.get(each)}
        )


def visit(browser, address, headers, *, again=False):
    """Open a page as somebody who was never there, or (`again`) a moment ago."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, extra_http_headers=headers, locale="en"
    )
    page = context.new_page()
    page.add_init_script(SEEN)
    if again:
        page.goto(address, wait_until="load", timeout=LONGEST)
        time.sleep(SETTLED)
        page.goto("about:blank")
    devtools = context.new_cdp_session(page)
    wire = Wire(devtools)
    devtools.send("Network.emulateNetworkConditions", SLOW)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answer = page.goto(address, wait_until="load", timeout=LONGEST)
    assert answer.status == 200, (address, answer.status)
    time.sleep(SETTLED)
    painted, shifted = page.evaluate("[window.painted, window.shifted]")
    found = {
        "painted": painted,
        "shifted": shifted,
        "all": wire.travelled(),
        "script": wire.travelled("Script"),
    }
    context.close()
    return found


def look(addresses, rounds):
    """Return for each of {name: (address, headers)} the median of each figure."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, (address, headers) in addresses.items():
            first = [visit(browser, address, headers) for _round in range(rounds)]
            again = visit(browser, address, headers, again=True)
            middle = {key: statistics.median(each[key] for each in first) for key in first[0]}
            found[name] = {**middle, "again": again["all"]}
        browser.close()
    return found


if __name__ == "__main__":
    print(json.dumps(look(**json.load(sys.stdin))))
