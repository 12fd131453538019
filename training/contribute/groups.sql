-- The messages of tokens that enough devices gave, those of a token one after another. A device that sent
-- a token again has one point. Runs on Spark too.
--   messages(tag, point, value, nonce, box), settings(threshold)
-- Tag and point alone are grouped: with the boxes, a million messages would not fit in memory.
WITH enough AS (
  SELECT tag
  FROM (SELECT DISTINCT tag, point FROM messages) AS points
  GROUP BY tag
  HAVING count(*) >= (SELECT max(threshold) FROM settings)
)
SELECT messages.tag, messages.point, messages.value, messages.nonce, messages.box
FROM messages
JOIN enough ON messages.tag = enough.tag
ORDER BY messages.tag
