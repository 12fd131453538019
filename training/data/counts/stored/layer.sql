-- One of the layers with clusters from COUNTS: weights by item or cluster, then cluster or item. A text that
-- is no number of a cluster has none (null).
--
-- in:  ids(id, place), pairs(layer, i, j, gap, users, weight)
-- out: layer, item, cluster, weight
SELECT
  pairs.layer AS layer,
  ids.place AS item,
  TRY_CAST(CASE WHEN layer = 'item-cluster' THEN pairs.j ELSE pairs.i END AS INT) AS cluster,
  CAST(SUM(COALESCE(weight, users)) AS DOUBLE) AS weight
FROM pairs
JOIN ids ON ids.id = CASE WHEN layer = 'item-cluster' THEN pairs.i ELSE pairs.j END
WHERE layer IN ('item-cluster', 'cluster-item')
GROUP BY layer, item, cluster
ORDER BY layer, item, cluster
