"""Orphaned files go, the journal's head leaves the database."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django import Settings

from making.people import AT, a_party, an_operator
from qunli.core.actions import attach_file
from qunli.core.actions.keeping import sweep_orphans, write_down_head
from qunli.core.queries.journal import journal_head, verify_journal
from qunli.core.states import SYSTEM

pytestmark = pytest.mark.django_db


def test_a_file_whose_record_was_never_written_goes_after_a_day() -> None:
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=2), tick=False):
        kept = attach_file(to=a_party(), file=ContentFile(b"kept", "kept.txt"), by=SYSTEM, at=now)
        orphan = default_storage.save(f"2026/03/{'a' * 32}.txt", ContentFile(b"lost"))
        strange = default_storage.save("notes/keep-me.txt", ContentFile(b"not ours"))
    young = default_storage.save(f"2026/03/{'b' * 32}.txt", ContentFile(b"an act is still running"))
    swept = sweep_orphans(at=now)  # with what other tests have left
    assert [name in swept for name in (str(kept.file.name), orphan, strange, young)] == [False, True, False, False]
    assert [default_storage.exists(name) for name in (str(kept.file.name), orphan, strange, young)] == [
        True,
        False,
        True,
        True,
    ]


def test_a_site_without_any_file_has_no_orphans(settings: Settings, tmp_path: Path) -> None:
    folder = {"location": tmp_path / "not made yet"}
    on_disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    settings.STORAGES = {**settings.STORAGES, "default": on_disk}
    assert sweep_orphans(at=AT) == []


def test_the_head_is_added_to_a_file_and_verifies_the_journal(settings: Settings, tmp_path: Path) -> None:
    settings.JOURNAL_HEADS = tmp_path / "folder" / "heads.txt"
    an_operator()
    first = write_down_head(at=AT)
    an_operator()
    second = write_down_head(at=AT + timedelta(days=1))
    lines = (tmp_path / "folder" / "heads.txt").read_text().splitlines()
    assert lines == [f"2026-03-02T01:00:00+00:00 {first}", f"2026-03-03T01:00:00+00:00 {second}"]
    assert (second, verify_journal(against=first).sound) == (journal_head(), True)
