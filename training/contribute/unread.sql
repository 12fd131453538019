-- Groups that fewer devices gave than the threshold asks for. Runs on Spark too.
--   messages(tag, point), settings(threshold)
SELECT count(*) AS tokens, coalesce(sum(points), 0) AS messages
FROM (
  SELECT tag, count(*) AS points
  FROM (SELECT DISTINCT tag, point FROM messages) AS points
  GROUP BY tag
) AS tags
WHERE points < (SELECT max(threshold) FROM settings)
