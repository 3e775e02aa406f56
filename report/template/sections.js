// The sections: what each says and draws of the answers that it names, and no others.

// ---- what several sections need ----------------------------------------------------------------------------------

/** From the lowest to the highest of all artists, standard deviations included, where a domain is wider than any music. */
function scaleOf(measure, artists) {
  const { minimum, maximum, unit } = measureOf[measure];
  if (!unit) return [minimum, maximum];
  const profiled = artists.filter(known(measure));
  const spread = (artist) => artist[`stddev_${measure}`] ?? 0;
  const low = Math.min(...profiled.map((artist) => artist[`avg_${measure}`] - spread(artist)));
  const high = Math.max(...profiled.map((artist) => artist[`avg_${measure}`] + spread(artist)));
  if (!profiled.length) return [0, 1];
  return low < high ? [low, high] : [low - 1, low + 1];
}

const within = ([low, high], value) => Math.min(1, Math.max(0, (value - low) / (high - low)));
const known = (measure) => (artist) => artist[`avg_${measure}`] !== null;
const descending = (measure) => (one, other) => (other[`avg_${measure}`] ?? -Infinity) - (one[`avg_${measure}`] ?? -Infinity);
const by = (value) => (one, other) => value(one) - value(other);
const grouped = (rows, key) => Map.groupBy?.(rows, key) ?? rows.reduce((groups, row) => groups.set(key(row), [...(groups.get(key(row)) ?? []), row]), new Map());

/** Artists with the averages that they have; those of others are null. */
function withProfiles(artists, profiles) {
  const of = new Map(profiles.map((profile) => [profile.artist, profile]));
  const none = Object.fromEntries(measures.flatMap(({ name }) => [[`avg_${name}`, null], [`stddev_${name}`, null]]));
  return artists.map((artist) => ({ ...artist, profiled: of.has(artist.artist), ...(of.get(artist.artist) ?? none) }));
}

/** Artists as options, those who share a name told apart by their id. */
function named(artists) {
  const times = grouped(artists, (artist) => artist.artist_name);
  return artists.map((artist) => [
    artist.artist,
    times.get(artist.artist_name).length > 1 ? `${artist.artist_name} (${artist.artist_id})` : artist.artist_name,
  ]);
}

/** Checkboxes of artists, of which at most so many can be chosen; a search where there are many. */
function picker(part, artists, chosen, most, onchange) {
  const options = named(artists);
  const shownAtOnce = 12;
  const status = element("span", { role: "status", class: "status" });
  const boxes = element("fieldset");
  const search = element("input", { id: `${part.id}-search`, type: "search", oninput: () => list() });
  const list = () => {
    const wanted = search.value.trim().toLocaleLowerCase();
    const matches = options.filter(([id, name]) => !chosen.has(id) && name.toLocaleLowerCase().includes(wanted));
    const listed = options.length <= shownAtOnce ? options : [...options.filter(([id]) => chosen.has(id)), ...matches.slice(0, shownAtOnce)];
    const isFull = chosen.size >= most;
    const focused = document.activeElement?.dataset?.artist;
    boxes.replaceChildren(element("legend", {}, `Artists, up to ${count(most)}`));
    for (const [id, name] of listed) {
      const box = element("input", { type: "checkbox", "data-artist": id, checked: chosen.has(id), disabled: isFull && !chosen.has(id) });
      box.addEventListener("change", () => {
        if (box.checked) chosen.add(id);
        else chosen.delete(id);
        list();
        onchange();
      });
      boxes.append(element("label", {}, box, nameOf(name)));
    }
    if (focused) boxes.querySelector(`[data-artist="${focused}"]`)?.focus();
    status.textContent = isFull ? "All are chosen: take one away to choose another." : options.length > shownAtOnce && matches.length > shownAtOnce ? `${whole(matches.length)} artists match` : "";
  };
  if (options.length > shownAtOnce) part.control("Search artists", search);
  part.find(".controls").append(boxes, status);
  list();
}

// ---- the sections ------------------------------------------------------------------------------------------------

const NOTHING = "No track with audio features has landed yet. Run `make ingest` or `make demo`, build the models, then `make site`.";

const render = {
  glance(part, { artists: listed, profiles, totals }) {
    const artists = withProfiles(listed, profiles);
    const [total] = totals;
    const columns = [
      ...measures.map(({ name, short }) => [short, (artist) => artist[`avg_${name}`], name]),
      ["Tracks with audio features", (artist) => artist.tracks_with_features_count],
      ["Years", (artist) => (artist.first_release_date ? Number(artist.first_release_date.slice(0, 4)) : null)],
    ];
    if (!artists.length) {
      part.title("No artist has landed yet");
      return part.empty(NOTHING);
    }
    let sorted = page.first;
    let falling = true;
    let most = 25;
    const valueOf = () => columns.find(([label, , name]) => name === sorted || label === sorted)?.[1];
    const search = element("input", { id: "glance-search", type: "search", oninput: () => { most = 25; rows(); } });
    const status = element("span", { role: "status", class: "status" });
    const more = element("button", { type: "button", onclick: () => { most += 100; rows(); } }, "Show more");
    part.control("Search artists", search);
    part.find(".controls").append(status);
    const head = element("tr");
    const body = element("tbody");
    const table = element("table", { class: "glance" }, element("thead", {}, head), body);
    const frame = element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Averages of each artist" }, table);
    part.find(".content").append(frame, more);
    /** Brings the column that rows are sorted by into view, beside the names. */
    const reveal = () => {
      const chosen = head.querySelector("[aria-sort]");
      const [from, to] = [chosen.offsetLeft - head.cells[0].offsetWidth, chosen.offsetLeft + chosen.offsetWidth - frame.clientWidth];
      if (frame.scrollLeft > from || frame.scrollLeft < to) frame.scrollLeft = from;
    };
    const scales = Object.fromEntries(measures.map(({ name }) => [name, scaleOf(name, artists)]));
    const heading = (text, key, kind) => {
      const choose = () => {
        [sorted, falling] = [key, sorted === key ? !falling : key !== "artist_name"];
        rows();
      };
      const state = sorted === key ? (falling ? "descending" : "ascending") : null;
      return element("th", { scope: "col", class: kind, "aria-sort": state }, element("button", { type: "button", onclick: choose, "data-sort": key }, text));
    };
    const cell = (artist, name) => {
      const [average, spread] = [artist[`avg_${name}`], artist[`stddev_${name}`]];
      const made = element("td", { class: "number" }, shown(name, average));
      if (average === null) return made;
      const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("i"), element("b"));
      bar.style.setProperty("--at", within(scales[name], average));
      bar.style.setProperty("--low", within(scales[name], average - (spread ?? 0)));
      bar.style.setProperty("--high", within(scales[name], average + (spread ?? 0)));
      made.title = `Standard deviation ${shown(name, spread)}`;
      made.setAttribute("aria-label", `${shown(name, average)}, standard deviation ${shown(name, spread)}`);
      made.append(bar);
      return made;
    };
    const rows = () => {
      const focused = document.activeElement?.dataset?.sort;
      head.replaceChildren(heading("Artist", "artist_name", ""), ...columns.map(([label, , name]) => heading(label, name ?? label, "number")));
      if (focused) head.querySelector(`[data-sort="${CSS.escape(focused)}"]`)?.focus();
      const wanted = search.value.trim().toLocaleLowerCase();
      const found = artists.filter((artist) => artist.artist_name.toLocaleLowerCase().includes(wanted));
      const value = valueOf();
      found.sort((one, other) => {
        if (!value) return one.artist_name.localeCompare(other.artist_name) * (falling ? -1 : 1);
        const [a, b] = [value(one), value(other)];
        if (a === null || b === null) return (a === null) - (b === null); // unknown ones last, either way
        return (a - b) * (falling ? -1 : 1);
      });
      body.replaceChildren(
        ...found.slice(0, most).map((artist) =>
          element(
            "tr",
            {},
            element("th", { scope: "row", title: artist.artist_name }, nameOf(artist.artist_name)),
            ...measures.map(({ name }) => cell(artist, name)),
            element("td", { class: "number" }, `${whole(artist.tracks_with_features_count)} of ${whole(artist.track_count)}`),
            element("td", { class: "number" }, years(artist)),
          ),
        ),
      );
      reveal();
      more.hidden = found.length <= most;
      status.textContent = wanted || found.length > most ? `${whole(Math.min(most, found.length))} of ${whole(found.length)} artists shown` : "";
      const measure = measureOf[sorted] ? sorted : page.first;
      const profiled = artists.filter(known(measure));
      const [top] = profiled.toSorted(descending(measure));
      part.title(
        top
          ? profiled.length === 1
            ? `${isolated(top.artist_name)} alone has audio features`
            : `${isolated(top.artist_name)} is the ${measureOf[measure].superlative} of ${plural(profiled.length, "artist")}`
          : `None of ${plural(artists.length, "artist")} has a track with audio features`,
      );
    };
    const years = ({ first_release_date: first, last_release_date: last }) => (first ? [...new Set([first.slice(0, 4), last.slice(0, 4)])].join("–") : "–");
    rows();
    part.note(
      `Averages over tracks with audio features; a bar is the average on its scale, the line through it one standard deviation to each side. ` +
        `Loudness and tempo are scaled from the lowest to the highest here.` +
        (total.artist_count > artists.length ? ` The ${whole(artists.length)} artists with most tracks of ${whole(total.artist_count)}.` : ""),
    );
  },

  profiles(part, { artists: listed, profiles }) {
    const artists = withProfiles(listed, profiles);
    const profiled = artists.filter((artist) => artist.profiled);
    if (!profiled.length) {
      part.title("No profile to show");
      return part.empty(NOTHING);
    }
    const ordered = profiled.slice(0, 40).toSorted(descending(page.first));
    const chosen = new Set([ordered[0], ordered.at(-1)].map((artist) => artist.artist));
    const scales = Object.fromEntries(measures.map(({ name }) => [name, scaleOf(name, artists)]));
    const show = () => {
      const overlaid = artists.filter((artist) => chosen.has(artist.artist));
      if (!overlaid.length) {
        part.title("Choose artists to see their profiles");
        return part.empty("No artist is chosen.");
      }
      const share = (artist, name) => within(scales[name], artist[`avg_${name}`]);
      const labels = Object.fromEntries(named(artists));
      const rows = overlaid.flatMap((artist) =>
        measures.map(({ name, label }) => ({
          artist: labels[artist.artist],
          measure: label,
          share: artist[`avg_${name}`] === null ? null : share(artist, name),
          shown: shown(name, artist[`avg_${name}`]),
          spread: shown(name, artist[`stddev_${name}`]),
        })),
      );
      const range = ({ name }) => {
        const shares = overlaid.filter(known(name)).map((artist) => share(artist, name));
        return shares.length > 1 ? Math.max(...shares) - Math.min(...shares) : -1;
      };
      const [widest] = measures.toSorted((one, other) => range(other) - range(one));
      const ends = overlaid.filter(known(widest.name)).toSorted(descending(widest.name));
      part.title(
        ends.length < 2
          ? `${isolated(overlaid[0].artist_name)} by all nine measures`
          : `${isolated(ends[0].artist_name)} and ${isolated(ends.at(-1).artist_name)} differ most in ${widest.name}: ` +
              `${shown(widest.name, ends[0][`avg_${widest.name}`])} and ${shown(widest.name, ends.at(-1)[`avg_${widest.name}`])}`,
      );
      return part.draw(rows, { names: overlaid.map((artist) => labels[artist.artist]) }, [
        ["Artist", (row) => row.artist],
        ["Measure", (row) => row.measure],
        ["Average", (row) => row.shown, "number"],
        ["Standard deviation", (row) => row.spread, "number"],
      ]);
    };
    picker(part, profiled, chosen, 5, show);
    part.note("Averages, each on its scale: loudness and tempo from the lowest to the highest of all artists here, the others from 0 to 1.");
    return show();
  },

  map(part, { artists, profiles }) {
    const profiled = withProfiles(artists, profiles).filter((artist) => artist.profiled);
    if (!profiled.length) {
      part.title("No artist to put on a map");
      return part.empty(NOTHING);
    }
    let [x, y] = ["acousticness", "energy"];
    const show = () => {
      const rows = profiled
        .filter(known(x))
        .filter(known(y))
        .map((artist, i) => ({
          artist: artist.artist_name,
          x: artist[`avg_${x}`],
          y: artist[`avg_${y}`],
          tracks: artist.tracks_with_features_count,
          named: i < 30,
        }));
      if (!rows.length) {
        part.title(`No artist has both ${x} and ${y}`);
        return part.empty("Choose other measures.");
      }
      const r = correlation(rows);
      const way = Math.abs(r) < 0.3 ? "hardly go together" : r > 0 ? "rise together" : null;
      part.title(
        rows.length < 3
          ? `${plural(rows.length, "artist")} by ${x} and ${y}`.replace(/^./, (first) => first.toUpperCase())
          : way === null
            ? `Across ${plural(rows.length, "artist")}, ${y} falls where ${x} rises (r = ${r.toFixed(2).replace("-", "−")})`
            : `Across ${plural(rows.length, "artist")}, ${x} and ${y} ${way} (r = ${r.toFixed(2).replace("-", "−")})`,
      );
      return part.draw(rows, { x: measureOf[x].label, y: measureOf[y].label, sizes: sizesOf(rows) }, [
        ["Artist", (row) => row.artist],
        [measureOf[x].label, (row) => shown(x, row.x), "number"],
        [measureOf[y].label, (row) => shown(y, row.y), "number"],
        ["Tracks with audio features", (row) => whole(row.tracks), "number"],
      ]);
    };
    part.measureChoice("Across", x, (chosen) => { x = chosen; show(); });
    part.measureChoice("Up", y, (chosen) => { y = chosen; show(); });
    part.note("Averages of each artist; the area of a circle is the number of tracks with audio features." + (profiled.length > 30 ? " The thirty artists with most tracks bear their names." : ""));
    return show();
  },

  years(part, { artists, years, albums }) {
    const ofArtist = grouped(years, (row) => row.artist);
    const albumsOf = grouped(albums, (row) => row.artist);
    const listed = artists.filter((artist) => ofArtist.has(artist.artist));
    if (!listed.length) {
      part.title("No year to show");
      return part.empty(NOTHING);
    }
    let artist = listed[0];
    let measure = page.first;
    const show = () => {
      const measured = ofArtist.get(artist.artist).filter(known(measure));
      const released = albumsOf.get(artist.artist) ?? [];
      const inYear = grouped(released, (album) => album.release_year);
      const names = (year) => (inYear.get(year) ?? []).map((album) => album.album_name).join("; ");
      const [first, last] = [measured[0], measured.at(-1)];
      if (!measured.length) {
        part.title(`${isolated(artist.artist_name)}: no year with ${measure}`);
        return part.empty("No track of these years has audio features.");
      }
      const [from, to] = [first, last].map((row) => shown(measure, row[`avg_${measure}`]));
      const way = last[`avg_${measure}`] > first[`avg_${measure}`] ? "rose" : "fell";
      part.title(
        measured.length === 1
          ? `${isolated(artist.artist_name)} released in ${first.release_year} alone: ${measure} ${from}`
          : from === to
            ? `${isolated(artist.artist_name)}’s ${measure} was ${from} in ${first.release_year} as in ${last.release_year}`
            : `${isolated(artist.artist_name)}’s ${measure} ${way} from ${from} in ${first.release_year} to ${to} in ${last.release_year}`,
      );
      const rows = [
        ...measured.map((row) => ({ kind: "year", year: row.release_year, value: row[`avg_${measure}`], tracks: row.tracks_with_features_count, albums: names(row.release_year) })),
        ...measured.map((row) => ({ kind: "trail", year: row.release_year, value: row[`trailing_avg_${measure}`] })),
        ...released.map((album) => ({ kind: "album", year: yearsInto(album.release_date), albums: album.album_name, released: album.release_date })),
      ];
      return part.draw(rows, { measure: measureOf[measure].label }, []);
    };
    part.fillTable = function (_, rows) {
      this.table.querySelector(".scroll")?.remove();
      const columns = [
        ["Year", (row) => row.year, "number"],
        [measureOf[measure].label, (row) => shown(measure, row.value), "number"],
        ["Tracks with audio features", (row) => whole(row.tracks), "number"],
        ["Albums", (row) => row.albums],
      ];
      this.table.append(plainTable(columns, rows.filter((row) => row.kind === "year"), "Over time, as a table"));
    };
    part.choice("Artist", named(listed), artist.artist, (chosen) => { artist = artists[chosen]; show(); });
    part.measureChoice("Measure", measure, (chosen) => { measure = chosen; show(); });
    part.note(`A circle is the average of a year’s tracks, the line the moving average of five years; triangles at the bottom are albums.` + ofMost(listed, artists));
    return show();
  },

  tops(part, { artists, tops, tops_of_all }) {
    const ofArtist = grouped(tops, (row) => row.artist);
    const listed = artists.filter((artist) => ofArtist.has(artist.artist));
    if (!tops_of_all.length) {
      part.title("No top track to show");
      return part.empty(NOTHING);
    }
    let artist = null;
    let measure = page.first;
    const show = () => {
      const ranked = (artist ? ofArtist.get(artist.artist) : tops_of_all).filter((row) => row.feature === measure);
      if (!ranked.length) {
        part.title(`No track with ${measure}`);
        return part.empty("No track of this artist has that measure.");
      }
      const rows = ranked.map((row) => {
        const of = artist?.artist_name ?? row.artist_name;
        const track = artist ? row.track_name : `${row.track_name} · ${of}`;
        return { place: row.feature_position, label: `${row.feature_position}. ${track}`, track: row.track_name, artist: of, value: row.feature_value, shown: shown(measure, row.feature_value) };
      });
      const [top] = rows;
      part.title(
        `“${isolated(top.track)}” is the ${measureOf[measure].superlative} track of ${artist ? isolated(artist.artist_name) : `all, by ${isolated(top.artist)}`}: ${shown(measure, top.value)}`,
      );
      return part.draw(rows, { measure: measureOf[measure].label }, [
        ["Place", (row) => row.place, "number"],
        ["Track", (row) => row.track],
        ["Artist", (row) => row.artist],
        [measureOf[measure].label, (row) => shown(measure, row.value), "number"],
      ]);
    };
    part.choice("Artist", [["", "All artists"], ...named(listed)], "", (chosen) => { artist = chosen === "" ? null : artists[chosen]; show(); });
    part.measureChoice("Measure", measure, (chosen) => { measure = chosen; show(); });
    part.note("Equal values stand in the order of their track ids." + ofMost(listed, artists));
    return show();
  },

  similar(part, { artists, similarities }) {
    if (!similarities.length) {
      part.title("No two artists to compare");
      return part.empty("Artists are compared from twenty tracks with audio features on, or when they are followed.");
    }
    const ids = new Set(similarities.map((row) => row.artist));
    const labels = Object.fromEntries(named(artists.filter((artist) => ids.has(artist.artist))));
    const order = page.order.map((id) => labels[id]);
    const pairs = similarities.filter((row) => row.artist < row.other).toSorted(by((row) => row.euclidean_distance));
    const [nearest, farthest] = [pairs[0], pairs.at(-1)];
    const both = (pair) => `${isolated(labels[pair.artist])} and ${isolated(labels[pair.other])}`;
    part.title(
      pairs.length > 1
        ? `${both(nearest)} sound most alike of ${plural(ids.size, "artist")}; ${both(farthest)} least`
        : `${both(nearest)} are all there is to compare: a distance of ${nearest.euclidean_distance.toFixed(2)}`,
    );
    part.note(
      "The distance is over all nine measures, standardised: 0 is the same. Artists who sound alike stand together." +
        (artists.length > ids.size ? ` The ${count(ids.size)} with most tracks.` : ""),
    );
    const rows = similarities.map((row) => ({ artist: labels[row.artist], other: labels[row.other], distance: row.euclidean_distance, cosine: row.cosine_similarity }));
    return part.draw(rows, { order }, [
      ["Artist", (row) => row.artist],
      ["Other artist", (row) => row.other],
      ["Distance", (row) => row.distance.toFixed(3), "number"],
      ["Cosine similarity", (row) => (row.cosine === null ? "–" : row.cosine.toFixed(3).replace("-", "−")), "number"],
    ]);
  },

  odd(part, { artists, outliers }) {
    const ofArtist = grouped(outliers, (row) => row.artist);
    const listed = artists.filter((artist) => ofArtist.has(artist.artist));
    if (!listed.length) {
      part.title("No track is odd");
      return part.empty("No track lies far from what its artist does otherwise.");
    }
    let artist = listed[0];
    const show = () => {
      const rows = ofArtist.get(artist.artist).map((row, i) => ({
        place: i + 1,
        label: `${i + 1}. ${row.track_name}: ${row.feature}`,
        track: row.track_name,
        measure: row.feature,
        shown: shown(row.feature, row.feature_value),
        usual: shown(row.feature, row.artist_median),
        z: row.robust_z_score,
      }));
      const [top] = rows;
      part.title(`“${isolated(top.track)}” is furthest from ${isolated(artist.artist_name)}’s usual: ${top.measure} ${top.shown}, where the median is ${top.usual}`);
      return part.draw(rows, {}, [
        ["Track", (row) => row.track],
        ["Measure", (row) => row.measure],
        ["Value", (row) => row.shown, "number"],
        ["The artist’s median", (row) => row.usual, "number"],
        ["Robust z-score", (row) => row.z.toFixed(1).replace("-", "−"), "number"],
      ]);
    };
    part.choice("Artist", named(listed), artist.artist, (chosen) => { artist = artists[chosen]; show(); });
    part.note("The two oddest tracks by each measure. A robust z-score says how many median deviations a track lies from its artist’s median." + ofMost(listed, artists));
    return show();
  },

  keys(part, { artists, keys, wheel }) {
    const ofArtist = grouped(keys, (row) => row.artist);
    const listed = artists.filter((artist) => ofArtist.has(artist.artist));
    if (!listed.length || !wheel.length) {
      part.title("No key to show");
      return part.empty("No track has a key and a mode.");
    }
    let artist = listed[0];
    const show = () => {
      const played = new Map(ofArtist.get(artist.artist).map((row) => [row.camelot_code, row]));
      const most = Math.max(...[...played.values()].map((row) => row.track_share));
      const rows = wheel.map(({ camelot_code: code, key_name: key, mode_name: mode }) => {
        const hour = Number.parseInt(code, 10) % 12;
        const turn = (part) => ((hour + part) / 12) * 2 * Math.PI;
        const row = played.get(code);
        const share = row?.track_share ?? 0;
        return { code, name: `${key} ${mode}`, mode, from: turn(-0.5), to: turn(0.5), middle: turn(0), tracks: row?.track_count ?? 0, share, dark: share > most * 0.45 };
      });
      const [top] = rows.toSorted((one, other) => other.share - one.share);
      part.title(`${isolated(artist.artist_name)} plays most in ${top.name} (${top.code}): ${percent(top.share, 1)} of the tracks with a key`);
      return part.draw(rows, {}, [
        ["Camelot code", (row) => row.code],
        ["Key", (row) => row.name],
        ["Tracks", (row) => whole(row.tracks), "number"],
        ["Share", (row) => percent(row.share, 1), "number"],
      ]);
    };
    part.choice("Artist", named(listed), artist.artist, (chosen) => { artist = artists[chosen]; show(); });
    part.note("The Camelot wheel: minor keys inside, major keys outside. Neighbours, and the two keys of one number, can be mixed." + ofMost(listed, artists));
    return show();
  },

  sources(part, { artists, coverage, providers, runs, sources, incomplete, rejected, totals }) {
    const [total] = totals;
    if (!total.track_count) {
      part.title("Nothing has landed yet");
      return part.empty(NOTHING);
    }
    const newest = sources.map((row) => row.last_finished_at).filter(Boolean).toSorted().at(-1);
    const share = total.tracks_with_features_count / total.track_count;
    const missing = total.track_count - total.tracks_with_features_count;
    part.title(
      `${percent(share, missing && share > 0.995 ? 2 : 1)} of ${whole(total.track_count)} tracks have audio features` +
        (newest ? `; the last ingest ended on ${newest} UTC` : ""),
    );
    const facts = element("ul");
    const say = (text) => facts.append(element("li", {}, text));
    say(`Landed from ${sources.map((row) => `${row.source} (${plural(row.run_count, "run")})`).join(", ") || "nowhere"}.`);
    for (const row of providers)
      say(`${row.provider ?? "No provider"} has audio features of ${whole(row.tracks_with_features_count)} tracks${row.tracks_missing_count ? `, and none of ${whole(row.tracks_missing_count)} that it was asked for` : ""}.`);
    say(missing ? `${whole(missing)} tracks have none.` : "Every track has some.");
    say(incomplete[0].album_count ? `${whole(incomplete[0].album_count)} albums lack ${whole(incomplete[0].track_count)} tracks that they should have.` : "Every album has all the tracks that it says it has.");
    const rejects = rejected.reduce((sum, row) => sum + row.value_count, 0);
    say(rejects ? `${whole(rejects)} values were outside their domain and are left out: ${rejected.map((row) => `${row.column_name} ${row.reason} (${whole(row.value_count)})`).join(", ")}.` : "No value was outside its domain.");
    part.find(".controls").append(facts);
    part.find(".content").after(
      element("h3", {}, "The newest runs"),
      plainTable(
        [
          ["Ended (UTC)", (run) => run.finished_at],
          ["Source", (run) => run.source],
          ["Features from", (run) => run.provider],
          ["Status", (run) => run.status],
          ["Artists", (run) => whole(run.artist_count), "number"],
          ["Albums", (run) => whole(run.album_count), "number"],
          ["Tracks", (run) => whole(run.track_count), "number"],
          ["Features", (run) => whole(run.feature_count), "number"],
          ["Missing", (run) => whole(run.missing_count), "number"],
        ],
        runs,
        "The newest runs",
      ),
    );
    const kinds = [...new Set(coverage.map((row) => row.provider ?? "none"))].toSorted();
    const listed = artists.slice(0, 40);
    const ids = new Map(listed.map((artist, i) => [artist.artist, i]));
    const labels = Object.fromEntries(named(artists));
    const rows = coverage
      .filter((row) => ids.has(row.artist))
      .map((row) => ({
        place: ids.get(row.artist),
        artist: labels[row.artist],
        kind: row.provider ?? "none",
        rank: kinds.indexOf(row.provider ?? "none"),
        tracks: row.tracks_with_features_count,
        missing: row.tracks_missing_count,
        share: row.feature_share ?? 0,
      }));
    part.note("Bars: of how many of an artist’s tracks each provider has audio features." + (artists.length > listed.length ? " The forty artists with most tracks." : ""));
    return part.draw(rows, { kinds }, [
      ["Artist", (row) => row.artist],
      ["Provider", (row) => row.kind],
      ["Tracks with audio features", (row) => whole(row.tracks), "number"],
      ["Asked in vain", (row) => whole(row.missing), "number"],
      ["Share", (row) => percent(row.share, 1), "number"],
    ]);
  },
};

const ofMost = (listed, artists) => (artists.length > listed.length && listed.length >= page.detailed ? ` Of the ${whole(listed.length)} artists with most tracks.` : "");

/** A date as years, such as 1974.5. */
function yearsInto(date) {
  const [year, month, day] = date.split("-").map(Number);
  return year + (month - 1) / 12 + (day - 1) / 365;
}

/** Pearson's correlation of x and y; 0 where one of them never changes. */
function correlation(rows) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(rows.map((row) => row.x)), mean(rows.map((row) => row.y))];
  const sum = (value) => rows.reduce((total, row) => total + value(row.x - mx, row.y - my), 0);
  const spread = Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
  return spread ? sum((x, y) => x * y) / spread : 0;
}

/** Three round numbers for the legend of sizes. */
function sizesOf(rows) {
  const most = Math.max(...rows.map((row) => row.tracks));
  const round = (value) => Number(value.toPrecision(1));
  return [...new Set([most / 10, most / 3, most].map(round))].filter((size) => size > 0);
}

// ---- all of it ---------------------------------------------------------------------------------------------------

function summary() {
  const [total] = answers.totals;
  const isDemo = answers.sources.some((row) => row.source === "demo");
  document.getElementById("summary").textContent =
    `${plural(total.artist_count, "artist")}, ${whole(total.album_count ?? 0)} albums and ${whole(total.track_count ?? 0)} tracks.`.replace(/^./, (first) => first.toUpperCase());
  const notice = document.getElementById("synthetic");
  notice.hidden = !isDemo;
  notice.textContent = isDemo ? "This is the demo catalogue: its albums, tracks and audio features are synthetic, shaped after the real bands’ averages." : "";
}

const parts = page.sections.map(({ id }) => new Part(id));

async function start() {
  summary();
  for (const [i, { id, answers: names }] of page.sections.entries())
    await render[id](parts[i], Object.fromEntries(names.map((name) => [name, answers[name]])));
  isDark.addEventListener("change", () => parts.forEach((part) => part.redraw()));
  document.documentElement.dataset.ready = "true";
}

start();
