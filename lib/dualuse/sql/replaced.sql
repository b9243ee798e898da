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
    AND lines.code LIKE concat(own.code, '%')
