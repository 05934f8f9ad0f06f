"""The words of a roster: its columns, and what can be wrong with the cells that only it has."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from qunli.core.bridge.faults import Vocabulary
from qunli.core.states import Words

COLUMN_WORDS: Final[dict[str, Words]] = {
    "name": gettext_lazy("Name"),
    "name_en": gettext_lazy("English name"),
    "uscc": gettext_lazy("USCC"),
    "kind": gettext_lazy("Kind"),
    "jurisdiction": gettext_lazy("Jurisdiction"),
    "industry": gettext_lazy("Industry"),
    "size_class": gettext_lazy("Size"),
    "since": gettext_lazy("Joined"),
    "founded_on": gettext_lazy("Founded on"),
    "website": gettext_lazy("Website"),
    "staff": gettext_lazy("Staff"),
    "revenue": gettext_lazy("Revenue"),
    "contact_name": gettext_lazy("Contact"),
    "contact_title": gettext_lazy("Job title"),
    "contact_phone": gettext_lazy("Telephone"),
    "contact_email": gettext_lazy("E-mail"),
    "segments": gettext_lazy("Segments"),
    "tiers": gettext_lazy("Tiers"),
}
VOCABULARY: Final = Vocabulary(
    columns=COLUMN_WORDS,
    causes={
        "unknown_place": gettext_lazy("No such jurisdiction is in the list"),
        "ambiguous_place": gettext_lazy("Several jurisdictions bear this name"),
        "unknown_industry": gettext_lazy("No such industry is in GB/T 4754-2017"),
        "unknown_segment": gettext_lazy("The cluster has no such segment"),
        "merged_away": gettext_lazy("This organization was merged into another"),
        "same_organization": gettext_lazy("Two rows mean the same organization"),
    },
    better={
        "unknown_place": gettext_lazy("a name or code of the list, such as 闵行区梅陇镇 or 310112108"),
        "ambiguous_place": gettext_lazy("the name with what it lies in, such as 南京市鼓楼区"),
        "unknown_industry": gettext_lazy("a code or name of the standard, such as 3670"),
        "unknown_segment": gettext_lazy("a segment of the cluster, or upstream, midstream, downstream"),
    },
)
