"""The table that a trial prints: one line a run, and whether its promise was kept."""

from collections import Counter
from dataclasses import dataclass

COLUMNS = "{:<10}{:<46}{:>6}{:>6}{:>9}{:>5}{:>6}{:>7}{:>5}{:>5}  {:<6}{}"
HEAD = COLUMNS.format(
    *("promise", "run", "rows", "kills", "451/amb.", "lost", "extra", "new id", "most", "s"),
    *("kept?", "and"),
)


@dataclass
class Line:
    """What people got in one run: how many nothing, how many copies, how alike."""

    promise: str
    run: str
    rows: int | str = ""
    kills: int | str = ""
    doubts: str = ""  # answers 451, and answers nobody heard
    lost: int | str = ""
    extra: int | str = ""
    new: int | str = ""  # copies with another Message-ID
    most: int | str = ""  # to one person
    seconds: int = 0
    note: str = ""
    is_kept: bool = False

    def __str__(self):
        figures = [self.rows, self.kills, self.doubts, self.lost, self.extra, self.new, self.most]
        answer = "yes" if self.is_kept else "NO"
        return COLUMNS.format(
            self.promise, self.run, *figures, self.seconds, answer, self.note
        ).rstrip()


def counted(line, sink, addresses, *, identities=None):
    """Fill in what came to these addresses; of these messages only, if `identities` says which."""
    wanted = set(addresses)
    came = [
        each
        for each in list(sink.accepted)
        if each.recipient in wanted and (identities is None or each.identity in identities)
    ]
    copies = Counter(each.recipient for each in came)
    line.rows = len(wanted)
    line.doubts = f"{sink.put_off_count}/{sink.ambiguous_count}"
    line.lost = len(wanted) - len(copies)
    line.extra = len(came) - len(copies)
    line.new = len({(each.recipient, each.identity) for each in came}) - len(copies)
    line.most = max(copies.values(), default=0)
    return line
