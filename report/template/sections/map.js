// Artists by two measures, sized by tracks.

section("map", (part, { artists, profiles }) => {
  const profiled = withProfiles(artists, profiles).filter((artist) => artist.profiled);
  if (!profiled.length) {
    part.title("No artist to put on a map");
    return part.empty(NOTHING);
  }
  const [drawn, withNames] = [300, 20];
  const chosen = { x: "acousticness", y: "energy" };

  const sentence = ({ x, y }, placed) => {
    const all = capital(plural(placed.length, "artist"));
    if (placed.length < 5 || x === y) return `${all} by ${x === y ? x : `${x} and ${y}`}`;
    const r = correlation(placed.map((artist) => [artist[`avg_${x}`], artist[`avg_${y}`]]));
    const [of, told] = [`Across ${plural(placed.length, "artist")}`, `(r = ${decimal(r, 2)})`];
    // About what chance alone exceeds once in twenty times.
    if (Math.abs(r) < 2 / Math.sqrt(placed.length)) return `${of}, ${x} and ${y} show no clear relation ${told}`;
    return r > 0 ? `${of}, ${x} and ${y} rise together ${told}` : `${of}, ${y} falls where ${x} rises ${told}`;
  };

  const show = () => {
    const { x, y } = chosen;
    const placed = profiled.filter(known(x)).filter(known(y));
    if (!placed.length) {
      part.title(`No artist has both ${x} and ${y}`);
      return part.empty("Choose other measures.");
    }
    part.title(sentence(chosen, placed));
    const isSought = search?.value.trim() ? matching(search.value) : null;
    const rows = placed
      .map((artist, i) => ({
        artist: artist.artist_name,
        x: artist[`avg_${x}`],
        y: artist[`avg_${y}`],
        tracks: artist.tracks_with_features_count,
        drawn: i < drawn,
        sought: isSought?.(artist) ?? false,
        named: i < withNames,
      }))
      .filter((row) => row.drawn || row.sought);
    const sought = rows.filter((row) => row.sought).slice(0, withNames);
    for (const row of rows) row.named = isSought ? sought.includes(row) : row.named;
    return part.draw(rows, { x: measureOf[x].label, y: measureOf[y].label, sizes: sizesOf(rows), ...ends(rows) }, [
      ["Artist", (row) => row.artist],
      [measureOf[x].label, (row) => shown(x, row.x), "number"],
      [measureOf[y].label, (row) => shown(y, row.y), "number"],
      ["Tracks with audio features", (row) => whole(row.tracks), "number"],
    ]);
  };
  const ends = (rows) => {
    const [across, up] = [around(chosen.x, rows.map((row) => row.x), 0.15), around(chosen.y, rows.map((row) => row.y))];
    return { left: across[0], right: across[1], bottom: up[0], top: up[1] };
  };
  const search = profiled.length > withNames ? part.search(() => show()) : null;
  part.measureChoice("Across", chosen, "x", show);
  part.measureChoice("Up", chosen, "y", show);
  part.note(
    "Averages of each artist; the area of a circle is the number of tracks with audio features." +
      (profiled.length > drawn ? ` The ${whole(drawn)} artists with most tracks are drawn, and those that are searched for.` : "") +
      (profiled.length > withNames ? ` The ${whole(withNames)} with most tracks bear their names, or those that are searched for.` : ""),
  );
  return show();
});

/** Pearson's correlation of pairs; 0 where one side never changes. */
function correlation(pairs) {
  const mean = (place) => pairs.reduce((sum, pair) => sum + pair[place], 0) / pairs.length;
  const [mx, my] = [mean(0), mean(1)];
  const sum = (product) => pairs.reduce((total, [x, y]) => total + product(x - mx, y - my), 0);
  const spread = Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
  return spread ? sum((x, y) => x * y) / spread : 0;
}

/** Up to three round numbers for the legend of sizes. */
function sizesOf(rows) {
  const most = rows.reduce((size, row) => Math.max(size, row.tracks), 1);
  const round = (value) => Math.max(1, Number(value.toPrecision(1)));
  return [...new Set([most / 10, most / 3, most].map(round))];
}
