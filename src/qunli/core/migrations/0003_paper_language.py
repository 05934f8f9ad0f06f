"""Papers remember the language in which they were made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_journal_guard")]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="language",
            field=models.CharField(blank=True, default="", max_length=10),
        ),
    ]
