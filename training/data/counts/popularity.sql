-- Events and distinct users per item.
--
-- in:  events(user_id INT, position INT, item_id INT, weight DOUBLE), position 0, 1, 2, … from a user's oldest
-- out: item_id, events, users
SELECT
  item_id,
  CAST(COUNT(*) AS INT) AS events,
  CAST(COUNT(DISTINCT user_id) AS INT) AS users
FROM events
GROUP BY item_id
ORDER BY item_id
