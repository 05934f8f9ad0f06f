"""The database itself holds that a claim is confirmed exactly where somebody's confirmation of it stands.

What is created from a claim points to the confirmation with a key that protects it. So nothing stands on a claim
that waits or was rejected, whoever writes to the tables.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION check_claim_is_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
    claim_state text;
    stands boolean;
BEGIN
    IF TG_TABLE_NAME = 'evidence_claim' THEN
        checked := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        checked := OLD.claim_id;
    ELSE
        checked := NEW.claim_id;
    END IF;
    SELECT state INTO claim_state FROM evidence_claim WHERE id = checked;
    SELECT EXISTS (SELECT FROM evidence_confirmation WHERE claim_id = checked) INTO stands;
    IF claim_state IS NOT NULL AND stands <> (claim_state = 'confirmed') THEN
        RAISE EXCEPTION 'claim % is %, and a confirmation of it stands: %', checked, claim_state, stands
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_confirmed_by_somebody';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER claim_is_confirmed AFTER INSERT OR UPDATE OF state ON evidence_claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION check_claim_is_confirmed();
CREATE CONSTRAINT TRIGGER claim_is_no_longer_confirmed AFTER UPDATE OF state ON evidence_claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state = 'confirmed') EXECUTE FUNCTION check_claim_is_confirmed();
CREATE CONSTRAINT TRIGGER confirmation_is_of_a_confirmed_claim AFTER INSERT OR UPDATE OR DELETE ON evidence_confirmation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_claim_is_confirmed();
"""

UNDO = """
DROP TRIGGER claim_is_confirmed ON evidence_claim;
DROP TRIGGER claim_is_no_longer_confirmed ON evidence_claim;
DROP TRIGGER confirmation_is_of_a_confirmed_claim ON evidence_confirmation;
DROP FUNCTION check_claim_is_confirmed();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_digests_of_texts")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
