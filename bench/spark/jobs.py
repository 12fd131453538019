"""Runs the jobs of bench/spark.ts, one JSON object on stdin, on a local Spark of two threads."""

import json
import sys

from pyspark.ml.recommendation import ALS
from pyspark.sql import SparkSession

# As docs/teachers.md has it, but with the names of users and items, which ALS numbers.
VECTORS = """
SELECT CAST(name AS STRING) AS user, CAST(NULL AS STRING) AS item, features AS vector
FROM user_factors JOIN users USING (id)
UNION ALL
SELECT CAST(NULL AS STRING), CAST(name AS STRING), features FROM item_factors JOIN items USING (id)
"""


def query(spark, tables, sql, out):
    for name, path in tables.items():
        spark.read.parquet(path).createOrReplaceTempView(name)
    with open(sql, encoding="utf-8") as file:
        spark.sql(file.read()).write.parquet(out)


def als(spark, tables, settings, out):
    for name, path in tables.items():
        spark.read.parquet(path).createOrReplaceTempView(name)
    events = spark.sql("SELECT user_id, item_id, COUNT(*) AS times FROM events GROUP BY ALL")
    columns = {"userCol": "user_id", "itemCol": "item_id", "ratingCol": "times"}
    model = ALS(**columns, implicitPrefs=True, **settings).fit(events)
    model.userFactors.createOrReplaceTempView("user_factors")
    model.itemFactors.createOrReplaceTempView("item_factors")
    spark.sql(VECTORS).write.parquet(out)


def main():
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "4")
    spark = builder.config("spark.driver.memory", "4g").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for job in json.load(sys.stdin):
        {"query": query, "als": als}[job.pop("do")](spark, **job)
    print(spark.version)


main()
