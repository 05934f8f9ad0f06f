"""Every environment variable that Qunli reads, and the readers for them.

A reader takes the name only: what it falls back to, and what it means, stands in `VARIABLES`, from which the
administrator's guide is checked. A wrong value ends in one line that names the variable; secrets are never repeated.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import pq

if TYPE_CHECKING:
    from urllib.parse import SplitResult

__all__ = [
    "VARIABLES",
    "EnvError",
    "Variable",
    "choose_settings",
    "database_settings",
    "env_bool",
    "env_int",
    "env_list",
    "env_path",
    "env_str",
    "environment_of_programs",
    "language_of_terminal",
    "qunli_home",
]


class EnvError(ImproperlyConfigured):
    """A variable is missing or wrong; the message is one line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One line of the table; `default` is written as the variable itself would be, `None` means it must be set."""

    name: str
    default: str | None
    meaning: str


VARIABLES: Final = (
    Variable("DATABASE_URL", "", "PostgreSQL 15 or later, as the site's role; empty: the embedded server"),
    Variable("QUNLI_OWNER_DATABASE_URL", "", "the same database as the role that owns the tables; for migrating"),
    Variable("QUNLI_HOME", "", "folder of the site's own files; empty: qunli in the user's data folder"),
    Variable("QUNLI_SECRET_KEY", "", "signs sessions and links; empty: made once and kept in QUNLI_HOME"),
    Variable("QUNLI_HOSTS", "localhost,127.0.0.1,[::1]", "names under which the site is reached, by comma"),
    Variable("QUNLI_BASE_URL", "http://127.0.0.1:8000", "address that messages and papers link to"),
    Variable("QUNLI_PROXIES", "0", "how many trusted proxies stand before the site"),
    Variable("QUNLI_HTTPS", "no", "whether the site is reached by https: secure cookies, http redirected"),
    Variable("QUNLI_OIDC_URL", "", "https://client:secret@issuer/path?name=NAME; empty: no other way to sign in"),
    Variable("QUNLI_EMAIL_URL", "", "smtp://user:password@host:port; empty: messages show in the site only"),
    Variable("QUNLI_EMAIL_FROM", "qunli@localhost", "sender of mail"),
    Variable("QUNLI_TIME_ZONE", "Asia/Shanghai", "time zone of dates and deadlines"),
    Variable("QUNLI_LANGUAGE", "zh-hans", "language where the browser asks for none that we have"),
    Variable("QUNLI_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
    Variable("QUNLI_SHARED", "", "tests: folder with the data that lies outside the repository"),
    Variable("QUNLI_TEST_HOME", "", "tests: folder of the embedded test server; empty: one per checkout"),
    Variable("QUNLI_BROWSER", "", "tests: program of the browser; empty: the first Chromium found"),
)

_BY_NAME: Final = {variable.name: variable for variable in VARIABLES}
_TRUE: Final = frozenset({"1", "yes", "true", "on"})
_FALSE: Final = frozenset({"0", "no", "false", "off"})
_LIFETIME: Final = "conn_max_age"
_LARGEST_PORT: Final = 65_535


_LANGUAGES: Final = (("zh_tw", "zh-hant"), ("zh_hk", "zh-hant"), ("zh", "zh-hans"))


def env_str(name: str) -> str:
    """Return the text of the variable, or its default."""
    variable = _BY_NAME[name]
    value = os.environ.get(name, "").strip() or variable.default
    if value is None:
        message = f"{name} is not set: {variable.meaning}."
        raise EnvError(message)
    return value


def env_bool(name: str) -> bool:
    """Read yes or no, true or false, on or off, 1 or 0."""
    value = env_str(name).casefold()
    if value not in _TRUE | _FALSE:
        message = f"{name}: expected yes or no, got {value!r}."
        raise EnvError(message)
    return value in _TRUE


def env_int(name: str) -> int:
    """Read a whole number that is not negative."""
    value = env_str(name)
    if not (value.isascii() and value.isdigit()):
        message = f"{name}: expected a whole number, got {value!r}."
        raise EnvError(message)
    return int(value)


def env_list(name: str) -> list[str]:
    """Read values separated by commas; empty ones fall away."""
    return [part.strip() for part in env_str(name).split(",") if part.strip()]


def env_path(name: str) -> Path | None:
    """Read an absolute path, `~` allowed; `None` where it is empty."""
    value = env_str(name)
    if not value:
        return None
    path = Path(value).expanduser()
    if not path.is_absolute():
        message = f"{name}: expected an absolute path, got {value!r}."
        raise EnvError(message)
    return path


def qunli_home() -> Path:
    """Return the folder of the site's own files; it need not exist yet."""
    chosen = env_path("QUNLI_HOME")
    if chosen is not None:
        return chosen
    data = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser()
    return data / "qunli"


def choose_settings(module: str, *, unless_chosen: bool = False) -> None:
    """Choose Django's settings for this process and those that it starts."""
    if not (unless_chosen and os.environ.get("DJANGO_SETTINGS_MODULE")):
        os.environ["DJANGO_SETTINGS_MODULE"] = module


def environment_of_programs(password: str) -> dict[str, str]:
    """Return the environment for PostgreSQL's own programs: what they say in English, the password unseen by others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}


def language_of_terminal() -> str:
    """Return the language that a terminal asks for by its locale: Chinese of either script, or English."""
    asked = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "").lower()
    return next((language for start, language in _LANGUAGES if asked.startswith(start)), "en")


def database_settings(url: str, *, name: str = "DATABASE_URL") -> dict[str, object]:
    """Turn a PostgreSQL URL into an entry of Django's DATABASES.

    Knows percent-encoding, Unix sockets (`?host=/folder` or an encoded folder as host), every option of libpq, and
    `conn_max_age` in seconds. `name` is the variable that a message blames.
    """
    parts = _split(url, name)
    options = _options(parts, name)
    host = options.pop("host", "") or _host(parts)
    lifetime = options.pop(_LIFETIME, "0")
    database = options.pop("dbname", "") or unquote(parts.path.removeprefix("/"))
    port = _port(options.pop("port", "") or str(_port_of(parts, name) or ""), name)
    if not database:
        raise _wrong(name, "it names no database")
    if not lifetime.isdigit():
        raise _wrong(name, f"{_LIFETIME} is not a whole number")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": options.pop("user", "") or unquote(parts.username or ""),
        "PASSWORD": options.pop("password", "") or unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": int(lifetime),
        "CONN_HEALTH_CHECKS": lifetime != "0",
        "OPTIONS": options,
    }


def _split(url: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
    except ValueError as error:
        raise _wrong(name, str(error)) from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise _wrong(name, "it does not start with postgresql://")
    if parts.fragment:
        raise _wrong(name, "it contains a # (write %23)")
    return parts


def _host(parts: SplitResult) -> str:
    place = parts.netloc.rpartition("@")[2]
    if place.casefold().startswith("%2f"):  # a folder: its capitals matter, unlike those of a host
        return unquote(place.partition(":")[0])
    return unquote(parts.hostname or "")


def _port_of(parts: SplitResult, name: str) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise _wrong(name, "the port is not a number up to 65535") from None


def _port(value: str, name: str) -> str:
    if value and not (value.isascii() and value.isdigit() and 0 < int(value) <= _LARGEST_PORT):
        raise _wrong(name, "the port is not a number up to 65535")
    return value


def _options(parts: SplitResult, name: str) -> dict[str, str]:
    known = _libpq_options()
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for option in options:
        if option not in known and option != _LIFETIME:
            raise _wrong(name, f"PostgreSQL knows no option {option!r}")
    return options


def _libpq_options() -> frozenset[str]:
    return frozenset(option.keyword.decode() for option in pq.Conninfo.get_defaults())


def _wrong(name: str, why: str) -> EnvError:
    return EnvError(f"{name} is not a usable PostgreSQL address: {why}. Expected postgresql://user@host:5432/database.")
