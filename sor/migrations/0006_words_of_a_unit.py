"""All words of a unit in one text. The index is made anew for it after migrating (sor/apps.py)."""

from django.db import migrations, models


def empty_the_index(apps, _schema_editor):
    """An index without units is what makes SorConfig fill it."""
    for name in ("SearchUnit", "SearchEntry", "SearchGram"):
        apps.get_model("sor", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sor", "0005_search"),
    ]

    operations = [
        migrations.RunPython(empty_the_index, migrations.RunPython.noop),
        migrations.AddField(
            model_name="searchunit",
            name="words",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
    ]
