-- Ids of all items of COUNTS, with the distinct users of each. Where `items` lacks an item, it has at
-- least the users of its largest pair.
--
-- in:  items(i, users), pairs(layer, i, j, gap, users, weight), ids as texts
-- out: id, users
WITH seen AS (
  SELECT i AS id, users FROM items
  UNION ALL
  SELECT i AS id, users FROM pairs WHERE layer = 'item-item'
  UNION ALL
  SELECT j AS id, users FROM pairs WHERE layer = 'item-item'
)
SELECT
  seen.id AS id,
  CAST(COALESCE(MAX(items.users), MAX(seen.users)) AS INT) AS users
FROM seen
LEFT JOIN items ON items.i = seen.id
WHERE seen.id IS NOT NULL
GROUP BY seen.id
ORDER BY id
