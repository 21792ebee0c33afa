-- The least that closing a month must do: freeze its assignments and callbacks and count them, written by hand for PostgreSQL.
-- The profile's settings (callback_sources city, callback_grade last) are those of xinglongtai-2022q1.
SET LOCAL jit = off;

INSERT INTO scoring_closing (label, starts_on, ends_on, state, as_of, computed_at, closed_at, reopened_why)
VALUES (%(label)s, %(starts_on)s, %(ends_on)s, 'closed', %(as_of)s, %(as_of)s, %(as_of)s, '');

WITH worked AS MATERIALIZED (
    SELECT day, count(*) FILTER (WHERE is_workday) OVER (ORDER BY day) AS n FROM units_calendarday
)
INSERT INTO scoring_countedassignment (
    closing_id, ticket_id, unit_id, category_id, root_category_id, channel_id, channel_group, ticket_type_id, level_id, row_id,
    assigned_at, first_due_at, first_replied_at, completed_at, in_dispatched, in_due, is_volume, has_sign_limit,
    is_signed_in_time, is_replied_in_time, is_completed, is_overdue, is_redone, handling_workdays
)
SELECT
    currval('scoring_closing_id_seq'), t.id, a.unit_id, t.category_id, coalesce(c.root_id, t.category_id), t.channel_id,
    coalesce(h."group", ''), t.ticket_type_id, t.level_id, a.id, a.assigned_at, a.first_due_at, a.first_replied_at, a.completed_at,
    a.assigned_at >= %(starts_at)s AND a.assigned_at < %(ends_at)s,
    coalesce(a.first_due_at > %(starts_at)s AND a.first_due_at <= least(%(ends_at)s, %(as_of)s), false),
    a.end_reason NOT IN ('returned', 'transferred', 'voided') AND NOT a.is_redo,
    a.sign_due_at IS NOT NULL,
    coalesce(a.signed_in_time AND a.signed_at <= %(as_of)s, false),
    coalesce(a.on_time AND a.first_replied_at <= %(as_of)s, false),
    coalesce(a.completed_at <= %(as_of)s, false),
    coalesce(
        a.first_due_at < %(as_of)s AND a.end_reason <> 'voided'
        AND CASE WHEN a.first_replied_at IS NULL THEN a.ended_at IS NULL OR a.ended_at > a.first_due_at ELSE NOT a.on_time END,
        false
    ),
    a.round > 1 OR t.redo_count > 0,
    replied.n - assigned.n
FROM tickets_assignment a
JOIN tickets_ticket t ON t.id = a.ticket_id
LEFT JOIN tickets_category c ON c.id = t.category_id
LEFT JOIN tickets_channel h ON h.id = t.channel_id
LEFT JOIN worked assigned ON assigned.day = (a.assigned_at AT TIME ZONE 'Asia/Shanghai')::date
LEFT JOIN worked replied ON replied.day = (a.first_replied_at AT TIME ZONE 'Asia/Shanghai')::date
WHERE a.is_lead AND NOT t.is_direct AND (
    (a.assigned_at >= %(starts_at)s AND a.assigned_at < %(ends_at)s)
    OR (a.first_due_at > %(starts_at)s AND a.first_due_at <= least(%(ends_at)s, %(as_of)s))
);

INSERT INTO scoring_countedcallback (
    closing_id, ticket_id, unit_id, category_id, root_category_id, channel_id, channel_group, ticket_type_id, level_id, row_id,
    called_at, in_called, reached, solved, result_grade, process_grade, stars, is_top_star, is_low_star, is_valid, is_cleared
)
SELECT
    currval('scoring_closing_id_seq'), t.id, b.unit_id, t.category_id, coalesce(c.root_id, t.category_id), t.channel_id,
    coalesce(h."group", ''), t.ticket_type_id, t.level_id, b.id, b.called_at, true, b.reached, b.solved, b.result_grade,
    b.process_grade, b.stars, coalesce(b.stars >= %(stars_max)s, false), coalesce(b.stars <= %(low_star)s, false),
    b.reached = 'reached' AND (b.solved <> '' OR b.result_grade <> '' OR b.process_grade <> '' OR b.stars IS NOT NULL),
    b.result_grade = 'dissatisfied' AND EXISTS (
        SELECT 1 FROM tickets_callback later
        WHERE later.ticket_id = b.ticket_id AND later.called_at > b.called_at AND later.called_at <= %(as_of)s
        AND later.result_grade IN ('satisfied', 'basically')
    )
FROM tickets_callback b
JOIN tickets_ticket t ON t.id = b.ticket_id
LEFT JOIN tickets_category c ON c.id = t.category_id
LEFT JOIN tickets_channel h ON h.id = t.channel_id
WHERE b.is_last AND b.source = 'city' AND b.called_at >= %(starts_at)s AND b.called_at < %(ends_at)s;

INSERT INTO scoring_fact (closing_id, unit_id, category_id, indicator, base, hits)
SELECT currval('scoring_closing_id_seq'), unit_id, root_category_id, fact.indicator, fact.base, fact.hits
FROM (
    SELECT
        unit_id, root_category_id,
        count(*) FILTER (WHERE in_dispatched AND is_volume) AS sent,
        count(*) FILTER (WHERE in_due AND is_volume) AS due,
        count(*) FILTER (WHERE in_due AND is_volume AND is_completed) AS completed,
        count(*) FILTER (WHERE in_due AND is_volume AND is_replied_in_time) AS in_time,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND has_sign_limit) AS to_sign,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND has_sign_limit AND is_signed_in_time) AS signed,
        count(*) FILTER (WHERE in_due) AS all_due,
        count(*) FILTER (WHERE in_due AND is_overdue) AS overdue,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND is_redone) AS redone,
        count(handling_workdays) FILTER (WHERE in_due AND is_volume) AS handled,
        coalesce(sum(handling_workdays) FILTER (WHERE in_due AND is_volume), 0) AS days
    FROM scoring_countedassignment WHERE closing_id = currval('scoring_closing_id_seq') GROUP BY 1, 2
) counted, LATERAL (
    VALUES
        ('volume', sent, sent), ('due', due, due), ('completion', due, completed), ('on_time_feedback', due, in_time),
        ('on_time_signing', to_sign, signed), ('overdue', all_due, overdue), ('redo', sent, redone), ('handling_workdays', handled, days)
) fact (indicator, base, hits)
WHERE fact.base <> 0 OR fact.hits <> 0;

INSERT INTO scoring_fact (closing_id, unit_id, category_id, indicator, base, hits)
SELECT currval('scoring_closing_id_seq'), unit_id, root_category_id, fact.indicator, fact.base, fact.hits
FROM (
    SELECT
        unit_id, root_category_id,
        count(*) AS called,
        count(*) FILTER (WHERE is_valid) AS valid,
        count(*) FILTER (WHERE result_grade <> '') AS graded,
        count(*) FILTER (WHERE result_grade = 'satisfied') AS satisfied,
        count(*) FILTER (WHERE result_grade = 'basically') AS basically,
        count(*) FILTER (WHERE result_grade = 'dissatisfied') AS dissatisfied,
        count(*) FILTER (WHERE result_grade = 'dissatisfied' AND NOT is_cleared) AS still,
        count(*) FILTER (WHERE process_grade <> '') AS process,
        count(*) FILTER (WHERE process_grade = 'satisfied') AS process_satisfied,
        count(*) FILTER (WHERE process_grade = 'basically') AS process_basically,
        count(*) FILTER (WHERE process_grade = 'dissatisfied') AS process_dissatisfied,
        count(*) FILTER (WHERE solved <> '') AS answered,
        count(*) FILTER (WHERE solved = 'solved') AS solved,
        count(*) FILTER (WHERE solved = 'partly') AS partly,
        count(*) FILTER (WHERE solved = 'unsolved') AS unsolved,
        count(stars) AS starred,
        coalesce(sum(stars), 0) AS stars,
        count(*) FILTER (WHERE is_top_star) AS top,
        count(*) FILTER (WHERE is_low_star) AS low
    FROM scoring_countedcallback WHERE closing_id = currval('scoring_closing_id_seq') GROUP BY 1, 2
) counted, LATERAL (
    VALUES
        ('satisfaction.satisfied', graded, satisfied), ('satisfaction.basically', graded, basically),
        ('satisfaction.dissatisfied', graded, dissatisfied), ('process_satisfaction.satisfied', process, process_satisfied),
        ('process_satisfaction.basically', process, process_basically),
        ('process_satisfaction.dissatisfied', process, process_dissatisfied), ('solved.solved', answered, solved),
        ('solved.partly', answered, partly), ('solved.unsolved', answered, unsolved), ('valid_callback', called, valid),
        ('mean_star', starred, stars), ('top_star', starred, top), ('low_star', starred, low), ('dissatisfied', graded, dissatisfied),
        ('still_dissatisfied', dissatisfied, still)
) fact (indicator, base, hits)
WHERE fact.base <> 0 OR fact.hits <> 0;
