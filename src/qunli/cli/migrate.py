"""Bringing the database to this version, and giving the site's role its rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from qunli.cli.site import as_owner, now, pending_migrations, site_role
from qunli.cli.terminal import FAULTS, CommandFailed, ask, say
from qunli.config.roles import grant_site_role, weaknesses
from qunli.core.actions import mark_database
from qunli.core.actions.entries import entries_are_foreign, rebuild_entries
from qunli.core.models import DatabaseMark
from qunli.core.states import SYSTEM, DatabaseKind
from qunli.directory.actions import load_published_lists
from qunli.directory.queries import published_lists_are_loaded
from qunli.rulebook.actions import load_new_packs
from qunli.rulebook.queries import packs_not_loaded

if TYPE_CHECKING:
    from argparse import Namespace

QUEUE: Final = "procrastinate_"
"""How the names of the queue's tables begin."""


def migrate(options: Namespace) -> int:
    """Say what is pending; do it when told to."""
    with as_owner():
        pending = pending_migrations()
    if not pending:
        say("The database is of this version.")
    else:
        say(f"{len(pending)} migrations are pending:")
        for name in pending:
            say(f"  {name}")
    if options.check:
        return FAULTS if pending else 0
    if pending and not options.yes and not ask("Back up first. Type yes to migrate now:", "yes"):
        message = "Nothing was changed. Say --yes to migrate."
        raise CommandFailed(message, code=FAULTS)
    bring_up()
    renew_what_ships()
    if pending:
        say("Done.")
    say_weaknesses()
    return 0


def bring_up() -> None:
    """Migrate as the owner, mark the database for what it is, and give the site's role its rights."""
    with as_owner():
        refuse_database_of_another_kind()
        call_command("migrate", interactive=False, verbosity=0)
        mark_database(kind=DatabaseKind(settings.DATABASE_KIND), at=now())
        grant_site_role(connection, site_role())


def renew_what_ships() -> None:
    """Make what every site begins with and this one has not got: published lists, rule packs, the search's entries."""
    if not published_lists_are_loaded():
        places, industries = load_published_lists(by=SYSTEM, at=now())
        say(f"Loaded {places} jurisdictions and {industries} industries.")
    if packs_not_loaded():
        say(f"Loaded {len(load_new_packs(by=SYSTEM, at=now()))} rule packs.")
    if entries_are_foreign():
        say(f"The search knows {rebuild_entries(at=now())} records.")


def refuse_database_of_another_kind() -> None:
    """Keep live and demonstration apart before anything is written."""
    if DatabaseMark._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001 -- Django's documented name
        _refuse_foreign_tables()
        return
    mark = DatabaseMark.objects.first()
    if mark is not None and mark.kind != settings.DATABASE_KIND:
        message = f"This database is marked “{mark.kind}”, not “{settings.DATABASE_KIND}”: it was left alone."
        raise CommandFailed(message)


def _refuse_foreign_tables() -> None:
    """Refuse tables of others; ours without a mark are what a migration left that was killed before its end."""
    ours = {*connection.introspection.django_table_names(), "django_migrations"}
    strangers = {
        name for name in connection.introspection.table_names() if name not in ours and not name.startswith(QUEUE)
    }
    if strangers:
        message = f"This database holds {len(strangers)} tables that are not Qunli's: give Qunli a database of its own."
        raise CommandFailed(message)


def say_weaknesses() -> None:
    """Say what protects the journal less than it could, for the role as which the site connects."""
    for weakness in weaknesses(connection):
        say(f"Weaker than it could be: {weakness.meaning}")
