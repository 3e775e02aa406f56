// The sound of an artist over time, with the albums.

section("years", (part, { artists, years, albums }) => {
  const [listed, yearsOf] = withRows(artists, years);
  const [, albumsOf] = withRows(artists, albums);
  if (!listed.length) {
    part.title("No year to show");
    return part.empty(artists.length ? "No track has a release date." : NOTHING);
  }
  const chosen = { artist: listed[0], measure: page.first };

  const sentence = ({ artist, measure }, measured) => {
    const name = isolated(artist.artist_name);
    const ordered = measured.toSorted(descending(measure));
    const [highest, lowest] = [ordered[0], ordered.at(-1)];
    const [high, low] = [highest, lowest].map((row) => shown(measure, row[`avg_${measure}`]));
    if (measured.length === 1) return `${name}’s ${measure} was ${high} in ${highest.release_year}`;
    if (high === low) return `${name}’s ${measure} was ${high} in all ${plural(measured.length, "year")}`;
    return `${name}’s ${measure} was highest in ${highest.release_year} (${high}) and lowest in ${lowest.release_year} (${low})`;
  };

  const show = () => {
    const { artist, measure } = chosen;
    const measured = yearsOf(artist).filter(known(measure));
    if (!measured.length) {
      part.title(`${isolated(artist.artist_name)} has no year with a known ${measure}`);
      return part.empty(`No dated track of ${isolated(artist.artist_name)} has a known ${measure}.`);
    }
    part.title(sentence(chosen, measured));
    const released = albumsOf(artist);
    const inYear = grouped(released, (album) => album.release_year);
    const ofYears = measured.map((row) => ({
      kind: "year",
      at: row.release_year + 0.5,
      year: row.release_year,
      value: row[`avg_${measure}`],
      trail: row[`trailing_avg_${measure}`],
      tracks: row.tracks_with_features_count,
      albums: (inYear.get(row.release_year) ?? []).map((album) => album.album_name).join("; "),
    }));
    const ofAlbums = released.map((album) => ({
      kind: "album",
      at: yearsInto(album.release_date),
      albums: album.album_name,
      released: album.release_date,
      said: `${album.album_name}, released on ${album.release_date}`,
    }));
    const columns = [
      ["Year", (row) => row.year, "number"],
      [measureOf[measure].label, (row) => shown(measure, row.value), "number"],
      ["Five years to then", (row) => shown(measure, row.trail), "number"],
      ["Tracks with audio features", (row) => whole(row.tracks), "number"],
      ["Albums", (row) => row.albums || "–"],
    ];
    return part.draw([...ofYears, ...ofAlbums], { measure: measureOf[measure].label, ...ends(ofYears, ofAlbums) }, columns, ofYears);
  };
  const ends = (ofYears, ofAlbums) => {
    const places = [...ofYears, ...ofAlbums].map((row) => Math.floor(row.at));
    const values = ofYears.flatMap((row) => (row.trail === null ? [row.value] : [row.value, row.trail]));
    const [bottom, top] = around(chosen.measure, values);
    return { first: Math.min(...places), last: Math.max(...places) + 1, bottom, top };
  };
  part.artistChoice(listed, chosen, show);
  part.measureChoice("Measure", chosen, "measure", show);
  part.note("A circle is the average of a year’s tracks, the line the average of that year and the four before; triangles at the bottom are albums." + ofMost(artists));
  return show();
});

/** A date as years, such as 1974.5. */
function yearsInto(date) {
  const [year, month, day] = date.split("-").map(Number);
  return year + (month - 1) / 12 + (day - 1) / 365;
}
