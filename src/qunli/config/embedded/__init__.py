"""The PostgreSQL that starts by itself where no DATABASE_URL is given.

Everything lies in one private folder, `QUNLI_HOME/postgres`: the data, the log, the socket and two lock files.
Who may enter the folder may connect, nobody else: the server listens on a Unix socket inside it and on no port.

Processes that use the server each hold a shared lock on `holders.lock`; the one that leaves last stops the server.
The kernel gives up the lock of a process that was killed, so no list of process numbers can go stale.

PostgreSQL refuses to run as root. Root therefore runs it as the owner of the data or, the first time, as `nobody`:
no account is added and no folder on the way changes its mode. Where that account could not pass a folder on the way,
the server gets the one capability of reading past folder modes instead.
"""

from qunli.config.embedded.place import EmbeddedServerError
from qunli.config.embedded.programs import programs
from qunli.config.embedded.server import OWNER_ROLE, SITE_ROLE, EmbeddedServer, embedded_server

__all__ = ["OWNER_ROLE", "SITE_ROLE", "EmbeddedServer", "EmbeddedServerError", "embedded_server", "programs"]
