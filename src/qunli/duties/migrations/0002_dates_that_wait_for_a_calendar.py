from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("duties", "0001_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="duty",
            name="counted_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="duty",
            name="working_days",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counted_from", None), ("working_days", None)),
                    models.Q(("counted_from__isnull", False), ("working_days__isnull", False)),
                    _connector="OR",
                ),
                name="duty_counted_paired",
            ),
        ),
    ]
