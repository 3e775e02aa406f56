// The top tracks of all artists or of one, by any measure.

section("tops", (part, { artists, tops, tops_of_all }) => {
  const [listed, topsOf] = withRows(artists, tops);
  if (!tops_of_all.length) {
    part.title("No top track to show");
    return part.empty(NOTHING);
  }
  const all = { artist: -1, artist_name: "All artists" };
  const chosen = { artist: all, measure: page.first };

  const show = () => {
    const { artist, measure } = chosen;
    const ranked = (artist === all ? tops_of_all : topsOf(artist)).filter((row) => row.feature === measure);
    if (!ranked.length) {
      part.title(`No track of ${artist === all ? "any artist" : isolated(artist.artist_name)} has a known ${measure}`);
      return part.empty("Choose another measure.");
    }
    const rows = ranked.map((row) => {
      const name = artist === all ? row.artist_name : artist.artist_name;
      const track = `${row.feature_rank}. ${isolated(row.track_name)}`;
      return {
        place: row.feature_position,
        rank: row.feature_rank,
        label: artist === all ? [track, isolated(name)] : [track],
        track: row.track_name,
        artist: name,
        value: row.feature_value,
        shown: shown(measure, row.feature_value),
      };
    });
    const first = rows.filter((row) => row.rank === 1);
    const isOpen = first.length >= page.top; // more may share it than are listed
    const by = (row) => (artist === all ? ` by ${isolated(row.artist)}` : "");
    const [of, most] = [artist === all ? "all" : isolated(artist.artist_name), measureOf[measure].superlatives[0]];
    const names = first.map((row) => `“${isolated(row.track)}”${by(row)}`);
    const claim = superlative(names, isOpen ? "or more track" : "track", `is the ${most} track of ${of}`, `are the ${most} of ${of}`);
    part.title(`${claim}: ${first[0].shown}`);
    return part.draw(rows, { measure: measureOf[measure].label, ...ends(rows) }, [
      ["Rank", (row) => row.rank, "number"],
      ["Track", (row) => row.track],
      ["Artist", (row) => row.artist],
      [measureOf[measure].label, (row) => row.shown, "number"],
    ]);
  };
  const ends = (rows) => {
    const [left, right] = around(chosen.measure, rows.map((row) => row.value));
    return { left, right };
  };
  part.artistChoice([all, ...listed], chosen, show);
  part.measureChoice("Measure", chosen, "measure", show);
  part.note("Equal values share a rank, and stand in the order of their track ids." + ofMost(artists));
  return show();
});
