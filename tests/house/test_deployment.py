"""The settings of a site in use pass Django's own checks for deployment."""

import os
import secrets
import subprocess
import sys

import pytest


@pytest.mark.process
def test_a_site_behind_https_passes_every_check_for_deployment() -> None:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "qunli.config.settings.live",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "QUNLI_HTTPS": "yes",
        "QUNLI_SECRET_KEY": secrets.token_urlsafe(64),
        "QUNLI_BASE_URL": "https://qunli.example.org",
        "QUNLI_HOSTS": "qunli.example.org",
    }
    checked = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (checked.returncode, checked.stdout, checked.stderr[-500:]) == (
        0,
        "System check identified no issues (0 silenced).\n",
        "",
    )
