-- Beside a row of one's own the publisher's row of that code, or of one
-- below it, would count it twice.
UPDATE lines SET problem = 'a file of your own has this row'
FROM (
    SELECT DISTINCT source, reporter, partner, flow, period, hs, code
    FROM lines
    WHERE problem = '' AND repeats <> 'never'
) AS own
WHERE lines.problem = '' AND lines.repeats = 'never'
    AND lines.source = own.source AND lines.reporter = own.reporter
    AND lines.partner = own.partner AND lines.flow = own.flow
    AND lines.period = own.period AND lines.hs = own.hs
    AND lines.code LIKE concat(own.code, '%');
