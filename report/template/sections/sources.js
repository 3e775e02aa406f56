// Where the data came from, when, and what is missing; the page's first words too.

section("sources", (part, { artists, artist_total: [{ artist_count }], totals: [total], coverage, providers, runs, sources, incomplete: [incomplete], rejected }) => {
  const isDemo = sources.some((row) => row.source === "demo");
  document.getElementById("summary").textContent =
    `${figures(artist_count, "artist")}, ${figures(total.album_count, "album")} and ${figures(total.track_count, "track")}.`;
  const notice = document.getElementById("synthetic");
  notice.hidden = !isDemo;
  notice.textContent = isDemo ? "This is the demo catalogue: its albums, tracks and audio features are synthetic, shaped after the real bands’ averages." : "";

  if (!total.track_count && !runs.length) {
    part.title("Nothing has landed yet");
    return part.empty(NOTHING);
  }
  const known = total.tracks_with_features_count;
  const missing = total.track_count - known;
  const newest = sources.map((row) => row.last_finished_at).filter(Boolean).toSorted().at(-1);
  const when = newest ? `; the last ingest ended on ${newest} UTC` : "";
  const share = known / total.track_count;
  const digits = missing && share > 0.995 ? 2 : 1;
  const covered = percent(Math.floor(share * 100 * 10 ** digits) / 100 / 10 ** digits, digits); // never all of what is not all
  part.title(
    total.track_count ? `${covered} of ${figures(total.track_count, "track has", "tracks have")} audio features${when}` : `No track has landed yet${when}`,
  );

  const completeness = [
    missing ? `${figures(missing, "track has", "tracks have")} none.` : "Every track has some.",
    incomplete.album_count
      ? `${figures(incomplete.album_count, "album lacks", "albums lack")} ${figures(incomplete.track_count, "track")} that there should be.`
      : "Every album has all the tracks that it says it has.",
  ];
  const facts = [
    `Landed from ${sources.map((row) => `${row.source ?? "an unknown source"} (${plural(row.run_count, "run")})`).join(", ") || "nowhere"}.`,
    ...providers.map((row) => `${figures(row.track_count, "track has", "tracks have")} audio features from ${row.provider ?? "an unknown provider"}.`),
    ...(total.track_count ? completeness : []),
    rejected.length
      ? `${capital(figures(rejected.reduce((sum, row) => sum + row.value_count, 0), "value was outside its domain and is", "values were outside their domain and are"))} left out: ` +
        `${rejected.map((row) => `${row.column_name} ${row.reason} (${whole(row.value_count)})`).join(", ")}.`
      : "No value was outside its domain.",
  ];
  part.find(".controls").append(element("ul", {}, ...facts.map((fact) => element("li", {}, fact))));
  const newestRuns = [
    ["Ended (UTC)", (run) => run.finished_at],
    ["Source", (run) => run.source],
    ["Features from", (run) => run.provider],
    ["Status", (run) => run.status],
    ["Artists", (run) => whole(run.artist_count), "number"],
    ["Albums", (run) => whole(run.album_count), "number"],
    ["Tracks", (run) => whole(run.track_count), "number"],
    ["Features", (run) => whole(run.feature_count), "number"],
    ["Missing", (run) => whole(run.missing_count), "number"],
  ];
  if (runs.length) part.find(".content").after(element("h3", {}, "The newest runs"), plainTable(newestRuns, runs, "The newest runs"));
  if (!coverage.length) return part.empty("No provider has been asked for audio features.");

  const kinds = [...new Set(coverage.map((row) => row.provider ?? "–"))].toSorted();
  const listed = artists.slice(0, 40);
  const ofArtist = grouped(coverage, (row) => row.artist);
  const none = [{ provider: null, tracks_with_features_count: 0, tracks_missing_count: 0, feature_share: 0 }];
  const rows = listed.flatMap((artist, place) =>
    (ofArtist.get(artist.artist) ?? none).map((row) => ({
      place,
      artist: artist.artist_name,
      kind: row.provider ?? kinds[0],
      provider: row.provider ?? "–",
      tracks: row.tracks_with_features_count,
      missing: row.tracks_missing_count,
      share: row.feature_share ?? 0,
    })),
  );
  part.note(
    "Bars: for how much of an artist’s tracks each provider has audio features; a track of several artists counts for each." +
      (artists.length > listed.length ? " The forty artists with most tracks." : ""),
  );
  return part.draw(rows, { kinds }, [
    ["Artist", (row) => row.artist],
    ["Provider", (row) => row.provider],
    ["Tracks with audio features", (row) => whole(row.tracks), "number"],
    ["Asked in vain", (row) => whole(row.missing), "number"],
    ["Share", (row) => percent(row.share, 1), "number"],
  ]);
});
