"""What the stages of the demonstration hand on to each other: the records by the keys of the example's files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from qunli.awards.models import Decision
from qunli.calls.models import Call, Proposal
from qunli.cli.demo.example import Example
from qunli.core.states import SYSTEM
from qunli.directory.models import Cluster, Expert, Organization, Segment, TechnologyField
from qunli.needs.models import KeyTechnologyList, ListItem, Need
from qunli.people.models import Party, User
from qunli.people.states import Role
from qunli.projects.models import Milestone, Project
from qunli.review.models import Panel
from qunli.rulebook.models import RulePack

CHINA = ZoneInfo("Asia/Shanghai")
MORNING, EVENING = 10, 17
BEGINNING = datetime(2025, 9, 1, 9, 0, tzinfo=CHINA)
"""When the demonstration's office opened its books."""


@dataclass
class World:
    """The demonstration as far as it is built."""

    example: Example
    seed: int
    now: datetime
    begun: datetime = BEGINNING
    by = SYSTEM
    parties: dict[str, Party] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    experts: dict[str, Expert] = field(default_factory=dict)
    packs: dict[str, RulePack] = field(default_factory=dict)
    segments: dict[str, Segment] = field(default_factory=dict)
    fields: dict[str, TechnologyField] = field(default_factory=dict)
    clusters: list[Cluster] = field(default_factory=list)
    lists: list[KeyTechnologyList] = field(default_factory=list)
    needs: dict[str, Need] = field(default_factory=dict)
    items: dict[str, ListItem] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    panels: list[Panel] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    milestones: dict[str, Milestone] = field(default_factory=dict)

    @property
    def cluster(self) -> Cluster:
        """The one cluster of the example."""
        return self.clusters[0]

    @property
    def call(self) -> Call:
        """The call of the road, as it stands now."""
        return Call.objects.select_related("pack", "cluster").get(pk=self.calls[0].pk)

    def day(self, back: int) -> datetime:
        """Return a morning so many days ago; of a day to come, the close of business; of today, an hour ago."""
        day = (self.now - timedelta(days=back)).astimezone(CHINA)
        if back == 0:
            return self.now - timedelta(hours=1)
        return day.replace(hour=MORNING if back > 0 else EVENING, minute=0, second=0, microsecond=0)

    def proposal(self, key: str) -> Proposal:
        """A proposal of the road, as it stands now."""
        return Proposal.objects.select_related("lead", "topic", "call").get(pk=self.proposals[key].pk)

    def user_for(self, role: Role, organization: str) -> User:
        """An account that holds a role for an organization."""
        party = self.organizations[organization].party_id
        return next(
            user for user in self.users.values() if user.grants.filter(role=role, party=party, ended_at=None).exists()
        )


def password_for(email: str, seed: int) -> str:
    """Make up the password of a demonstration's account: the same for the same seed, and worth nothing elsewhere."""
    digest = hashlib.sha256(f"{seed}:{email}".encode()).hexdigest()
    return f"meilong-{email.split('@', maxsplit=1)[0]}-{digest[:6]}"


def paper(name: str, text: str) -> ContentFile[bytes]:
    """Return a small PDF of one page, as a stand-in for what people would attach."""
    words = "".join(character if character.isascii() and character not in "()\\" else "?" for character in text)
    stream = f"BT /F1 14 Tf 60 780 Td (Qunli demonstration: {words}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 6\n0000000000 65535 f \n" + table
    content += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return ContentFile(content, name=name)
