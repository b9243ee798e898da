-- Rows that were not read, and may be of a total: it is a floor then. What a row of one's own
-- does not say, or says in no word that we know, may be anything ('').
-- DuckDB and Spark SQL run this statement as it is, and keep what it gives as a table.
WITH unread AS (
    SELECT file, problem, rows, first_row, repeats,
        CASE WHEN problem LIKE 'no name of a source%' THEN '' ELSE coalesce(source, '') END AS source,
        coalesce(here, '') AS reporter,
        coalesce(there, '') AS partner,
        CASE WHEN problem LIKE 'unknown flow%' THEN '' ELSE coalesce(flow, '') END AS flow,
        CASE WHEN problem LIKE 'unknown period%' THEN '' ELSE coalesce(period, '') END AS period,
        CASE WHEN period IS NULL OR problem LIKE 'unknown period%' OR problem LIKE 'unknown HS%'
            THEN '' ELSE coalesce(hs, '') END AS hs,
        CASE WHEN problem LIKE 'no HS code%' THEN '' ELSE coalesce(code, '') END AS code
    FROM lines
    WHERE problem NOT IN (
        '', 'in no category', 'a file of your own has this row',
        'a part of another row (transport, procedure or second partner)',
        'reporter and partner are one country'
    ) AND problem NOT LIKE 'set aside: %'
),
missed AS (  -- another file of a publisher may have what one could not give
    SELECT unread.*
    FROM unread ANTI JOIN (SELECT * FROM lines WHERE problem = '') AS good
        ON unread.repeats = 'never' AND unread.file <> good.file
        AND unread.source = good.source AND unread.reporter = good.reporter
        AND unread.partner = good.partner AND unread.flow = good.flow
        AND unread.period = good.period AND unread.hs = good.hs AND unread.code = good.code
    WHERE repeats <> 'never'
        OR '' NOT IN (source, reporter, partner, flow, period, hs, code)
)
SELECT DISTINCT missed.*, category
FROM missed JOIN (
    SELECT codes.hs, codes.code, category,
        rank() OVER (
            PARTITION BY codes.hs, codes.code, family ORDER BY length(hs_code) DESC
        ) AS place
    FROM (SELECT DISTINCT hs, code FROM missed) AS codes
    JOIN categories ON (codes.code = '' OR codes.code LIKE concat(hs_code, '%'))
        AND (codes.hs = '' OR hs_edition IN (codes.hs, 'any'))
) AS ranked USING (hs, code)
WHERE place = 1 OR code = ''
