"""The database itself holds payments to the task book: by stream they sum exactly while it is in force, never above."""

from django.db import migrations

GUARD = """
CREATE FUNCTION payments_fit_the_task_book(checked bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    project_state text;
    off record;
BEGIN
    SELECT state INTO project_state FROM projects_project WHERE id = checked;
    SELECT COALESCE(t.stream, p.stream) AS stream, COALESCE(t.total, 0) AS total, COALESCE(p.paid, 0) AS planned
        INTO off
        FROM (SELECT stream, total FROM projects_streamtotal WHERE project_id = checked) t
        FULL JOIN (
            SELECT stream, sum(amount) AS paid FROM projects_payment
            WHERE project_id = checked AND state <> 'cancelled' GROUP BY stream
        ) p ON p.stream = t.stream
        WHERE COALESCE(p.paid, 0) > COALESCE(t.total, 0)
           OR (project_state = 'running' AND COALESCE(p.paid, 0) <> COALESCE(t.total, 0))
        LIMIT 1;
    IF FOUND AND project_state <> 'preparing' THEN
        RAISE EXCEPTION 'payments of stream % (%) do not fit the task book (%)', off.stream, off.planned, off.total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_fit_the_task_book';
    END IF;
END $$;

CREATE FUNCTION check_payments_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'projects_project' THEN
        PERFORM payments_fit_the_task_book(NEW.id);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM payments_fit_the_task_book(OLD.project_id);
    ELSE
        PERFORM payments_fit_the_task_book(NEW.project_id);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER payment_fits AFTER INSERT OR UPDATE OR DELETE ON projects_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_payments_of_row();
CREATE CONSTRAINT TRIGGER stream_total_fits AFTER INSERT OR UPDATE OR DELETE ON projects_streamtotal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_payments_of_row();
CREATE CONSTRAINT TRIGGER project_fits AFTER UPDATE OF state ON projects_project
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_payments_of_row();
"""

UNDO = """
DROP TRIGGER payment_fits ON projects_payment;
DROP TRIGGER stream_total_fits ON projects_streamtotal;
DROP TRIGGER project_fits ON projects_project;
DROP FUNCTION check_payments_of_row();
DROP FUNCTION payments_fit_the_task_book(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_records")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
