-- Rows of one key added up, and why the others do not count: one pass over all rows.
-- DuckDB and Spark SQL run this statement as it is. It reads
--   listed      rows, as baci.sql, comtrade.sql, gacc.sql or own.sql give them
--   countries   iso3
--   categories  hs_code
-- `repeats`: never, of a publisher; once, of totals of one's own; anywhere, of declarations, each a part.
WITH codes AS (  -- few codes, many rows: what each code is of is asked once a code
    SELECT DISTINCT code FROM listed
),
odd AS (
    SELECT code AS odd_code
    FROM codes
    WHERE regexp_replace(code, '^(TOTAL|([0-9][0-9]){1,5})$', '') <> ''
),
wanted AS (
    SELECT DISTINCT code AS wanted_code
    FROM codes
    JOIN (SELECT DISTINCT hs_code FROM categories) AS asked
        ON code LIKE concat(hs_code, '%')
),
judged AS (  -- what must be asked of each row; the rest is asked of each sum, below
    SELECT listed.*, CASE
        WHEN problem IS NOT NULL THEN problem
        WHEN code IS NULL THEN 'no HS code'
        WHEN odd_code IS NOT NULL THEN concat('no HS code: ', code)
        WHEN value_usd IS NULL THEN 'no value'
        WHEN least(value_usd, quantity, net_weight_kg) < 0 THEN 'a negative number'
        WHEN wanted_code IS NULL THEN 'in no category'
        ELSE ''
    END AS why
    FROM listed
    LEFT JOIN wanted ON wanted_code = code
    LEFT JOIN odd ON odd_code = code
),
placed AS (  -- a row that could not be read is missing in a total; these are in none
    SELECT judged.*, why NOT IN (
        'in no category',
        'a part of another row (transport, procedure or second partner)'
    ) AS is_asked
    FROM judged
),
keyed AS (  -- of rows that are in no total only the reason is asked for, and the heading
    SELECT
        why,
        repeats,
        CASE WHEN is_asked THEN source END AS source,
        CASE WHEN is_asked THEN reporter END AS reporter,
        CASE WHEN is_asked THEN partner END AS partner,
        CASE WHEN is_asked THEN flow END AS flow,
        CASE WHEN is_asked THEN period END AS period,
        CASE WHEN is_asked THEN hs END AS hs,
        CASE WHEN is_asked THEN code ELSE substr(code, 1, 4) END AS code,
        CASE WHEN is_asked THEN row_of_file END AS row_of_file,
        value_usd,
        quantity,
        CASE WHEN quantity IS NOT NULL THEN unit END AS unit,
        net_weight_kg,
        CASE WHEN net_weight_kg IS NULL THEN 0 ELSE value_usd END AS weighed_usd,
        CASE WHEN quantity IS NULL THEN 0 ELSE value_usd END AS counted_usd
    FROM placed
),
added AS (
    SELECT
        why, repeats, source, reporter, partner, flow, period, hs, code,
        CASE WHEN count(unit) = count(quantity) AND min(unit) = max(unit) THEN min(unit) END
            AS unit,
        sum(value_usd) AS value_usd,
        sum(quantity) AS quantity,
        sum(net_weight_kg) AS net_weight_kg,
        sum(weighed_usd) AS value_weighed_usd,
        sum(counted_usd) AS value_counted_usd,
        CAST(count(*) AS BIGINT) AS rows,
        CAST(min(row_of_file) AS BIGINT) AS first_row
    FROM keyed
    GROUP BY why, repeats, source, reporter, partner, flow, period, hs, code
),
checked AS (
    SELECT added.*, here.iso3 AS here, there.iso3 AS there, CASE
        WHEN why <> '' THEN why
        WHEN reporter IS NULL OR partner IS NULL OR flow IS NULL
            THEN 'no reporter, partner or flow'
        WHEN period IS NULL OR hs IS NULL THEN 'no period or HS edition'
        WHEN here.iso3 IS NULL THEN concat('unknown country ', reporter)
        WHEN there.iso3 IS NULL THEN concat('unknown country ', partner)
        WHEN reporter = partner THEN 'reporter and partner are one country'
        WHEN flow NOT IN ('export', 'import', 're-export', 're-import')
            THEN concat('unknown flow ', flow)
        WHEN hs NOT IN ('HS92', 'HS96', 'HS02', 'HS07', 'HS12', 'HS17', 'HS22')
            THEN concat('unknown HS edition ', hs)
        WHEN regexp_replace(source, '^[A-Z][A-Z0-9-]*$', '') <> ''
            THEN concat('no name of a source: ', source)
        WHEN regexp_replace(period, '^(19|20)[0-9][0-9](-(0[1-9]|1[0-2]))?$', '') <> ''
            THEN concat('unknown period ', period)
        ELSE ''
    END AS problem
    FROM added
    LEFT JOIN countries AS here ON here.iso3 = reporter
    LEFT JOIN countries AS there ON there.iso3 = partner
)
SELECT
    problem, repeats, source, reporter, partner, flow, period, hs, code, unit,
    value_usd, quantity, net_weight_kg, value_weighed_usd, value_counted_usd, rows,
    first_row, here, there
FROM checked
