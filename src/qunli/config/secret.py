"""The site's secret key: from the environment, or made once and kept in QUNLI_HOME."""

import contextlib
import os
import secrets

from qunli.config.env import env_str, qunli_home


def secret_key() -> str:
    """Return the key; two processes that start at once agree on the one that was made first."""
    given = env_str("QUNLI_SECRET_KEY")
    if given:
        return given
    path = qunli_home() / "secret.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"secret.{os.getpid()}.new")
    if not path.exists():
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text().strip()
