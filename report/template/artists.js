// What several sections say of artists.

const NOTHING = "No track with audio features has landed yet. Run “make ingest” or “make demo”, build the models, then “make site”.";

/** From the lowest to the highest of all artists, standard deviations included, where a domain is wider than any music. */
function scaleOf(measure, artists) {
  const { minimum, maximum, unit } = measureOf[measure];
  if (!unit) return [minimum, maximum];
  const profiled = artists.filter(known(measure));
  if (!profiled.length) return [0, 1];
  const ends = profiled.flatMap((artist) => {
    const spread = artist[`stddev_${measure}`] ?? 0;
    return [artist[`avg_${measure}`] - spread, artist[`avg_${measure}`] + spread];
  });
  const low = ends.reduce((one, other) => Math.min(one, other));
  const high = ends.reduce((one, other) => Math.max(one, other));
  return low < high ? [low, high] : [low - 1, low + 1];
}

const within = ([low, high], value) => Math.min(1, Math.max(0, (value - low) / (high - low)));
const known = (measure) => (row) => row[`avg_${measure}`] !== null;
const descending = (measure) => (one, other) => other[`avg_${measure}`] - one[`avg_${measure}`];
/** Whether a name holds what somebody has typed. */
const matching = (typed) => (artist) => plain(artist.artist_name).includes(plain(typed.trim()));
/** A name without case and accents. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function grouped(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** Those of whom there are rows, and the rows of each. */
function withRows(artists, rows) {
  const ofArtist = grouped(rows, (row) => row.artist);
  return [artists.filter((artist) => ofArtist.has(artist.artist)), (artist) => ofArtist.get(artist.artist) ?? []];
}

/** Artists with the averages that they have; those of others are null. */
function withProfiles(artists, profiles) {
  const of = new Map(profiles.map((profile) => [profile.artist, profile]));
  const none = Object.fromEntries(measures.flatMap(({ name }) => [[`avg_${name}`, null], [`stddev_${name}`, null]]));
  return artists.map((artist) => ({ ...artist, profiled: of.has(artist.artist), ...(of.get(artist.artist) ?? none) }));
}

/** One name, two names, or how many: who has the most of something; `alone` and `together` say of what. */
function superlative(names, noun, alone, together) {
  if (names.length === 1) return `${names[0]} ${alone}`;
  return `${names.length === 2 ? names.join(" and ") : capital(plural(names.length, noun))} ${together}`;
}

/** What a section says where only the artists with most tracks have what it shows. */
const ofMost = (artists) => (artists.length > page.detailed ? ` Only the ${whole(page.detailed)} artists with most tracks are listed.` : "");
