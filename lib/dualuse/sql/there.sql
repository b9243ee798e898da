-- The headings that rows are of: what can be asked for.
SELECT DISTINCT substr(code, 1, 4) AS heading
FROM lines
WHERE code IS NOT NULL
ORDER BY heading
