-- What became of every row, by file; rows that are used are in the total of some category.
-- The sum is of rows, and no trade. DuckDB and Spark SQL run this statement as it is.
WITH used_lines AS (SELECT DISTINCT file, repeats, source, reporter, partner, flow, period, hs, code FROM used),
counted_lines AS (SELECT DISTINCT file, repeats, source, reporter, partner, flow, period, hs, code FROM counted),
placed AS (
    SELECT file, rows, value_usd,
        CASE WHEN problem <> '' THEN first_row END AS first_row,
        CASE
            WHEN problem <> '' THEN problem
            WHEN used_lines.code IS NOT NULL THEN ''
            WHEN counted_lines.code IS NOT NULL THEN 'a row of its heading counts'
            WHEN mapped_codes.code IS NOT NULL THEN concat(hs, ': another edition of the HS counts')
            ELSE concat('in no category of ', hs)
        END AS problem
    FROM lines
    LEFT JOIN used_lines USING (file, repeats, source, reporter, partner, flow, period, hs, code)
    LEFT JOIN counted_lines USING (file, repeats, source, reporter, partner, flow, period, hs, code)
    LEFT JOIN (SELECT DISTINCT hs, code FROM mapped) AS mapped_codes USING (hs, code)
)
SELECT file, problem, CAST(sum(rows) AS BIGINT) AS rows,
    sum(value_usd) AS sum_of_rows_usd,
    CASE WHEN problem <> '' THEN min(first_row) END AS first_line  -- in a table of text
FROM placed
GROUP BY file, problem
ORDER BY file, problem
