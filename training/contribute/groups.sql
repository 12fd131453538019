-- One row for each share of a token that enough devices gave, shares of a token one after another.
-- A device that sent a token again, sealed anew, sent the same share. Runs on Spark too.
--   messages(tag, point, value, nonce, box), settings(threshold)
WITH shares AS (
  SELECT tag, point, value, min(nonce) AS nonce, min_by(box, nonce) AS box
  FROM messages
  GROUP BY tag, point, value
), enough AS (
  SELECT tag
  FROM shares
  GROUP BY tag
  HAVING count(DISTINCT point) >= (SELECT max(threshold) FROM settings)
)
SELECT shares.tag, shares.point, shares.value, shares.nonce, shares.box
FROM shares
JOIN enough ON shares.tag = enough.tag
ORDER BY shares.tag
