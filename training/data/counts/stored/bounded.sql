-- Pairs of COUNTS bounded by what is known of their items: a pair counts no more users than each of its items
-- has in `items`. Rows of a log are within that anyway; bots that contribute a pair are not. An item that
-- `items` lacks bounds nothing.
--
-- in:  loaded(layer, i, j, gap, users, weight), items(i, users)
-- out: layer, i, j, gap, users, weight
WITH known AS (
  SELECT i, MAX(users) AS users FROM items GROUP BY i
), bounds AS (
  SELECT
    loaded.layer, loaded.i, loaded.j, loaded.gap, loaded.users, loaded.weight,
    LEAST(
      loaded.users,
      COALESCE(one.users, loaded.users),
      COALESCE(other.users, loaded.users)
    ) AS bound
  FROM loaded
  LEFT JOIN known AS one ON one.i = loaded.i AND loaded.layer <> 'cluster-item'
  LEFT JOIN known AS other ON other.i = loaded.j AND loaded.layer <> 'item-cluster'
)
SELECT
  layer, i, j, gap,
  bound AS users,
  CASE WHEN bound < users THEN weight * bound / users ELSE weight END AS weight
FROM bounds
