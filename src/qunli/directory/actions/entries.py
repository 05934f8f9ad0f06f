"""What a person enters of an organization and of what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qunli.directory.models import Organization
from qunli.directory.states import ExpertGrade, OrganizationKind, RelationKind, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationEntry:
    """An organization as entered; `jurisdiction` and `industry` are codes, `responsible_officer` an account's id."""

    name: str
    name_en: str = ""
    former_names: tuple[str, ...] = ()
    uscc: str = ""
    kind: str = OrganizationKind.ENTERPRISE
    jurisdiction: str = ""
    industry: str = ""
    size_class: str = ""
    founded_on: date | None = None
    website: str = ""
    about: str = ""
    role_text: str = ""
    responsible_officer: int | None = None
    is_synthetic: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationEntry:
    """A tier held, as entered."""

    tier: Tier | str
    source: str
    issuer: str = ""
    certificate_number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationEntry:
    """A tie to another organization, as entered."""

    other: Organization
    kind: RelationKind | str
    source: str
    about: str = ""
    share: Decimal | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    """A person to call, as entered."""

    name: str
    job_title: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditMarkEntry:
    """A credit mark that somebody issued, as entered."""

    issuer: str
    reason: str
    since: date
    until: date
    source: str
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterEntry:
    """A cluster as entered; `jurisdiction` and `industry` are codes."""

    name: str
    jurisdiction: str
    name_en: str = ""
    industry: str = ""
    recognition: str = ""
    about: str = ""
    about_en: str = ""
    source: str = ""
    founded_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertEntry:
    """An expert as entered; `jurisdiction` is a code."""

    name: str
    grade: ExpertGrade | str
    job_title: str = ""
    jurisdiction: str = ""
    fields: tuple[str, ...] = ()
    is_available: bool = True
    is_synthetic: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class CoauthorEntry:
    """With whom an expert wrote what; `party_id` where the person is known here."""

    name: str
    work: str
    source: str
    year: int | None = None
    party_id: int | None = None
