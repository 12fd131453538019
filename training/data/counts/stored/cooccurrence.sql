-- Support of each pair of items from COUNTS. A row of gap 0 has it; without one, a pair has at least the
-- users of its largest row, whatever its direction and gap.
--
-- in:  ids(id, place), pairs(layer, i, j, gap, users, weight)
-- out: a, b, users, weight with a < b
SELECT
  LEAST(one.place, other.place) AS a,
  GREATEST(one.place, other.place) AS b,
  CAST(COALESCE(MAX(CASE WHEN gap = 0 THEN users END), MAX(users)) AS INT) AS users,
  CAST(
    COALESCE(MAX(CASE WHEN gap = 0 THEN COALESCE(weight, users) END), MAX(users)) AS DOUBLE
  ) AS weight
FROM pairs
JOIN ids AS one ON one.id = pairs.i
JOIN ids AS other ON other.id = pairs.j
WHERE layer = 'item-item' AND pairs.i <> pairs.j
GROUP BY a, b
ORDER BY a, b
