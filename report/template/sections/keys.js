// Keys on the Camelot wheel: minor inside, major outside.

section("keys", (part, { artists, keys, wheel }) => {
  const [listed, rowsOf] = withRows(artists, keys);
  if (!listed.length || !wheel.length) {
    part.title("No key to show");
    return part.empty(artists.length ? "No track has a key and a mode." : NOTHING);
  }
  const chosen = { artist: listed[0] };
  const show = () => {
    const played = new Map(rowsOf(chosen.artist).map((row) => [row.camelot_code, row]));
    const most = Math.max(...[...played.values()].map((row) => row.track_share));
    const rows = wheel.map(({ camelot_code: code, key_name: key, mode_name: mode }) => {
      const hour = Number.parseInt(code, 10) % 12;
      const turn = (part) => ((hour + part) / 12) * 2 * Math.PI;
      const row = played.get(code);
      const share = row?.track_share ?? 0;
      const angles = { from: turn(-0.5), to: turn(0.5), middle: turn(0) };
      return { code, name: `${key} ${mode}`, mode, ...angles, tracks: row?.track_count ?? 0, share, dark: share > most * 0.57 };
    });
    const tops = rows.filter((row) => row.share === most);
    const all = figures(rows.reduce((sum, row) => sum + row.tracks, 0), "track");
    const names = tops.map((row) => `${row.name} (${row.code})`);
    part.title(
      tops.length < 3
        ? `${isolated(chosen.artist.artist_name)} plays most in ${names.join(" and in ")}: ${percent(most, 1)}${tops.length > 1 ? " each" : ""} of ${all} with a key`
        : `${isolated(chosen.artist.artist_name)} plays in ${plural(tops.length, "key")} equally often, ${percent(most, 1)} each of ${all} with a key`,
    );
    rows.sort((one, other) => Number.parseInt(one.code, 10) - Number.parseInt(other.code, 10) || one.mode.localeCompare(other.mode) * -1);
    return part.draw(rows, {}, [
      ["Camelot code", (row) => row.code],
      ["Key", (row) => row.name],
      ["Tracks", (row) => whole(row.tracks), "number"],
      ["Share", (row) => percent(row.share, 1), "number"],
    ]);
  };
  part.artistChoice(listed, chosen, show);
  part.note("The Camelot wheel: minor keys inside, major keys outside. Neighbours, and the two keys of one number, can be mixed." + ofMost(artists));
  return show();
});
