-- Tokens that a person should look at before they count, each once, with the reason. Runs on Spark too.
--   opened(layer, i, j, users, tag), earlier(layer, i, j, users), settings(threshold, jump)
WITH twice AS (
  SELECT layer, i, j FROM opened GROUP BY layer, i, j HAVING count(*) > 1
), known AS (
  SELECT layer, i, j, max(users) AS users FROM earlier GROUP BY layer, i, j
)
SELECT
  opened.layer, opened.i, opened.j, opened.users, opened.tag,
  CASE WHEN twice.layer IS NOT NULL THEN 'two tags' ELSE 'jump' END AS reason
FROM opened
LEFT JOIN twice ON opened.layer = twice.layer AND opened.i = twice.i AND opened.j = twice.j
LEFT JOIN known ON opened.layer = known.layer AND opened.i = known.i AND opened.j = known.j
CROSS JOIN settings
WHERE twice.layer IS NOT NULL
  OR (
    (SELECT count(*) FROM known) > 0
    AND opened.users > settings.jump * greatest(coalesce(known.users, 0), settings.threshold)
  )
