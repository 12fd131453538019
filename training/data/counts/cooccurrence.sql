-- Support of each pair of items: distinct users who have both, in any order.
--
-- in:  events(user_id INT, position INT, item_id INT)
-- out: a, b, users with a < b; pairs without users are omitted
WITH held AS (
  SELECT DISTINCT user_id, item_id
  FROM events
)
SELECT
  one.item_id AS a,
  other.item_id AS b,
  CAST(COUNT(*) AS INT) AS users
FROM held AS one
JOIN held AS other
  ON one.user_id = other.user_id
  AND one.item_id < other.item_id
GROUP BY one.item_id, other.item_id
ORDER BY a, b
