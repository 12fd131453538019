-- Groups that fewer devices gave than the threshold asks for. Runs on Spark too.
--   messages(tag, point), settings(threshold)
SELECT count(*) AS tokens, coalesce(sum(points), 0) AS messages
FROM (SELECT tag, count(DISTINCT point) AS points FROM messages GROUP BY tag) AS tags
WHERE points < (SELECT max(threshold) FROM settings)
