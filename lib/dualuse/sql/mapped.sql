-- Each code in its category; of two categories of one family the longer code wins.
-- DuckDB and Spark SQL run this statement as it is, and keep what it gives as a table.
SELECT hs, code, category
FROM (
    SELECT hs, code, category,
        rank() OVER (PARTITION BY hs, code, family ORDER BY length(hs_code) DESC) AS place
    FROM (SELECT DISTINCT hs, code FROM lines WHERE problem = '') AS codes
    JOIN categories ON code LIKE concat(hs_code, '%') AND hs_edition IN (hs, 'any')
) AS ranked
WHERE place = 1
GROUP BY hs, code, category
