-- The lines that a total is the sum of: beside its own heading a subheading would count twice.
-- DuckDB and Spark SQL run this statement as it is, and keep what it gives as a table.
WITH below AS (  -- each code below each heading that it could stand under
    SELECT hs, category, substr(code, 1, digits) AS code, code AS subcode
    FROM mapped CROSS JOIN (VALUES (2), (4), (6), (8)) AS lengths (digits)
    WHERE digits < length(code)
),
nested AS (  -- each declaration is a part of its sum, of however many digits
    SELECT DISTINCT source, reporter, partner, flow, period, hs, category, subcode AS code
    FROM counted JOIN below USING (hs, category, code)
    WHERE repeats <> 'anywhere'
)
SELECT counted.*
FROM counted ANTI JOIN nested USING (source, reporter, partner, flow, period, hs, category, code)
