"""Attempts counted for rate limits: outside the write-ahead log, since a crash may forget them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_journal_guard")]

    operations = [
        migrations.CreateModel(
            name="AttemptCount",
            fields=[
                ("key", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["ends_at"], name="attempt_count_ends")]},
        ),
        migrations.RunSQL("ALTER TABLE core_attemptcount SET UNLOGGED;", "ALTER TABLE core_attemptcount SET LOGGED;"),
    ]
