"""The rows that indicators count, each read once for all indicators that need it.

What the organisation owed or did is counted by partnership (`owed.py`). What is about people is
counted by cell (`people.py`) and reaches a page only through a snapshot.
"""

from dashboards.sources.owed import Owed
from dashboards.sources.people import AboutPeople, Cell, Cells

__all__ = ["AboutPeople", "Cell", "Cells", "Owed"]
