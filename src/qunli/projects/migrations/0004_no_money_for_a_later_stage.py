"""The database itself refuses money for a stage to a team that has not passed the gate before it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION paid_only_behind_the_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gates integer;
    needed integer;
BEGIN
    IF NEW.state NOT IN ('due', 'confirmed', 'released', 'paid') OR NEW.stream = 'own' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'paid' AND NEW.state = 'paid'
        AND OLD.amount = NEW.amount AND OLD.project_id = NEW.project_id
        AND OLD.milestone_id IS NOT DISTINCT FROM NEW.milestone_id THEN
        RETURN NEW;
    END IF;
    SELECT passed INTO gates FROM projects_lane WHERE project_id = NEW.project_id FOR SHARE;
    IF NOT FOUND THEN
        RETURN NEW;
    END IF;
    SELECT position INTO needed FROM projects_milestone WHERE id = NEW.milestone_id;
    IF COALESCE(needed, 0) > gates THEN
        RAISE EXCEPTION 'payment % is for a stage behind gate %, the team passed %', NEW.id, needed, gates
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paid_only_behind_the_gate';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER paid_only_behind_the_gate BEFORE INSERT OR UPDATE ON projects_payment
    FOR EACH ROW EXECUTE FUNCTION paid_only_behind_the_gate();
"""

UNDO = """
DROP TRIGGER paid_only_behind_the_gate ON projects_payment;
DROP FUNCTION paid_only_behind_the_gate();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_races")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
