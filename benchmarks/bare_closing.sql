-- The least that closing a month must do: freeze its rows and count them, written by hand for PostgreSQL.
-- The profile's settings (callback_sources city, callback_grade last) are those of xinglongtai-2022q1; nothing is excluded.
SET LOCAL jit = off;

INSERT INTO scoring_closing (label, starts_on, ends_on, state, as_of, computed_at, closed_at, reopened_why, late, is_stale, step, span)
VALUES (%(label)s, %(starts_on)s, %(ends_on)s, 'closed', %(as_of)s, %(as_of)s, %(as_of)s, '', '{}', false, 0, '');

INSERT INTO scoring_countedticket (
    closing_id, ticket_id, unit_id, category_id, root_category_id, channel_id, channel_group, ticket_type_id, ticket_level_id, area,
    is_enterprise, is_tourism, row_id, arrived_at, in_arrived, is_direct, is_voided, is_effective, return_count, is_many_returns
)
SELECT
    currval('scoring_closing_id_seq'), t.id, t.lead_unit_id, t.category_id, coalesce(c.root_id, t.category_id), t.channel_id,
    coalesce(h."group", ''), t.ticket_type_id, t.level_id, t.area, t.is_enterprise, t.is_tourism, t.id, t.arrived_at, true, t.is_direct,
    t.status = 'voided', NOT t.is_direct AND t.status <> 'voided' AND coalesce(k.label NOT LIKE '%%无效%%', true), t.return_count,
    t.return_count >= %(many_returns)s
FROM tickets_ticket t
LEFT JOIN tickets_category c ON c.id = t.category_id
LEFT JOIN tickets_channel h ON h.id = t.channel_id
LEFT JOIN tickets_tickettype k ON k.id = t.ticket_type_id
WHERE t.arrived_at >= %(starts_at)s AND t.arrived_at < %(ends_at)s;

WITH worked AS MATERIALIZED (
    SELECT day, count(*) FILTER (WHERE is_workday) OVER (ORDER BY day) AS n FROM units_calendarday
), extended AS MATERIALIZED (
    SELECT DISTINCT assignment_id FROM tickets_extensionrequest WHERE decision = 'accepted' AND decided_at <= %(as_of)s
), redone AS MATERIALIZED (
    SELECT ticket_id, count(*) AS n FROM tickets_redoorder WHERE at <= %(as_of)s GROUP BY ticket_id
)
INSERT INTO scoring_countedassignment (
    closing_id, ticket_id, unit_id, category_id, root_category_id, channel_id, channel_group, ticket_type_id, ticket_level_id, area,
    is_enterprise, is_tourism, row_id, assigned_at, first_due_at, first_replied_at, completed_at, in_dispatched, in_due, is_volume,
    is_sent, is_first, has_sign_limit, is_signed_in_time, is_contacted_in_time, is_replied_in_time, is_completed, is_overdue,
    is_redone, redo_count, is_returned, is_given_away, is_extended, handling_workdays, out_of_volume, out_of_signing,
    out_of_contact, out_of_feedback, out_of_completion, out_of_return, out_of_redo
)
SELECT
    currval('scoring_closing_id_seq'), t.id, a.unit_id, t.category_id, coalesce(c.root_id, t.category_id), t.channel_id,
    coalesce(h."group", ''), t.ticket_type_id, t.level_id, t.area, t.is_enterprise, t.is_tourism, a.id, a.assigned_at, a.first_due_at,
    a.first_replied_at, a.completed_at,
    a.assigned_at >= %(starts_at)s AND a.assigned_at < %(ends_at)s,
    coalesce(a.first_due_at > %(starts_at)s AND a.first_due_at <= least(%(ends_at)s, %(as_of)s), false),
    a.end_reason NOT IN ('returned', 'transferred', 'voided') AND NOT a.is_redo,
    a.end_reason <> 'voided' AND NOT a.is_redo,
    coalesce(NOT a.is_redo AND a.assigned_at = t.dispatched_at, false),
    a.sign_due_at IS NOT NULL,
    coalesce(a.signed_in_time AND a.signed_at <= %(as_of)s, false),
    coalesce(a.first_contact_at <= a.assigned_at + make_interval(hours => %(contact_hours)s) AND a.first_contact_at <= %(as_of)s, false),
    coalesce(a.on_time AND a.first_replied_at <= %(as_of)s, false),
    coalesce(a.completed_at <= %(as_of)s, false),
    coalesce(
        a.first_due_at < %(as_of)s AND a.first_due_at > a.assigned_at AND a.end_reason <> 'voided'
        AND CASE WHEN a.first_replied_at IS NULL THEN a.ended_at IS NULL OR a.ended_at > a.first_due_at ELSE NOT a.on_time END,
        false
    ),
    t.redo_count > 0 AND r.n IS NOT NULL,
    CASE WHEN t.redo_count > 0 THEN coalesce(r.n, 0) ELSE 0 END,
    a.end_reason = 'returned', a.end_reason IN ('returned', 'transferred'), e.assignment_id IS NOT NULL,
    replied.n - assigned.n, false, false, false, false, false, false, false
FROM tickets_assignment a
JOIN tickets_ticket t ON t.id = a.ticket_id
LEFT JOIN tickets_category c ON c.id = t.category_id
LEFT JOIN tickets_channel h ON h.id = t.channel_id
LEFT JOIN extended e ON e.assignment_id = a.id
LEFT JOIN redone r ON r.ticket_id = t.id
LEFT JOIN worked assigned ON assigned.day = (a.assigned_at AT TIME ZONE 'Asia/Shanghai')::date
LEFT JOIN worked replied ON replied.day = (a.first_replied_at AT TIME ZONE 'Asia/Shanghai')::date
WHERE a.is_lead AND NOT t.is_direct AND (
    (a.assigned_at >= %(starts_at)s AND a.assigned_at < %(ends_at)s)
    OR (a.first_due_at > %(starts_at)s AND a.first_due_at <= least(%(ends_at)s, %(as_of)s))
);

INSERT INTO scoring_countedassist (
    closing_id, ticket_id, unit_id, category_id, root_category_id, channel_id, channel_group, ticket_type_id, ticket_level_id, area,
    is_enterprise, is_tourism, row_id, assigned_at, replied_at, in_dispatched, is_volume
)
SELECT
    currval('scoring_closing_id_seq'), t.id, a.unit_id, t.category_id, coalesce(c.root_id, t.category_id), t.channel_id,
    coalesce(h."group", ''), t.ticket_type_id, t.level_id, t.area, t.is_enterprise, t.is_tourism, a.id, a.assigned_at, a.replied_at, true,
    a.end_reason NOT IN ('returned', 'transferred', 'voided')
FROM tickets_assignment a
JOIN tickets_ticket t ON t.id = a.ticket_id
LEFT JOIN tickets_category c ON c.id = t.category_id
LEFT JOIN tickets_channel h ON h.id = t.channel_id
WHERE NOT a.is_lead AND NOT t.is_direct AND a.assigned_at >= %(starts_at)s AND a.assigned_at < %(ends_at)s;

INSERT INTO scoring_countedreply (
    closing_id, ticket_id, unit_id, category_id, root_category_id, channel_id, channel_group, ticket_type_id, ticket_level_id, area,
    is_enterprise, is_tourism, row_id, at, promised_on, in_replied, in_promised, is_staged, is_sent_back, is_promise, is_broken
)
SELECT
    currval('scoring_closing_id_seq'), t.id, a.unit_id, t.category_id, coalesce(c.root_id, t.category_id), t.channel_id,
    coalesce(h."group", ''), t.ticket_type_id, t.level_id, t.area, t.is_enterprise, t.is_tourism, p.id, p.at, p.promised_on,
    p.at >= %(starts_at)s AND p.at < %(ends_at)s,
    coalesce(p.promised_on BETWEEN %(starts_on)s AND %(promises_to)s, false),
    p.kind = 'staged', coalesce(p.decision = 'sent_back' AND p.decided_at <= %(as_of)s, false), promise.holds,
    promise.holds AND NOT EXISTS (
        SELECT 1 FROM tickets_reply later
        WHERE later.ticket_id = p.ticket_id AND later.at > p.at AND later.at <= %(as_of)s AND later.decision <> 'sent_back'
        AND (later.at AT TIME ZONE 'Asia/Shanghai')::date <= p.promised_on
    )
FROM tickets_reply p
CROSS JOIN LATERAL (
    SELECT coalesce(
        p.kind = 'staged' AND p.decision = 'accepted' AND p.decided_at <= %(as_of)s AND p.promised_on IS NOT NULL, false
    ) AS holds
) promise
JOIN tickets_assignment a ON a.id = p.assignment_id
JOIN tickets_ticket t ON t.id = p.ticket_id
LEFT JOIN tickets_category c ON c.id = t.category_id
LEFT JOIN tickets_channel h ON h.id = t.channel_id
WHERE (p.kind = 'staged' OR p.decision = 'sent_back') AND (
    (p.at >= %(starts_at)s AND p.at < %(ends_at)s) OR p.promised_on BETWEEN %(starts_on)s AND %(promises_to)s
);

INSERT INTO scoring_countedcallback (
    closing_id, ticket_id, unit_id, category_id, root_category_id, channel_id, channel_group, ticket_type_id, ticket_level_id, area,
    is_enterprise, is_tourism, row_id, called_at, in_called, round, reached, solved, result_grade, process_grade, stars, is_top_star,
    is_low_star, is_valid, is_cleared, out_of_satisfaction, out_of_process, out_of_solved, out_of_star, out_of_valid
)
SELECT
    currval('scoring_closing_id_seq'), t.id, b.unit_id, t.category_id, coalesce(c.root_id, t.category_id), t.channel_id,
    coalesce(h."group", ''), t.ticket_type_id, t.level_id, t.area, t.is_enterprise, t.is_tourism, b.id, b.called_at, true, b.round,
    b.reached, b.solved, b.result_grade, b.process_grade, b.stars, coalesce(b.stars >= %(stars_max)s, false),
    coalesce(b.stars <= %(low_star)s, false),
    b.reached = 'reached' AND (b.solved <> '' OR b.result_grade <> '' OR b.process_grade <> '' OR b.stars IS NOT NULL),
    b.result_grade = 'dissatisfied' AND EXISTS (
        SELECT 1 FROM tickets_callback later
        WHERE later.ticket_id = b.ticket_id AND later.called_at > b.called_at AND later.called_at <= %(as_of)s
        AND later.result_grade IN ('satisfied', 'basically')
    ), false, false, false, false, false
FROM tickets_callback b
JOIN tickets_ticket t ON t.id = b.ticket_id
LEFT JOIN tickets_category c ON c.id = t.category_id
LEFT JOIN tickets_channel h ON h.id = t.channel_id
WHERE b.is_last AND b.source = 'city' AND b.called_at >= %(starts_at)s AND b.called_at < %(ends_at)s;

INSERT INTO scoring_countedreturn (
    closing_id, ticket_id, unit_id, category_id, root_category_id, channel_id, channel_group, ticket_type_id, ticket_level_id, area,
    is_enterprise, is_tourism, row_id, at, in_returned, serial, is_late, is_standing, is_ruled, is_accepted, out_of_return
)
SELECT
    currval('scoring_closing_id_seq'), t.id, a.unit_id, t.category_id, coalesce(c.root_id, t.category_id), t.channel_id,
    coalesce(h."group", ''), t.ticket_type_id, t.level_id, t.area, t.is_enterprise, t.is_tourism, q.id, q.at, true, q.serial, q.is_late,
    q.decision <> 'withdrawn', coalesce(q.decision IN ('accepted', 'refused') AND q.decided_at <= %(as_of)s, false),
    coalesce(q.decision = 'accepted' AND q.decided_at <= %(as_of)s, false), false
FROM tickets_returnrequest q
JOIN tickets_assignment a ON a.id = q.assignment_id
JOIN tickets_ticket t ON t.id = q.ticket_id
LEFT JOIN tickets_category c ON c.id = t.category_id
LEFT JOIN tickets_channel h ON h.id = t.channel_id
WHERE q.at >= %(starts_at)s AND q.at < %(ends_at)s;

INSERT INTO scoring_countedsupervision (
    closing_id, ticket_id, unit_id, category_id, root_category_id, channel_id, channel_group, ticket_type_id, ticket_level_id, area,
    is_enterprise, is_tourism, row_id, ordered_at, level, in_ordered, has_result, is_solved
)
SELECT
    currval('scoring_closing_id_seq'), t.id, o.unit_id, t.category_id, coalesce(c.root_id, t.category_id), t.channel_id,
    coalesce(h."group", ''), t.ticket_type_id, t.level_id, t.area, t.is_enterprise, t.is_tourism, o.id, o.ordered_at, o.level, true,
    o.result <> '' AND coalesce(o.result_at <= %(as_of)s, true), o.result = 'solved' AND coalesce(o.result_at <= %(as_of)s, true)
FROM tickets_supervisionorder o
JOIN tickets_ticket t ON t.id = o.ticket_id
LEFT JOIN tickets_category c ON c.id = t.category_id
LEFT JOIN tickets_channel h ON h.id = t.channel_id
WHERE o.ordered_at >= %(starts_at)s AND o.ordered_at < %(ends_at)s;

INSERT INTO scoring_countedwhistle (
    closing_id, ticket_id, unit_id, category_id, root_category_id, channel_id, channel_group, ticket_type_id, ticket_level_id, area,
    is_enterprise, is_tourism, row_id, blown_at, in_blown, has_result, is_solved
)
SELECT
    currval('scoring_closing_id_seq'), t.id, w.unit_id, t.category_id, coalesce(c.root_id, t.category_id), t.channel_id,
    coalesce(h."group", ''), t.ticket_type_id, t.level_id, coalesce(t.area, ''), coalesce(t.is_enterprise, false),
    coalesce(t.is_tourism, false), w.id, w.blown_at, true, w.result <> '' AND coalesce(w.result_at <= %(as_of)s, true),
    w.result = 'solved' AND coalesce(w.result_at <= %(as_of)s, true)
FROM tickets_whistle w
LEFT JOIN tickets_ticket t ON t.id = w.ticket_id
LEFT JOIN tickets_category c ON c.id = t.category_id
LEFT JOIN tickets_channel h ON h.id = t.channel_id
WHERE w.blown_at >= %(starts_at)s AND w.blown_at < %(ends_at)s;

INSERT INTO scoring_fact (closing_id, unit_id, category_id, indicator, base, hits, excluded_base, excluded_hits)
SELECT currval('scoring_closing_id_seq'), unit_id, root_category_id, fact.indicator, fact.base, fact.hits, 0, 0
FROM (
    SELECT
        unit_id, root_category_id,
        count(*) AS arrived,
        count(*) FILTER (WHERE NOT is_direct) AS forwarded,
        count(*) FILTER (WHERE is_effective) AS effective,
        count(*) FILTER (WHERE is_direct) AS direct,
        count(*) FILTER (WHERE is_voided) AS voided,
        count(*) FILTER (WHERE is_many_returns) AS many
    FROM scoring_countedticket WHERE closing_id = currval('scoring_closing_id_seq') GROUP BY 1, 2
) counted, LATERAL (
    VALUES
        ('arrivals', arrived, arrived), ('effective_volume', forwarded, effective), ('direct', arrived, direct),
        ('voided', arrived, voided), ('many_returns', arrived, many)
) fact (indicator, base, hits)
WHERE fact.base <> 0 OR fact.hits <> 0;

INSERT INTO scoring_fact (closing_id, unit_id, category_id, indicator, base, hits, excluded_base, excluded_hits)
SELECT currval('scoring_closing_id_seq'), unit_id, root_category_id, fact.indicator, fact.base, fact.hits, 0, 0
FROM (
    SELECT
        unit_id, root_category_id,
        count(*) FILTER (WHERE in_dispatched AND is_volume) AS sent,
        count(*) FILTER (WHERE in_due AND is_volume) AS due,
        count(*) FILTER (WHERE in_due AND is_volume AND is_completed) AS completed,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND is_completed) AS completed_sent,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND NOT is_completed) AS carried,
        count(*) FILTER (WHERE in_due AND is_volume AND is_replied_in_time) AS in_time,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND has_sign_limit) AS to_sign,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND has_sign_limit AND is_signed_in_time) AS signed,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND is_contacted_in_time) AS contacted,
        count(*) FILTER (WHERE in_dispatched AND is_sent) AS all_sent,
        count(*) FILTER (WHERE in_dispatched AND is_sent AND is_first) AS first_sent,
        count(*) FILTER (WHERE in_dispatched AND is_sent AND is_first AND NOT is_given_away) AS kept,
        count(*) FILTER (WHERE in_dispatched AND is_sent AND is_returned) AS returned,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND is_extended) AS extended,
        count(*) FILTER (WHERE in_dispatched) AS hops,
        count(*) FILTER (WHERE in_due) AS all_due,
        count(*) FILTER (WHERE in_due AND is_overdue) AS overdue,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND is_redone) AS redone,
        coalesce(sum(redo_count) FILTER (WHERE in_dispatched AND is_volume AND is_redone), 0) AS redos,
        count(handling_workdays) FILTER (WHERE in_due AND is_volume) AS handled,
        coalesce(sum(handling_workdays) FILTER (WHERE in_due AND is_volume), 0) AS days,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND is_enterprise) AS enterprise,
        count(*) FILTER (WHERE in_dispatched AND is_volume AND is_tourism) AS tourism
    FROM scoring_countedassignment WHERE closing_id = currval('scoring_closing_id_seq') GROUP BY 1, 2
) counted, LATERAL (
    VALUES
        ('volume', sent, sent), ('due', due, due), ('completion', due, completed), ('completion_received', sent, completed_sent),
        ('on_time_feedback', due, in_time), ('on_time_signing', to_sign, signed), ('response', sent, contacted),
        ('first_dispatch_accuracy', first_sent, kept), ('return_rate', all_sent, returned), ('extension_rate', sent, extended),
        ('redo', sent, redone), ('redo_rate', sent, redone), ('redo_count', redone, redos), ('overdue', all_due, overdue),
        ('handling_workdays', handled, days), ('carried_over', sent, carried), ('hand_overs', hops, hops),
        ('enterprise_volume', enterprise, enterprise), ('tourism_volume', tourism, tourism)
) fact (indicator, base, hits)
WHERE fact.base <> 0 OR fact.hits <> 0;

INSERT INTO scoring_fact (closing_id, unit_id, category_id, indicator, base, hits, excluded_base, excluded_hits)
SELECT currval('scoring_closing_id_seq'), unit_id, root_category_id, 'assists', count(*), count(*), 0, 0
FROM scoring_countedassist WHERE closing_id = currval('scoring_closing_id_seq') AND is_volume GROUP BY 2, 3;

INSERT INTO scoring_fact (closing_id, unit_id, category_id, indicator, base, hits, excluded_base, excluded_hits)
SELECT currval('scoring_closing_id_seq'), unit_id, root_category_id, fact.indicator, fact.base, fact.hits, 0, 0
FROM (
    SELECT
        unit_id, root_category_id,
        count(*) FILTER (WHERE in_replied AND is_staged) AS staged,
        count(*) FILTER (WHERE in_replied AND is_sent_back) AS sent_back,
        count(*) FILTER (WHERE in_promised AND is_promise) AS promised,
        count(*) FILTER (WHERE in_promised AND is_promise AND is_broken) AS broken
    FROM scoring_countedreply WHERE closing_id = currval('scoring_closing_id_seq') GROUP BY 1, 2
) counted, LATERAL (
    VALUES ('staged_replies', staged, staged), ('replies_sent_back', sent_back, sent_back), ('broken_promises', promised, broken)
) fact (indicator, base, hits)
WHERE fact.base <> 0 OR fact.hits <> 0;

INSERT INTO scoring_fact (closing_id, unit_id, category_id, indicator, base, hits, excluded_base, excluded_hits)
SELECT currval('scoring_closing_id_seq'), unit_id, root_category_id, fact.indicator, fact.base, fact.hits, 0, 0
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
        count(*) FILTER (WHERE solved = 'solved' AND round = 1) AS once,
        count(*) FILTER (WHERE solved = 'solved' AND round = 2) AS twice,
        count(*) FILTER (WHERE solved = 'solved' AND round = 3) AS thrice,
        count(stars) AS starred,
        coalesce(sum(stars), 0) AS stars,
        count(*) FILTER (WHERE is_top_star) AS top,
        count(*) FILTER (WHERE is_low_star) AS low,
        count(*) FILTER (WHERE is_enterprise AND result_grade <> '') AS e_graded,
        count(*) FILTER (WHERE is_enterprise AND result_grade = 'satisfied') AS e_satisfied,
        count(*) FILTER (WHERE is_enterprise AND result_grade = 'basically') AS e_basically,
        count(*) FILTER (WHERE is_enterprise AND result_grade = 'dissatisfied') AS e_dissatisfied,
        count(*) FILTER (WHERE is_enterprise AND solved <> '') AS e_answered,
        count(*) FILTER (WHERE is_enterprise AND solved = 'solved') AS e_solved,
        count(*) FILTER (WHERE is_enterprise AND solved = 'partly') AS e_partly,
        count(*) FILTER (WHERE is_enterprise AND solved = 'unsolved') AS e_unsolved,
        count(*) FILTER (WHERE is_tourism AND result_grade <> '') AS t_graded,
        count(*) FILTER (WHERE is_tourism AND result_grade = 'satisfied') AS t_satisfied,
        count(*) FILTER (WHERE is_tourism AND result_grade = 'basically') AS t_basically,
        count(*) FILTER (WHERE is_tourism AND result_grade = 'dissatisfied') AS t_dissatisfied,
        count(*) FILTER (WHERE is_tourism AND solved <> '') AS t_answered,
        count(*) FILTER (WHERE is_tourism AND solved = 'solved') AS t_solved,
        count(*) FILTER (WHERE is_tourism AND solved = 'partly') AS t_partly,
        count(*) FILTER (WHERE is_tourism AND solved = 'unsolved') AS t_unsolved
    FROM scoring_countedcallback WHERE closing_id = currval('scoring_closing_id_seq') GROUP BY 1, 2
) counted, LATERAL (
    VALUES
        ('satisfaction.satisfied', graded, satisfied), ('satisfaction.basically', graded, basically),
        ('satisfaction.dissatisfied', graded, dissatisfied), ('process_satisfaction.satisfied', process, process_satisfied),
        ('process_satisfaction.basically', process, process_basically),
        ('process_satisfaction.dissatisfied', process, process_dissatisfied), ('solved.solved', answered, solved),
        ('solved.partly', answered, partly), ('solved.unsolved', answered, unsolved), ('solved_once', answered, once),
        ('solved_twice', answered, twice), ('solved_three_times', answered, thrice), ('valid_callback', called, valid),
        ('mean_star', starred, stars), ('top_star', starred, top), ('low_star', starred, low), ('dissatisfied', graded, dissatisfied),
        ('still_dissatisfied', dissatisfied, still),
        ('enterprise_satisfaction.satisfied', e_graded, e_satisfied), ('enterprise_satisfaction.basically', e_graded, e_basically),
        ('enterprise_satisfaction.dissatisfied', e_graded, e_dissatisfied), ('enterprise_solved.solved', e_answered, e_solved),
        ('enterprise_solved.partly', e_answered, e_partly), ('enterprise_solved.unsolved', e_answered, e_unsolved),
        ('tourism_satisfaction.satisfied', t_graded, t_satisfied), ('tourism_satisfaction.basically', t_graded, t_basically),
        ('tourism_satisfaction.dissatisfied', t_graded, t_dissatisfied), ('tourism_solved.solved', t_answered, t_solved),
        ('tourism_solved.partly', t_answered, t_partly), ('tourism_solved.unsolved', t_answered, t_unsolved)
) fact (indicator, base, hits)
WHERE fact.base <> 0 OR fact.hits <> 0;

INSERT INTO scoring_fact (closing_id, unit_id, category_id, indicator, base, hits, excluded_base, excluded_hits)
SELECT currval('scoring_closing_id_seq'), unit_id, root_category_id, fact.indicator, fact.base, fact.hits, 0, 0
FROM (
    SELECT
        unit_id, root_category_id,
        count(*) FILTER (WHERE is_standing) AS standing,
        count(*) FILTER (WHERE is_standing AND is_late) AS late,
        count(*) FILTER (WHERE is_standing AND is_ruled) AS ruled,
        count(*) FILTER (WHERE is_standing AND is_ruled AND is_accepted) AS accepted
    FROM scoring_countedreturn WHERE closing_id = currval('scoring_closing_id_seq') GROUP BY 1, 2
) counted, LATERAL (
    VALUES ('returns', standing, standing), ('late_returns', standing, late), ('returns_accepted', ruled, accepted)
) fact (indicator, base, hits)
WHERE fact.base <> 0 OR fact.hits <> 0;

INSERT INTO scoring_fact (closing_id, unit_id, category_id, indicator, base, hits, excluded_base, excluded_hits)
SELECT currval('scoring_closing_id_seq'), unit_id, root_category_id, fact.indicator, fact.base, fact.hits, 0, 0
FROM (
    SELECT
        unit_id, root_category_id, 'supervision' || mark AS code, count(*) AS orders, count(*) FILTER (WHERE has_result) AS results,
        count(*) FILTER (WHERE is_solved) AS solved
    FROM scoring_countedsupervision, LATERAL (VALUES (''), ('_' || level)) marks (mark)
    WHERE closing_id = currval('scoring_closing_id_seq') GROUP BY 1, 2, 3
    UNION ALL
    SELECT unit_id, root_category_id, 'whistles', count(*), count(*) FILTER (WHERE has_result), count(*) FILTER (WHERE is_solved)
    FROM scoring_countedwhistle WHERE closing_id = currval('scoring_closing_id_seq') GROUP BY 1, 2
) counted, LATERAL (VALUES (code, orders, orders), (code || '_solved', results, solved)) fact (indicator, base, hits)
WHERE fact.base <> 0 OR fact.hits <> 0;
