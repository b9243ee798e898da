-- What became of every row, by file. The sum is of rows, and no trade: a heading and its
-- own subheadings are both rows. totals.sql counts each dollar once. DuckDB and Spark SQL run this statement as it is.
SELECT file, problem, CAST(sum(rows) AS BIGINT) AS rows,
    sum(value_usd) AS sum_of_rows_usd,
    CASE WHEN problem <> '' THEN min(first_row) END AS first_line  -- in a table of text
FROM (
    SELECT file, problem, rows, value_usd, first_row FROM lines
    UNION ALL
    SELECT file, 'the same row again', repeated_rows, repeated_usd, NULL
    FROM lines
    WHERE repeated_rows > 0
) AS counted
GROUP BY file, problem
ORDER BY file, problem
