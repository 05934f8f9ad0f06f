"""Keeps whom a text speaks of: the cluster or body named last before a figure, through 该集群 and 该企业."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from qunli.engines.reading.results import Organization

__all__ = ["Subjects"]

_CLUSTER: Final = re.compile(
    r"(?P<quoted>[“「『\"](?P<inside>[^”」』\"\n]{3,30}?(?:集群|聚落|产业园|产业带))[”」』\"])"
    r"|(?P<plain>[\u4e00-\u9fff]{3,24}?(?:产业集群|智造集群|产业聚落"
    r"|(?<=[材料备造子电机车药械品具业器能件属泵阀承术息网])集群))"
    r"|(?P<english>\b(?!The )[A-Z][\w'-]*(?:\s[\w'-]+){0,3}?\s[Cc]luster\b)"
)
_MAY_NAME_ONE: Final = re.compile(r"集群|聚落|产业园|产业带|[Cc]luster")
_BACK: Final = re.compile(r"(?:该|这一|这个|本)?(?:产业)?集群(?!体|落)|该聚落|聚落内")
_FIRM_BACK: Final = re.compile(r"(?:该|这家|本)(?:企业|公司|所|院|校|中心|机构|园区|平台)|公司")
_PLACE: Final = re.compile(
    r"(?:全[省市区县镇国]|(?<![\u4e00-\u9fff])(?![占全比与在])[\u4e00-\u9fff]{2,4}(?:[省区县镇]|(?<![上超门城])市)(?![级域内外委场]))"
)
_LEADS: Final = re.compile(
    r"\A(?:近日|日前|目前|据悉|位于|由|在|对|与|和|为|以|将|了|的|是|年|月|日|,|全市|全省|打造|推进|建设|培育|发展|推动|加快|申报|认定|形成|支持|聚焦|围绕|入选|公布|获评|成为|作为|世界级|先进|到|国家级|省级|市级|千亿级|百亿级|一批|首批|促进|该|这一|本|各|个)+"
)


class Subjects:
    """Answers whom a figure is about, from the mentions before it."""

    def __init__(self, text: str, organizations: Sequence[Organization], spans: Sequence[tuple[int, int]]) -> None:
        """Take the simplified text, its organizations and the passages kept."""
        self._text = text
        found: list[tuple[int, str]] = []
        for start, end in spans:
            found.extend(_clusters(text, start, end))
        firms = [(one.end, text[one.start : one.end]) for one in organizations if one.role != "source"]
        self._clusters = sorted(found)
        self._firms = sorted(firms)
        self._places = sorted(
            (match.end(), match.group()) for start, end in spans for match in _PLACE.finditer(text, start, end)
        )
        self._starts = {
            name: [place for place, _ in places]
            for name, places in (("c", self._clusters), ("f", self._firms), ("p", self._places))
        }

    def of(self, sentence: int, place: int) -> str:
        """Return the body that the sentence names last before the place; else the one spoken of before."""
        said = self._text[sentence:place]
        named = [
            one
            for one in (self._last("c", place), self._last("f", place), self._last("p", place))
            if one is not None and one[0] > sentence
        ]
        back = _last_match(_BACK, said, sentence) if "集群" in said or "聚落" in said else -1
        firm_back = _last_match(_FIRM_BACK, said, sentence)
        latest = max(named, default=(-1, ""))
        if back > latest[0]:
            cluster = self._last("c", place)
            return cluster[1] if cluster else said[back - sentence - 2 : back - sentence]
        if firm_back > latest[0]:
            firm = self._last("f", place)
            return firm[1] if firm else ""
        return latest[1] or self._spoken_of(place)

    def cluster(self, place: int) -> str:
        """Return the cluster named last before the place."""
        named = self._last("c", place)
        return named[1] if named else ""

    def _spoken_of(self, place: int) -> str:
        before = [one for one in (self._last("c", place), self._last("f", place)) if one is not None]
        return max(before)[1] if before else ""

    def _last(self, which: str, place: int) -> tuple[int, str] | None:
        index = bisect_right(self._starts[which], place) - 1
        mentions = {"c": self._clusters, "f": self._firms, "p": self._places}[which]
        return mentions[index] if index >= 0 else None


def _last_match(pattern: re.Pattern[str], said: str, offset: int) -> int:
    place = -1
    for match in pattern.finditer(said):
        place = offset + match.end()
    return place


def _clusters(text: str, start: int, end: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if not _MAY_NAME_ONE.search(text, start, end):
        return found
    for match in _CLUSTER.finditer(text, start, end):
        name = match["inside"] or match["plain"] or match["english"]
        if match["plain"]:
            name = _LEADS.sub("", re.split(r"[的了是在与和将]|位于|推进|发展|建设|打造|公示|公布", name)[-1])
        if len(name) > 4:  # noqa: PLR2004 -- 产业集群 alone names nobody
            found.append((match.end(), name))
    return found
