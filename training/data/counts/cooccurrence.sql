-- Support of each pair of items: distinct users who have both, in any order, and the sum of the
-- products of their weights. A user's weight of an item is the largest of its events. Products are
-- decimals, so that their sum is exact in any order of summation.
--
-- in:  events(user_id INT, position INT, item_id INT, weight DOUBLE)
--      threshold(users INT), one row
-- out: a, b, users, weight with a < b; pairs of fewer users than the threshold are omitted
WITH held AS (
  SELECT user_id, item_id, MAX(weight) AS weight
  FROM events
  GROUP BY user_id, item_id
)
SELECT
  one.item_id AS a,
  other.item_id AS b,
  CAST(COUNT(*) AS INT) AS users,
  CAST(SUM(CAST(one.weight * other.weight AS DECIMAL(18, 4))) AS DOUBLE) AS weight
FROM held AS one
JOIN held AS other
  ON one.user_id = other.user_id
  AND one.item_id < other.item_id
GROUP BY one.item_id, other.item_id
HAVING COUNT(*) >= (SELECT MAX(users) FROM threshold)
ORDER BY a, b
