// The odd ones out: tracks far from what their artist does otherwise.

section("odd", (part, { artists, outliers }) => {
  const [listed, rowsOf] = withRows(artists, outliers);
  if (!listed.length) {
    part.title("No track is odd");
    return part.empty(artists.length ? "No track lies far from what its artist does otherwise; it takes twenty tracks of an artist to tell." : NOTHING);
  }
  const chosen = { artist: listed[0] };
  const show = () => {
    const rows = rowsOf(chosen.artist).map((row, i) => ({
      place: i + 1,
      label: [`${i + 1}. ${isolated(row.track_name)}`, row.feature],
      track: row.track_name,
      measure: row.feature,
      shown: shown(row.feature, row.feature_value),
      usual: shown(row.feature, row.artist_median),
      z: row.robust_z_score,
    }));
    const [top] = rows;
    part.title(`“${isolated(top.track)}” is furthest from ${isolated(chosen.artist.artist_name)}’s usual: ${top.measure} ${top.shown}, where the median is ${top.usual}`);
    return part.draw(rows, {}, [
      ["Track", (row) => row.track],
      ["Measure", (row) => row.measure],
      ["Value", (row) => row.shown, "number"],
      ["The artist’s median", (row) => row.usual, "number"],
      ["Robust z-score", (row) => decimal(row.z, 1), "number"],
    ]);
  };
  part.artistChoice(listed, chosen, show);
  part.note(
    "The two oddest tracks by each measure, of artists with at least twenty tracks. A robust z-score is how far a track lies from its artist’s median, " +
      "in median absolute deviations that are scaled to compare with standard deviations; the scale of the bars is logarithmic." +
      ofMost(artists),
  );
  return show();
});
