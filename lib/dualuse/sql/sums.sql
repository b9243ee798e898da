-- The sums of the lines that are used, by month and category.
-- DuckDB and Spark SQL run this statement as it is, and keep what it gives as a table.
SELECT source, reporter, partner, flow, period, category,
    concat_ws(', ', array_sort(array_agg(DISTINCT hs))) AS hs,
    sum(value_usd) AS value_usd,
    CASE WHEN count(unit) = count(quantity) AND min(unit) = max(unit) THEN sum(quantity) END AS quantity,
    CASE WHEN count(unit) = count(quantity) AND min(unit) = max(unit) THEN min(unit) END AS unit,
    sum(net_weight_kg) AS net_weight_kg,
    sum(value_weighed_usd) AS value_weighed_usd,
    sum(value_counted_usd) AS value_counted_usd,
    CAST(sum(rows) AS BIGINT) AS rows,
    CASE count(DISTINCT file)  -- all names, up to two
        WHEN 1 THEN min(file)
        WHEN 2 THEN concat(min(file), ' and ', max(file))
        ELSE concat(CAST(count(DISTINCT file) AS STRING), ' files, from ', min(file), ' to ', max(file))
    END AS files,
    concat_ws(', ', array_sort(array_agg(DISTINCT code))) AS codes,
    max(CASE WHEN repeats <> 'never' THEN 1 ELSE 0 END) = 1 AS own
FROM used
GROUP BY source, reporter, partner, flow, period, category
