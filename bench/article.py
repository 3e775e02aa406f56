"""The published article's way on the same data: a PySpark script with its group-by and its window.

`python -m bench.article RAW OUT`. It joins tracks with their artists and features, averages the features by artist, and
ranks tracks by danceability within each artist, three deep; it knows nothing of newer rows, providers or domains.
"""

from __future__ import annotations

import sys
from pathlib import Path


def build(raw: Path, out: Path) -> None:
    """Write `averages` and `top_danceable` into a new folder, with Spark as the article starts it."""
    from pyspark.sql import SparkSession, Window
    from pyspark.sql import functions as f

    from bench.bare import MEASURES

    spark = (
        SparkSession.builder.appName("article")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", str(out / "warehouse"))
        .getOrCreate()
    )
    artists = spark.read.parquet(str(raw / "artists")).select(
        f.col("id").alias("artist_id"), f.col("name").alias("artist")
    )
    albums = spark.read.parquet(str(raw / "albums")).select(
        f.col("id").alias("album_id"), "artist_id"
    )
    tracks = spark.read.parquet(str(raw / "tracks")).select("id", "album_id", "name")
    features = spark.read.parquet(str(raw / "audio_features")).select(
        "id", "duration_ms", *MEASURES
    )
    joined = tracks.join(albums, "album_id").join(artists, "artist_id").join(features, "id")
    averages = joined.groupBy("artist").agg(
        f.count("*").alias("track_count"),
        *(f.avg(name).alias(f"avg_{name}") for name in MEASURES),
        (f.avg("duration_ms") / 60000).alias("avg_duration_min"),
    )
    averages.write.parquet(str(out / "averages"))
    by_artist = Window.partitionBy("artist").orderBy(f.col("danceability").desc())
    ranked = joined.withColumn("ranked_danceability", f.rank().over(by_artist))
    top = ranked.where("ranked_danceability <= 3").select(
        "artist", "ranked_danceability", "danceability", "name", "id"
    )
    top.write.parquet(str(out / "top_danceable"))
    spark.stop()


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
