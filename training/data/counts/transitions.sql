-- Directed transitions: the target is one of the five events after the source. Each occurrence has
-- the weight 0.9^(gap - 1), gap = 1 for the next event, times the weights of both events. Weights are
-- decimals, so that their sum is exact in any order of summation.
--
-- in:  events(user_id INT, position INT, item_id INT, weight DOUBLE), position
--      0, 1, 2, … from a user's oldest
-- out: source, target, weight, users (distinct users with the pair in their history)
WITH gaps AS (
  SELECT 1 AS gap, CAST(1.0000 AS DECIMAL(9, 4)) AS weight
  UNION ALL SELECT 2 AS gap, CAST(0.9000 AS DECIMAL(9, 4)) AS weight
  UNION ALL SELECT 3 AS gap, CAST(0.8100 AS DECIMAL(9, 4)) AS weight
  UNION ALL SELECT 4 AS gap, CAST(0.7290 AS DECIMAL(9, 4)) AS weight
  UNION ALL SELECT 5 AS gap, CAST(0.6561 AS DECIMAL(9, 4)) AS weight
),
sources AS (
  SELECT
    events.user_id,
    events.item_id,
    events.position + gaps.gap AS later,
    events.weight,
    gaps.weight AS nearness
  FROM events
  CROSS JOIN gaps
),
per_user AS (
  SELECT
    sources.user_id,
    sources.item_id AS source,
    events.item_id AS target,
    SUM(sources.nearness * CAST(sources.weight * events.weight AS DECIMAL(18, 4))) AS weight
  FROM sources
  JOIN events
    ON events.user_id = sources.user_id
    AND events.position = sources.later
  WHERE events.item_id <> sources.item_id
  GROUP BY sources.user_id, sources.item_id, events.item_id
)
SELECT
  source,
  target,
  CAST(SUM(weight) AS DOUBLE) AS weight,
  CAST(COUNT(*) AS INT) AS users
FROM per_user
GROUP BY source, target
ORDER BY source, target
