-- Of one key in several files of a publisher the last file counts: it was asked for later.
UPDATE lines SET problem = 'a later file has this row'
FROM (
    SELECT source, reporter, partner, flow, period, hs, code, max(place) AS last
    FROM lines
    WHERE problem = '' AND repeats <> 'anywhere'
    GROUP BY source, reporter, partner, flow, period, hs, code
    HAVING min(place) < max(place)
) AS again
WHERE lines.problem = '' AND lines.repeats <> 'anywhere' AND lines.place < again.last
    AND lines.source = again.source AND lines.reporter = again.reporter
    AND lines.partner = again.partner AND lines.flow = again.flow
    AND lines.period = again.period AND lines.hs = again.hs AND lines.code = again.code;

-- Each row of one's own is a part of its sum. Beside it the publisher's row of that code, or of one
-- below it, would count it twice.
UPDATE lines SET problem = 'a file of your own has this row'
FROM (
    SELECT DISTINCT source, reporter, partner, flow, period, hs, code
    FROM lines
    WHERE problem = '' AND repeats = 'anywhere'
) AS own
WHERE lines.problem = '' AND lines.repeats <> 'anywhere'
    AND lines.source = own.source AND lines.reporter = own.reporter
    AND lines.partner = own.partner AND lines.flow = own.flow
    AND lines.period = own.period AND lines.hs = own.hs
    AND lines.code LIKE concat(own.code, '%');

-- Rows of one's own of six digits or more are parts. But where a longer code, or several, come to the very
-- sum of a shorter one, a table has both.
UPDATE lines SET problem = 'a shorter code has this sum'
FROM (
    WITH own AS (
        SELECT source, reporter, partner, flow, period, hs, code, substr(code, 1, 6) AS six,
            sum(value_usd) AS amount
        FROM lines
        WHERE problem = '' AND repeats = 'anywhere' AND length(code) >= 6
        GROUP BY ALL
    )
    SELECT DISTINCT source, reporter, partner, flow, period, hs, shorter.code
    FROM own AS shorter JOIN own AS longer USING (source, reporter, partner, flow, period, hs, six)
    WHERE length(longer.code) > length(shorter.code) AND longer.code LIKE concat(shorter.code, '%')
        AND shorter.amount > 0
    GROUP BY source, reporter, partner, flow, period, hs, shorter.code, shorter.amount, length(longer.code)
    HAVING abs(shorter.amount - sum(longer.amount)) < 0.5
) AS twice
WHERE lines.problem = '' AND lines.repeats = 'anywhere'
    AND lines.source = twice.source AND lines.reporter = twice.reporter
    AND lines.partner = twice.partner AND lines.flow = twice.flow
    AND lines.period = twice.period AND lines.hs = twice.hs
    AND length(lines.code) > length(twice.code) AND lines.code LIKE concat(twice.code, '%')
