from django.db import migrations

# What actions.standing.wait_ended_by would have said: the oldest message since our last one before this answer.
_WAITED = """
UPDATE correspondence_message SET waited_since = (
    SELECT MIN(asked.at) FROM correspondence_message asked
    WHERE asked.thread_id = correspondence_message.thread_id
    AND asked.direction = 'in' AND asked.at <= correspondence_message.at
    AND NOT EXISTS (
        SELECT 1 FROM correspondence_message before
        WHERE before.thread_id = asked.thread_id AND before.direction = 'out'
        AND before.at > asked.at AND before.at < correspondence_message.at
    )
)
WHERE direction = 'out'
"""


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0015_automatic_answers")]

    operations = [migrations.RunSQL(_WAITED, migrations.RunSQL.noop)]
