"""Who may call an address at all, in words of roles."""

from __future__ import annotations

from qunli.people.states import Role

PUBLIC = frozenset({"public"})
SIGNED_IN = frozenset({"signed in"})
CLOSED = frozenset({"nobody"})  # an address that a package brings and we do not use

OPERATOR = frozenset({Role.OPERATOR})
AUTHORITY = frozenset({Role.AUTHORITY})
EXPERT = frozenset({Role.EXPERT})
FINANCE = frozenset({Role.FINANCE})
AUDITOR = frozenset({Role.AUDITOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
RECOMMENDING = frozenset({Role.RECOMMENDING_UNIT})
OFFICE = frozenset({Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY})
PREPARERS = frozenset({Role.OPERATOR, Role.SERVICE_BODY})
STAMPERS = frozenset({Role.UNIT_ADMINISTRATOR, Role.RECOMMENDING_UNIT})
OVERSIGHT = frozenset({Role.OPERATOR, Role.AUTHORITY, Role.AUDITOR})
UNIT = frozenset({Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR, Role.TEAM_MEMBER})
INVITING = ADMINISTRATOR | OPERATOR | frozenset({Role.UNIT_ADMINISTRATOR})
SIGHT = ADMINISTRATOR | AUTHORITY | AUDITOR | OPERATOR | FINANCE

DIRECTORY_KEEPERS = OFFICE | ADMINISTRATOR
DIRECTORY_READERS = DIRECTORY_KEEPERS | AUDITOR
EDITORS = frozenset({Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR})
PROJECT_READERS = OFFICE | UNIT | FINANCE | AUDITOR | frozenset({Role.RECOMMENDING_UNIT})

REPORTS_READ = OVERSIGHT | RECOMMENDING

REVIEW_RUN = frozenset({Role.OPERATOR, Role.SERVICE_BODY})
REVIEW_SEEN = REVIEW_RUN | AUTHORITY | AUDITOR
DECISIONS_SEEN = OPERATOR | AUTHORITY | AUDITOR | FINANCE

FUNDS_READ = OPERATOR | AUTHORITY | FINANCE | AUDITOR

Who = frozenset[str]
