-- The lines of each category, in one edition of the HS: a publisher with two says the same thing twice.
-- Rows of one's own are parts, of whichever edition; beside them a publisher's are of theirs, or not counted.
-- DuckDB and Spark SQL run this statement as it is, and keep what it gives as a table.
SELECT file, repeats, source, reporter, partner, flow, period, hs, code, category, office, unit,
    value_usd, quantity, net_weight_kg, value_weighed_usd, value_counted_usd, rows
FROM (
    SELECT *,
        max(CASE WHEN repeats <> 'never' THEN edition END) OVER (
            PARTITION BY source, reporter, partner, flow, period, category
        ) AS own_edition,
        max(edition) OVER (
            PARTITION BY source, reporter, partner, flow, period, category
        ) AS newest
    FROM (
        SELECT lines.*, category,
            CASE WHEN source = 'BACI' THEN 'all' ELSE reporter END AS office,  -- a release of BACI has all countries
            (CAST(substr(lines.hs, 3) AS INT) + 8) % 100 AS edition  -- HS92 is 0, HS22 is 30
        FROM lines
        JOIN mapped ON lines.hs = mapped.hs AND lines.code = mapped.code
        WHERE problem = ''
    ) AS placed
) AS editions
WHERE repeats <> 'never' OR edition = coalesce(own_edition, newest)
