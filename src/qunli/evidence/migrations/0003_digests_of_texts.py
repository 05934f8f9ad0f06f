"""What was kept so far was text, and its digest that of the text."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_readings")]

    operations = [
        migrations.RunSQL(
            "UPDATE evidence_document SET text_sha256 = sha256 WHERE text_sha256 = '' AND text <> ''",
            migrations.RunSQL.noop,
        )
    ]
