"""The readers of environment variables fail in one clear line, and never repeat a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from qunli.config.env import (
    VARIABLES,
    EnvError,
    database_settings,
    env_bool,
    env_int,
    env_list,
    env_path,
    env_str,
    qunli_home,
)


def test_unset_and_empty_variables_take_their_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUNLI_TIME_ZONE", raising=False)
    monkeypatch.setenv("QUNLI_LANGUAGE", "  ")
    assert (env_str("QUNLI_TIME_ZONE"), env_str("QUNLI_LANGUAGE")) == ("Asia/Shanghai", "zh-hans")


def test_a_variable_outside_the_table_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        env_str("QUNLI_NOT_LISTED")


def test_every_variable_is_listed_once_with_a_meaning() -> None:
    names = [variable.name for variable in VARIABLES]
    assert len(names) == len(set(names))
    assert [variable.name for variable in VARIABLES if not variable.meaning] == []


@pytest.mark.parametrize(("text", "expected"), [("yes", True), ("0", False), ("On", True), ("FALSE", False)])
def test_yes_and_no_are_read_in_all_usual_forms(monkeypatch: pytest.MonkeyPatch, text: str, *, expected: bool) -> None:
    monkeypatch.setenv("QUNLI_HTTPS", text)
    assert env_bool("QUNLI_HTTPS") is expected


def test_a_wrong_yes_or_no_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUNLI_HTTPS", "perhaps")
    with pytest.raises(EnvError, match=r"^QUNLI_HTTPS: expected yes or no, got 'perhaps'\.$"):
        env_bool("QUNLI_HTTPS")


@pytest.mark.parametrize("text", ["-1", "1.5", "one", "１"])
def test_a_wrong_number_names_the_variable(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("QUNLI_PROXIES", text)
    with pytest.raises(EnvError, match=r"^QUNLI_PROXIES: expected a whole number"):
        env_int("QUNLI_PROXIES")


def test_lists_lose_blanks_and_empty_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUNLI_HOSTS", " a.example ,, b.example,")
    assert env_list("QUNLI_HOSTS") == ["a.example", "b.example"]


def test_a_relative_path_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUNLI_HOME", "here")
    with pytest.raises(EnvError, match=r"^QUNLI_HOME: expected an absolute path"):
        env_path("QUNLI_HOME")


def test_home_is_in_the_users_data_folder_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUNLI_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/elsewhere/data")
    assert qunli_home() == Path("/elsewhere/data/qunli")
    monkeypatch.setenv("QUNLI_HOME", "/srv/qunli")
    assert qunli_home() == Path("/srv/qunli")


def test_a_database_address_is_read_with_its_encoded_parts_and_options() -> None:
    settings = database_settings("postgresql://a%40b:p%3Aw@db.example:5433/na%20me?sslmode=require&conn_max_age=60")
    assert settings == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "na me",
        "USER": "a@b",
        "PASSWORD": "p:w",
        "HOST": "db.example",
        "PORT": "5433",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize("url", ["postgres:///q?host=/run/Pg", "postgresql://%2Frun%2FPg/q"])
def test_a_socket_folder_keeps_its_capitals(url: str) -> None:
    settings = database_settings(url)
    assert (settings["HOST"], settings["NAME"], settings["PORT"]) == ("/run/Pg", "q", "")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "it does not start with postgresql://"),
        ("mysql://user:secret@h/q", "it does not start with postgresql://"),
        ("postgresql://user:secret@h:99999/q", "the port is not a number up to 65535"),
        ("postgresql://user:secret@h/q?port=x", "the port is not a number up to 65535"),
        ("postgresql://user:sec#ret@h/q", "it contains a # (write %23)"),
        ("postgresql://user:secret@h/", "it names no database"),
        ("postgresql://user:secret@h/q?colour=red", "PostgreSQL knows no option 'colour'"),
        ("postgresql://user:secret@h/q?conn_max_age=x", "conn_max_age is not a whole number"),
        ("postgresql://user:secret@[h/q", "Invalid IPv6 URL"),
    ],
)
def test_a_wrong_database_address_says_why_in_one_line_without_the_password(url: str, why: str) -> None:
    with pytest.raises(EnvError) as caught:
        database_settings(url)
    message = str(caught.value)
    assert message == (
        f"DATABASE_URL is not a usable PostgreSQL address: {why}. Expected postgresql://user@host:5432/database."
    )
