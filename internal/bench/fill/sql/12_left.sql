DO $$ BEGIN
    IF current_setting('session_replication_role') = 'replica' THEN
        PERFORM set_config('session_replication_role', 'origin', false);
    END IF;
END $$;
-- Some municipalities have left a case; the database keeps what it said then.
UPDATE participant p SET left_at = c.created_at + interval '150 days', left_why = 'Kommunen har gått ut av samarbeidet.'
    FROM plan c JOIN part t ON t.case_id = c.id AND t.place = 2 WHERE c.phase = 'closed' AND c.luck % 200 = 7 AND p.case_id = c.id AND p.municipality_id = t.municipality_id;
