from django.db import migrations


def tell_why(apps, schema_editor):
    """Until now an answer from the receiver was the only failure with a time."""
    failed = apps.get_model("correspondence", "Delivery").objects.filter(state="failed", failure="")
    failed.filter(settled_at__isnull=False).update(failure="refused")
    failed.filter(settled_at__isnull=True).update(failure="fault")


class Migration(migrations.Migration):

    dependencies = [
        ("correspondence", "0004_track_and_trace"),
    ]

    operations = [
        migrations.RunPython(tell_why, migrations.RunPython.noop),
    ]
