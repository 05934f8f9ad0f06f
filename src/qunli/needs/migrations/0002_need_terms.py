"""The words of a need in an index: needs much alike are found by it."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("needs", "0001_records")]

    operations = [
        migrations.AddIndex(
            model_name="need",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(models.F("bigrams"), models.Value(" "), function="string_to_array"),
                fastupdate=False,
                name="need_terms",
            ),
        ),
    ]
