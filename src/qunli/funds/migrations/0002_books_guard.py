"""The database itself holds the books: balanced, never overdrawn, never changed; and a list stands only by all."""

from django.db import migrations

GUARD = """
CREATE FUNCTION refuse_change_of_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are append-only: a correction is a new entry'
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- An account begins at nought, and only postings move it.
CREATE FUNCTION keep_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.balance <> 0 THEN
            RAISE EXCEPTION 'an account begins at nought' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF pg_trigger_depth() < 2 OR (NEW.id, NEW.fund_id, NEW.party_id, NEW.kind, NEW.programme_id, NEW.support_id)
            IS DISTINCT FROM (OLD.id, OLD.fund_id, OLD.party_id, OLD.kind, OLD.programme_id, OLD.support_id) THEN
        RAISE EXCEPTION 'only postings move an account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER account_kept BEFORE INSERT OR UPDATE ON funds_account
    FOR EACH ROW EXECUTE FUNCTION keep_account();
CREATE TRIGGER account_stays BEFORE DELETE ON funds_account
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_books();

-- The balance follows each posting. The row's lock makes two at once wait for each other, and the check on the account
-- refuses the one that would take it below nought.
CREATE FUNCTION post_to_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own bigint;
BEGIN
    SELECT fund_id INTO own FROM funds_entry WHERE id = NEW.entry_id;
    UPDATE funds_account SET balance = balance + NEW.amount WHERE id = NEW.account_id AND fund_id = own;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the account is of another fund than the entry' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER posting_moves AFTER INSERT ON funds_posting FOR EACH ROW EXECUTE FUNCTION post_to_account();

-- An entry balances for each party by itself: one party's money never pays for another's.
CREATE FUNCTION check_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
    off record;
BEGIN
    IF TG_TABLE_NAME = 'funds_entry' THEN checked := NEW.id; ELSE checked := NEW.entry_id; END IF;
    IF NOT EXISTS (SELECT 1 FROM funds_posting WHERE entry_id = checked) THEN
        RAISE EXCEPTION 'entry % has no postings', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
    END IF;
    SELECT a.party_id, sum(p.amount) AS amount INTO off FROM funds_posting p JOIN funds_account a ON a.id = p.account_id
        WHERE p.entry_id = checked GROUP BY a.party_id HAVING sum(p.amount) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % is off by % for party %', checked, off.amount, off.party_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON funds_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_entry_balances();
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON funds_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_entry_balances();

-- What is committed, paid and to be recovered under a programme stays within its ceiling.
CREATE FUNCTION check_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own bigint;
    top numeric;
    used numeric;
BEGIN
    SELECT programme_id INTO own FROM funds_account WHERE id = NEW.account_id;
    IF own IS NULL THEN RETURN NULL; END IF;
    SELECT ceiling INTO top FROM funds_programme WHERE id = own FOR NO KEY UPDATE;
    IF top IS NULL THEN RETURN NULL; END IF;
    SELECT COALESCE(sum(balance), 0) INTO used FROM funds_account WHERE programme_id = own;
    IF used > top THEN
        RAISE EXCEPTION 'programme % would use % of %', own, used, top
            USING ERRCODE = 'check_violation', CONSTRAINT = 'programme_within_ceiling';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER posting_within_ceiling AFTER INSERT ON funds_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ceiling();

-- Nothing is entered into a year that is closed.
CREATE FUNCTION check_entry_year() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    through integer;
BEGIN
    SELECT closed_through INTO through FROM funds_fund WHERE id = NEW.fund_id FOR SHARE;
    IF extract(year FROM NEW.day) <= through THEN
        RAISE EXCEPTION 'the year of % is closed', NEW.day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_year_open';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_year_open BEFORE INSERT ON funds_entry FOR EACH ROW EXECUTE FUNCTION check_entry_year();

-- The lines of a list move only while it is a draft.
CREATE FUNCTION check_line_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own bigint;
    found_state text;
BEGIN
    IF TG_OP = 'DELETE' THEN own := OLD.joint_list_id; ELSE own := NEW.joint_list_id; END IF;
    SELECT state INTO found_state FROM funds_jointlist WHERE id = own FOR SHARE;
    IF found_state <> 'draft' THEN
        RAISE EXCEPTION 'list % is no draft: its lines stay', own USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER line_of_draft BEFORE INSERT OR UPDATE OR DELETE ON funds_jointline
    FOR EACH ROW EXECUTE FUNCTION check_line_of_draft();

-- A list is settled when every party of its fund has approved this very version, by its fingerprint.
CREATE FUNCTION check_settled_by_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('settled', 'committed') AND EXISTS (
        SELECT 1 FROM funds_fundparty p WHERE p.fund_id = NEW.fund_id AND NOT EXISTS (
            SELECT 1 FROM funds_approval a WHERE a.joint_list_id = NEW.id AND a.party_id = p.id
                AND a.version = NEW.version AND a.fingerprint = NEW.fingerprint)
    ) THEN
        RAISE EXCEPTION 'list % is not approved by all parties in version %', NEW.id, NEW.version
            USING ERRCODE = 'check_violation', CONSTRAINT = 'joint_list_settled_by_all';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER joint_list_settled_by_all AFTER INSERT OR UPDATE ON funds_jointlist
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_settled_by_all();
"""

NEVER_CHANGED = ("funds_entry", "funds_posting", "funds_approval")

TRIGGERS = "".join(
    f"""
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_books();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_books();
"""
    for table in NEVER_CHANGED
)

UNDO = """
DROP TRIGGER account_kept ON funds_account;
DROP TRIGGER account_stays ON funds_account;
DROP TRIGGER posting_moves ON funds_posting;
DROP TRIGGER entry_balances ON funds_entry;
DROP TRIGGER posting_balances ON funds_posting;
DROP TRIGGER posting_within_ceiling ON funds_posting;
DROP TRIGGER entry_year_open ON funds_entry;
DROP TRIGGER line_of_draft ON funds_jointline;
DROP TRIGGER joint_list_settled_by_all ON funds_jointlist;
DROP FUNCTION keep_account();
DROP FUNCTION post_to_account();
DROP FUNCTION check_entry_balances();
DROP FUNCTION check_ceiling();
DROP FUNCTION check_entry_year();
DROP FUNCTION check_line_of_draft();
DROP FUNCTION check_settled_by_all();
""" + "".join(
    f"DROP TRIGGER {table}_no_change ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"
    for table in NEVER_CHANGED
)


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_records")]

    operations = [migrations.RunSQL(GUARD + TRIGGERS, UNDO + "DROP FUNCTION refuse_change_of_books();")]
