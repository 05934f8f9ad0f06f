"""What the site's database role may do, and what is weaker where a server gives only one role.

The site reads and writes rows, with one exception: of the journal and of the books of joint funds it may read and add
entries, never change or remove one. It owns nothing, so it can neither alter a table nor give itself a right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from psycopg import sql

from qunli.config.embedded import SITE_ROLE

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

__all__ = ["APPEND_ONLY_TABLES", "JOURNAL_TABLES", "Weakness", "grant_site_role", "weaknesses"]

JOURNAL_TABLES: Final = ("core_journalentry", "core_journalline", "core_journalseal")
BOOK_TABLES: Final = ("funds_entry", "funds_posting", "funds_approval")
APPEND_ONLY_TABLES: Final = (*JOURNAL_TABLES, *BOOK_TABLES)
_READ_ONLY_TABLES: Final = ("django_migrations",)
_FORBIDDEN: Final = ("UPDATE", "DELETE", "TRUNCATE")


@dataclass(frozen=True, slots=True)
class Weakness:
    """Something that the connected role could do and should not be able to."""

    code: str
    meaning: str


def grant_site_role(connection: BaseDatabaseWrapper, role: str = SITE_ROLE) -> bool:
    """Give the site's role exactly its rights, after every migration; tell whether there is such a role.

    Runs as the owner of the tables. Where the owner and the site are one role there is nothing to give: see
    `weaknesses`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user <> %s AND EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role, role])
        if not _value(cursor):
            return False
        site = sql.Identifier(role)
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {site}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {site}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {site}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {site}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {site}",
        ):
            cursor.execute(sql.SQL(statement).format(site=site))
        for tables, statement in (
            (APPEND_ONLY_TABLES, "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {site}"),
            (_READ_ONLY_TABLES, "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {site}"),
        ):
            for table in _existing(cursor, tables):
                cursor.execute(sql.SQL(statement).format(table=sql.Identifier(table), site=site))
    return True


def weaknesses(connection: BaseDatabaseWrapper) -> list[Weakness]:
    """Name what protects the journal less than it could, for the connected role; empty is as it should be."""
    found: list[Weakness] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        is_superuser, makes_roles = cursor.fetchone() or (False, False)
        if is_superuser:
            found.append(Weakness("superuser", "The site connects as a superuser, whom no right can hold back."))
        elif makes_roles:
            found.append(Weakness("makes-roles", "The site's role may create roles."))
        tables = _existing(cursor, JOURNAL_TABLES)
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY(%s)"
            " AND pg_has_role(current_user, tableowner, 'USAGE'))",
            [tables],
        )
        if _value(cursor) and not is_superuser:
            meaning = "The site's role owns the journal's tables: it could give itself every right to them."
            found.append(Weakness("owns-journal", meaning))
        for right in _FORBIDDEN:
            cursor.execute(
                "SELECT bool_or(has_table_privilege(quote_ident(name), %s)) FROM unnest(%s::text[]) AS name",
                [right, tables],
            )
            if _value(cursor):
                meaning = f"The site's role may {right.lower()} entries of the journal."
                found.append(Weakness(f"may-{right.lower()}", meaning))
    return found


def _existing(cursor: CursorWrapper, tables: tuple[str, ...]) -> list[str]:
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY(%s) ORDER BY tablename",
        [list(tables)],
    )
    return [str(row[0]) for row in cursor.fetchall()]


def _value(cursor: CursorWrapper) -> object:
    row = cursor.fetchone()
    return row[0] if row else None
