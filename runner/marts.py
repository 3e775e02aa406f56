"""The marts as a reader meets them: the question each answers, and which of its rows show it best."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mart:
    """A mart: what a row of it is, what it answers, the columns of its sample and the rule that chooses the rows.

    `order` ends in the mart's key, so that nothing is left to chance.
    """

    name: str
    grain: str
    question: str
    columns: tuple[str, ...]
    order: str
    where: str = "true"


MARTS = (
    Mart(
        "artists",
        "artist",
        "How much of each artist has landed, from which years, and how much of it has audio features?",
        ("artist_name", "album_count", "track_count", "first_release_date", "last_release_date"),
        "track_count desc, artist_id",
    ),
    Mart(
        "albums",
        "artist and album",
        "What did they release and when, and is each album complete?",
        ("artist_name", "album_name", "release_date", "total_tracks", "landed_track_count"),
        "total_tracks desc nulls last, artist_id, album_id",
    ),
    Mart(
        "tracks",
        "artist and track",
        "What is this track like: its nine measures, its key on the Camelot wheel, its length, and who measured it?",
        (
            *("artist_name", "track_name", "key_name", "mode_name", "camelot_code"),
            *("energy", "tempo", "valence"),
        ),
        "energy desc nulls last, artist_id, track_id",
    ),
    Mart(
        "recordings",
        "artist and recording",
        "Which tracks are one take released again, and when was it first released?",
        ("artist_name", "track_name", "first_release_date", "track_count", "energy", "tempo"),
        "track_count desc, artist_id, recording_id",
    ),
    Mart(
        "artist_audio_profiles",
        "artist",
        "Who is the most energetic, the loudest, the most danceable, and how far do their tracks spread?",
        (
            *("artist_name", "track_count", "avg_energy", "stddev_energy"),
            *("avg_danceability", "avg_tempo"),
        ),
        "avg_energy desc nulls last, artist_id",
    ),
    Mart(
        "artist_recording_profiles",
        "artist",
        "What do the averages say when every recording counts once, and how far have reissues shifted them?",
        (
            *("artist_name", "recording_count", "track_count"),
            *("avg_energy", "shift_energy", "shift_valence"),
        ),
        "abs(shift_energy) desc nulls last, artist_id",
    ),
    Mart(
        "artist_trajectories",
        "artist and year",
        "How did an artist's sound change from year to year, and where did it leap?",
        (
            *("artist_name", "previous_release_year", "release_year"),
            *("track_count", "reissued_track_count", "change_energy", "distance_moved"),
        ),
        "distance_moved desc nulls last, artist_id, release_year",
    ),
    Mart(
        "artist_similarities",
        "artist and other artist",
        "Who sounds like whom, and who is the nearest?",
        (
            *("artist_name", "similarity_rank", "other_artist_name"),
            *("euclidean_distance", "cosine_similarity"),
        ),
        "artist_name, artist_id, similarity_rank, other_artist_id",
    ),
    Mart(
        "artist_track_rankings",
        "artist, feature and track",
        "Which are each artist's top tracks by any of the nine measures, ties told apart from order?",
        ("artist_name", "feature", "feature_rank", "track_name", "feature_value"),
        "artist_name, artist_id, feature, feature_position, track_id",
        "feature = 'danceability'",
    ),
    Mart(
        "track_outliers",
        "artist, track and feature",
        "Which tracks are far from all that the artist does otherwise, and in what?",
        (
            *("artist_name", "track_name", "feature", "feature_value"),
            *("artist_median", "robust_z_score"),
        ),
        "abs(robust_z_score) desc nulls last, artist_id, track_id, feature",
        "feature = 'loudness'",
    ),
    Mart(
        "artist_key_profiles",
        "artist, key and mode",
        "In which keys does an artist play, and how much in each?",
        ("artist_name", "key_name", "mode_name", "camelot_code", "track_count", "track_share"),
        "track_share desc nulls last, artist_id, key, mode",
    ),
    Mart(
        "harmonic_neighbors",
        "code and compatible code",
        "Which keys can be mixed into which, by the Camelot wheel?",
        (
            *("camelot_code", "relation", "compatible_camelot_code"),
            *("compatible_key_name", "compatible_mode_name"),
        ),
        "relation, camelot_code, compatible_camelot_code",
        "camelot_code = '8A'",
    ),
    Mart(
        "audio_feature_coverage",
        "artist and provider",
        "Of how many of each artist's tracks does each provider have audio features, and where was it asked in vain?",
        (
            *("artist_name", "provider", "tracks_with_features_count"),
            *("tracks_missing_count", "feature_share"),
        ),
        "feature_share nulls last, artist_id, provider",
    ),
    Mart(
        "rejected_audio_features",
        "track, provider and column",
        "Which values were left out of all this, and why?",
        ("track_id", "provider", "column_name", "column_value", "reason"),
        "track_id, provider, column_name",
    ),
    Mart(
        "ingest_runs",
        "ingest run",
        "Where does all this come from, when did it land, and what did the provider not have?",
        (
            "source",
            "provider",
            "status",
            "artist_count",
            "album_count",
            "track_count",
            "missing_count",
        ),
        "started_at, run_id",
    ),
)
