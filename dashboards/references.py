"""The works that the guides rest on, as they are cited. Nothing is said of those we did not read.

A title stays in the language it was written in.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """One work: how it is named in a sentence ("Shuffler et al. 2018"), its title, where it is."""

    name: str
    title: str = ""
    address: str = ""


def _doi(doi: str) -> str:
    return f"https://doi.org/{doi}"


PEREZ_JOLLES = Reference(
    "Pérez Jolles et al. 2022",
    "Understanding implementation research collaborations from a co-creation lens:"
    " Recommendations for a path forward",
    _doi("10.3389/frhs.2022.942658"),
)
MATHIE = Reference(
    "Mathie et al. 2018",
    "Reciprocal relationships and the importance of feedback",
    _doi("10.1111/hex.12684"),
)
MICHGELSEN = Reference(
    "Michgelsen et al. 2025",
    "Navigating a decade of integrated care research in IJIC",
    _doi("10.5334/ijic.9086"),
)
VUJCICH = Reference("Vujcich et al. 2021", address=_doi("10.1371/journal.pone.0261074"))
GESELL = Reference(
    "Gesell et al. 2020",
    "Using REDCap to track stakeholder engagement",
    _doi("10.1017/cts.2019.444"),
)
OLMOS_VEGA = Reference("Olmos-Vega et al.", "AMEE Guide 149", _doi("10.1080/0142159X.2022.2057287"))
TWO_SIDES = Reference(
    "Auto-ethnographic study of co-produced health research, 2024",
    address=_doi("10.1186/s40900-024-00609-8"),
)
SVERDRUP = Reference(
    "Sverdrup & Schei 2015", "“Cut me some slack”", _doi("10.1177/0021886314566075")
)
MOTIVES = Reference(
    "Research Involvement and Engagement 2021, table 2",
    address=_doi("10.1186/s40900-021-00272-3"),
)
SHUFFLER = Reference("Shuffler et al. 2018", address=_doi("10.5465/annals.2016.0045"))
FEUER = Reference("Feuer & Wolfe", "Planning for Difference", "https://pinakes.xyz/article/142114")
GEHLERT = Reference("Gehlert et al. 2013", "Achieving reciprocity of funding in CBPR")
ASENCIO = Reference(
    "Asencio et al. 2012",
    "Charting a course for collaboration: a multiteam perspective",
    _doi("10.1007/s13142-012-0170-3"),
)
TWO_HUNDRED = Reference(
    "PMC5966874, 2018", address="https://pmc.ncbi.nlm.nih.gov/articles/PMC5966874/"
)
MAJID = Reference("Majid 2020", "Dimensions of tokenism", _doi("10.1177/2374373520925268"))
CONQUER = Reference("Conquer et al. 2024", address=_doi("10.5334/ijic.7603"))
ODONOVAN = Reference("O'Donovan et al. 2020", address=_doi("10.1186/s12874-020-01066-z"))
INTERPRETERS = Reference("UCL, Leeds and Deaflink, pages on booking sign-language interpreters")
NHS_ENGLAND = Reference("NHS England", "Interim Expenses Policy for Patients and Carers")

# Named in the text that this project began with, and not read by us: so nothing is said of them.
NOT_READ = [
    "Berryman 2024", "Carrandi 2024", "Cassidy 2024", "Dawson 2022", "Farr 2021", "Heaton 2015",
    "Miller 2024", "Thomson & Chatterjee 2024",
]  # fmt: skip
