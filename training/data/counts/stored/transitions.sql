-- Directed transitions from COUNTS: 0.9^(gap - 1) times the weight of a row, which is its users where it
-- has none. A row without a gap is the sum over all gaps.
--
-- in:  ids(id, place), pairs(layer, i, j, gap, users, weight)
-- out: source, target, weight, users
SELECT
  one.place AS source,
  other.place AS target,
  CAST(SUM(COALESCE(weight, users) * POWER(0.9, COALESCE(gap, 1) - 1)) AS DOUBLE) AS weight,
  CAST(MAX(users) AS INT) AS users
FROM pairs
JOIN ids AS one ON one.id = pairs.i
JOIN ids AS other ON other.id = pairs.j
WHERE layer = 'item-item' AND pairs.i <> pairs.j AND (gap IS NULL OR gap > 0)
GROUP BY source, target
ORDER BY source, target
