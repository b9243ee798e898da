-- Rows of an HS code that are in no total of it, as other rows have them: of which trade, and why.
WITH used_lines AS (SELECT DISTINCT file, repeats, source, reporter, partner, flow, period, hs, code FROM used)
SELECT file, CASE WHEN problem = '' THEN 'a row of its heading counts' ELSE problem END AS problem,
    reporter, partner, CAST(sum(rows) AS BIGINT) AS rows, sum(value_usd) AS value_usd
FROM lines
LEFT JOIN (SELECT *, true AS is_used FROM used_lines) AS used_lines
    USING (file, repeats, source, reporter, partner, flow, period, hs, code)
WHERE (problem <> '' OR is_used IS NULL) AND code LIKE concat(?, '%')
GROUP BY ALL
ORDER BY file, problem, reporter, partner
