"""A cluster whose recognition lapsed may apply anew: the condition is wider, so whatever held before holds still."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_lapse_and_standing")]

    operations = [
        migrations.RemoveConstraint(
            model_name="recognition",
            name="recognition_once_at_a_time",
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.UniqueConstraint(condition=models.Q(("state__in", ("refused", "withdrawn", "revoked", "lapsed")), _negated=True), fields=("cluster", "pack"), name="recognition_once_at_a_time"),
        ),
    ]
