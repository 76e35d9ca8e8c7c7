"""The table of goals: what is wanted, what was found beside which floor, whether it is met."""

import os
import platform
import statistics
import time

FIRST = 14.6  # kB that travel in the first round trip of a fresh connection
CPU = {True: 1.5, False: 1.8}  # times the floor, of public pages and of the others
STATEMENTS = {True: 8, False: 12}


class Table:
    """Lines of goals and of pages, in the order in which they were measured."""

    def __init__(self):
        self.goals, self.pages, self.others = [], [], []

    def add(self, what, goal, figure, unit, *, floor=None, most=None, least=None, most_ratio=None,
            least_ratio=None, is_met=None, note=""):  # fmt: skip
        ratio = figure / floor if floor else None
        if is_met is None:
            is_met = (
                (most is None or figure <= most)
                and (least is None or figure >= least)
                and (most_ratio is None or ratio is None or ratio <= most_ratio)
                and (least_ratio is None or ratio is None or ratio >= least_ratio)
            )
        self.goals.append((what, goal, said(figure, unit), floor and said(floor, unit),
                           ratio, is_met, note))  # fmt: skip

    def phone(self, name, found, floor):
        """What an old phone takes to show a page, and what travels to it."""
        self.add(f"{name}, slow 3G: largest paint", "<= 1.4 x floor", found["painted"] / 1000, "s",
                 floor=floor["painted"] / 1000, most_ratio=1.4)  # fmt: skip
        note = f"first {found['all'] / 1000:.1f} kB, {found['script'] / 1000:.1f} of it script"
        still = round(found["shifted"], 3) == 0
        is_light = found["again"] <= 8_000 and found["script"] <= 15_000
        self.add(f"{name}: opened again", "<= 8 kB; nothing shifts; <= 15 kB of script",
                 found["again"] / 1000, "kB", is_met=is_light and still,
                 note=note if still else f"{note}; it shifts")  # fmt: skip

    def page(self, name, *, is_public, small, large, is_first, cpu, p95):
        travels = min(large["gzip"], large["brotli"]) / 1000
        is_met = {
            "CPU": cpu[0] / cpu[1] <= CPU[is_public],
            "p95": p95[0] / p95[1] <= 2,
            "statements": large["statements"] <= STATEMENTS[is_public]
            and large["statements"] == small["statements"],
            "bytes": not is_first or (
                travels <= FIRST and large["all"] <= 30_000 and large["requests"] <= 4
            ),
        }  # fmt: skip
        self.pages.append((name, is_public, small, large, travels, cpu, p95, is_met))

    def more(self, head, rows):
        """Add a table of its own, which is shown below."""
        self.others.append((head, rows))

    def show(self, given, seconds, cores):
        load = os.getloadavg()[2]
        print(f"{time.strftime('%Y-%m-%d %H:%M')}, {platform.machine()}, {cores} cores, Python "
              f"{platform.python_version()}; {given.partnerships:,} partnerships, {given.rows:,} "
              f"notices and log rows, medians of {given.rounds} rounds; load of the last 15 "
              f"minutes {load:.1f}; {seconds / 60:.1f} min.\n")  # fmt: skip
        if self.pages:
            self.show_pages()
        print("| goal | wanted | figure | floor | ratio | met |\n|---|---|---|---|---|---|")
        for what, goal, figure, floor, ratio, is_met, note in self.goals:
            print(f"| {what} | {goal} | {figure}{note and f' ({note})'} | {floor or ''} "
                  f"| {'' if ratio is None else f'{ratio:.2f}'} | {yes(is_met)} |")  # fmt: skip
        for head, rows in self.others:
            print(f"\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
            for row in rows:
                print(f"| {' | '.join(map(str, row))} |")

    def show_pages(self):
        print("| page | HTML kB | statements, small / large | CPU ms | CPU / floor | p95 ms at 8 "
              "| p95 / floor | HTML + CSS kB, gzip / brotli | in all kB, requests | not met |\n"
              "|---|---|---|---|---|---|---|---|---|---|")  # fmt: skip
        for name, is_public, small, large, _travels, cpu, p95, is_met in self.pages:
            missed = ", ".join(what for what, met in is_met.items() if not met)
            print(f"| {name}{' (public)' if is_public else ''} | {large['html'] / 1000:.0f} "
                  f"| {small['statements']} / {large['statements']} | {cpu[0]:.1f} "
                  f"| {cpu[0] / cpu[1]:.2f} | {p95[0]:.0f} | {p95[0] / p95[1]:.2f} "
                  f"| {large['gzip'] / 1000:.1f} / {large['brotli'] / 1000:.1f} "
                  f"| {large['all'] / 1000:.1f}, {large['requests']} | {missed} |")  # fmt: skip
        print()
        for is_public, kind in ((True, "public"), (False, "signed-in")):
            ratios = [it[5][0] / it[5][1] for it in self.pages if it[1] == is_public]
            if ratios:
                goal = f"<= {CPU[is_public]} x floor"
                goal += "" if is_public else ", none above 2.5"
                middle = statistics.median(ratios)
                met = middle <= CPU[is_public] and (is_public or max(ratios) <= 2.5)
                note = f"the largest {max(ratios):.2f}"
                what = f"CPU of {kind} pages, the median"
                self.goals.insert(0, (what, goal, f"{middle:.2f} x", None, None, met, note))
        for what, goal in (
            ("p95", "p95 at 8 connections, every page"),
            ("statements", "statements, every page"),
            ("bytes", "first view of what a patient opens"),
        ):
            good = sum(it[7][what] for it in self.pages)
            wanted = {"p95": "<= 2 x floor", "statements": "<= 8 public, <= 12; both worlds alike",
                      "bytes": "<= 14.6 kB HTML + CSS, 30 kB in all, 4 requests"}[what]  # fmt: skip
            self.goals.insert(2, (goal, wanted, f"{good} of {len(self.pages)}", None, None,
                                  good == len(self.pages), ""))  # fmt: skip


def said(figure, unit):
    digits = 0 if not unit or figure >= 100 else 2 if figure < 10 else 1
    return f"{figure:.{digits}f} {unit}".strip()


def yes(is_met):
    return "yes" if is_met else "**no**"
