-- Answers of the devices that measured, each device once, by arm. Runs on Spark too.
--   answers(id, arm, bit)
SELECT arm, count(*) AS answers, sum(bit) AS ones
FROM (SELECT id, min(arm) AS arm, min(bit) AS bit FROM answers GROUP BY id) AS devices
GROUP BY arm
ORDER BY arm
