// Who sounds like whom: distances of each to each, neighbours beside each other.

section("similar", (part, { artists, similarities }) => {
  if (!similarities.length) {
    part.title("No two artists to compare");
    return part.empty("Artists are compared once they have enough tracks with audio features, or when they are followed.");
  }
  const names = new Map(artists.map((artist) => [artist.artist, artist.artist_name]));
  const rows = similarities.map((row) => ({ ...row, artist: names.get(row.artist), other: names.get(row.other), isOnce: row.artist < row.other }));
  const apart = rows.filter((row) => row.distance !== null);
  if (!apart.length) {
    part.title("No two artists have all nine measures");
    return part.empty("A distance takes all nine averages of both artists.");
  }
  const compared = new Set(apart.map((row) => row.artist)).size;
  apart.sort((one, other) => one.distance - other.distance);
  const both = (pair) => `${isolated(pair.artist)} and ${isolated(pair.other)}`;
  const pairs = apart.filter((row) => row.isOnce);
  const [nearest, farthest] = [pairs[0], pairs.at(-1)];
  part.title(
    pairs.length > 1
      ? `${both(nearest)} sound most alike of ${plural(compared, "artist")}; ${both(farthest)} least`
      : `${both(nearest)} are all there is to compare: a distance of ${decimal(nearest.distance, 2)}`,
  );
  part.note(
    "The distance is over all nine measures, standardised: 0 is the same. Artists who sound alike stand together." +
      (artists.length > compared ? ` Of ${figures(artists.length, "artist")}, ${count(compared)} are compared here: those with most tracks of those who have enough.` : ""),
  );
  part.canvas.style.minWidth = `${120 + 14 * compared}px`; // below that nobody can tell the names apart
  return part.draw(
    apart,
    { order: page.order.map((artist) => names.get(artist)) },
    [
      ["Artist", (row) => row.artist],
      ["Other artist", (row) => row.other],
      ["Distance", (row) => decimal(row.distance, 3), "number"],
      ["Cosine similarity", (row) => decimal(row.cosine, 3), "number"],
    ],
    [...apart, ...rows.filter((row) => row.distance === null)],
  );
});
