-- What became of every row, by file; rows that are used are in the total of some category.
-- The sum is of rows, and no trade. DuckDB and Spark SQL run this statement as it is.
WITH used_lines AS (SELECT DISTINCT file, repeats, source, reporter, partner, flow, period, hs, code FROM used),
counted_lines AS (SELECT DISTINCT file, repeats, source, reporter, partner, flow, period, hs, code FROM counted),
lengths AS (  -- what stands below a heading, at each length of codes
    SELECT heading.file, heading.source, heading.reporter, heading.partner, heading.flow,
        heading.period, heading.hs, heading.code, sum(part.value_usd) AS value_usd
    FROM lines AS heading JOIN lines AS part
        ON part.file = heading.file AND part.source = heading.source
        AND part.reporter = heading.reporter AND part.partner = heading.partner
        AND part.flow = heading.flow AND part.period = heading.period AND part.hs = heading.hs
        AND part.code LIKE concat(heading.code, '_%')
    WHERE heading.problem = '' AND part.problem = '' AND heading.repeats <> 'anywhere'
    GROUP BY heading.file, heading.source, heading.reporter, heading.partner, heading.flow,
        heading.period, heading.hs, heading.code, length(part.code), heading.value_usd
    HAVING sum(part.value_usd) <> heading.value_usd
),
unequal AS (  -- the codes of such headings
    SELECT DISTINCT lines.file, lines.repeats, lines.source, lines.reporter, lines.partner,
        lines.flow, lines.period, lines.hs, lines.code
    FROM lines JOIN lengths
        ON lines.file = lengths.file AND lines.source = lengths.source
        AND lines.reporter = lengths.reporter AND lines.partner = lengths.partner
        AND lines.flow = lengths.flow AND lines.period = lengths.period AND lines.hs = lengths.hs
        AND lines.code LIKE concat(lengths.code, '_%')
),
placed AS (
    SELECT file, rows, value_usd,
        CASE WHEN problem <> '' THEN first_row END AS first_row,
        CASE
            WHEN problem <> '' THEN problem
            WHEN used_lines.code IS NOT NULL THEN ''
            WHEN counted_lines.code IS NOT NULL AND unequal.code IS NOT NULL
            THEN 'a row of its heading counts, which is another sum'
            WHEN counted_lines.code IS NOT NULL THEN 'a row of its heading counts'
            WHEN mapped_codes.code IS NOT NULL THEN concat(hs, ': another edition of the HS counts')
            ELSE concat('in no category of ', hs)
        END AS problem
    FROM lines
    LEFT JOIN used_lines USING (file, repeats, source, reporter, partner, flow, period, hs, code)
    LEFT JOIN counted_lines USING (file, repeats, source, reporter, partner, flow, period, hs, code)
    LEFT JOIN unequal USING (file, repeats, source, reporter, partner, flow, period, hs, code)
    LEFT JOIN (SELECT DISTINCT hs, code FROM mapped) AS mapped_codes USING (hs, code)
)
SELECT file, problem, CAST(sum(rows) AS BIGINT) AS rows,
    sum(value_usd) AS sum_of_rows_usd,
    CASE WHEN problem <> '' THEN min(first_row) END AS first_line  -- in a table of text
FROM placed
GROUP BY file, problem
ORDER BY file, problem
