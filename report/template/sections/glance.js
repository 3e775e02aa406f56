// The artists at a glance: a table that sorts, of averages with their spread.

section("glance", (part, { artists: listed, profiles, artist_total: [{ artist_count: total }] }) => {
  if (!listed.length) {
    part.title("No artist has landed yet");
    return part.empty(NOTHING);
  }
  const artists = withProfiles(listed, profiles);
  const columns = [
    { label: "Artist", key: "artist_name" },
    ...measures.map(({ name, short }) => ({ label: short, key: name, value: (artist) => artist[`avg_${name}`] })),
    { label: "With features", key: "tracks", value: (artist) => artist.tracks_with_features_count },
    { label: "Years", key: "years", value: (artist) => yearOf(isFalling ? artist.last_release_date : artist.first_release_date) },
  ];
  const yearOf = (date) => date && Number(date.slice(0, 4));
  const atOnce = 25;
  let sorted = columns.find(({ key }) => key === page.first);
  let isFalling = true;
  let most = atOnce;

  const search = part.search(() => {
    most = atOnce;
    show();
  });
  const status = element("span", { role: "status", class: "status" });
  part.find(".controls").append(status);
  const head = element("tr");
  const body = element("tbody");
  const table = element("table", { class: "glance" }, element("thead", {}, head), body);
  const frame = element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Averages of each artist" }, table);
  const showMore = () => {
    most += 100;
    show();
    if (more.hidden) frame.focus();
  };
  const more = element("button", { type: "button", onclick: showMore }, "Show more");
  const meanings = measures.flatMap(({ label, description }) => [element("dt", {}, label), element("dd", {}, description)]);
  const legend = element("details", {}, element("summary", {}, "What the measures mean"), element("dl", {}, ...meanings));
  part.find(".content").append(frame, more, legend);

  const headingOf = (column) => {
    const isSorted = column === sorted;
    const choose = () => {
      isFalling = isSorted ? !isFalling : column.value !== undefined;
      sorted = column;
      show();
    };
    const state = isSorted ? (isFalling ? "descending" : "ascending") : null;
    const button = element("button", { type: "button", onclick: choose, "data-sort": column.key }, column.label);
    return element("th", { scope: "col", class: column.value ? "number" : "", "aria-sort": state }, button);
  };

  const scales = Object.fromEntries(measures.map(({ name }) => [name, scaleOf(name, artists)]));
  const cellOf = (artist, name) => {
    const [average, spread] = [artist[`avg_${name}`], artist[`stddev_${name}`]];
    const cell = element("td", { class: "number" }, shown(name, average));
    if (average === null) return cell;
    const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("i"), element("b"));
    bar.style.setProperty("--at", within(scales[name], average));
    bar.style.setProperty("--low", within(scales[name], average - (spread ?? 0)));
    bar.style.setProperty("--high", within(scales[name], average + (spread ?? 0)));
    cell.title = `Standard deviation ${shown(name, spread)}`;
    cell.append(bar, element("span", { class: "unseen" }, `, standard deviation ${shown(name, spread)}`));
    return cell;
  };

  const yearsOf = ({ first_release_date: first, last_release_date: last }) =>
    first ? [...new Set([first.slice(0, 4), last.slice(0, 4)])].join("–") : "–";
  const rowOf = (artist) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", title: artist.artist_name }, nameOf(artist.artist_name)),
      ...measures.map(({ name }) => cellOf(artist, name)),
      element("td", { class: "number" }, `${whole(artist.tracks_with_features_count)} of ${whole(artist.track_count)}`),
      element("td", { class: "number" }, yearsOf(artist)),
    );

  const inOrder = (one, other) => {
    const way = isFalling ? -1 : 1;
    if (!sorted.value) return one.artist_name.localeCompare(other.artist_name) * way;
    const [a, b] = [sorted.value(one), sorted.value(other)];
    if (a === null || b === null) return (a === null) - (b === null); // unknown ones last, either way
    return (a - b) * way;
  };

  /** Brings the column that rows are sorted by into view, beside the names. */
  const reveal = () => {
    const chosen = head.querySelector("[aria-sort]");
    const [from, to] = [chosen.offsetLeft - head.cells[0].offsetWidth, chosen.offsetLeft + chosen.offsetWidth - frame.clientWidth];
    if (frame.scrollLeft > from || frame.scrollLeft < to) frame.scrollLeft = from;
  };

  const all = total > artists.length ? `the ${whole(artists.length)} artists with most tracks` : plural(artists.length, "artist");
  const sentence = () => {
    if (measureOf[sorted.key]) return ofMeasure(sorted.key);
    if (!sorted.value) return capital(`${all} by name`);
    const [top] = artists.toSorted(inOrder);
    const most = sorted.value(top);
    if (most === null) return `None of ${all} has a known year`;
    const tops = artists.filter((artist) => sorted.value(artist) === most).map((artist) => isolated(artist.artist_name));
    const of = artists.length > 1 ? ` of ${all}` : "";
    const [first, fewest] = isFalling ? ["last", "most"] : ["first", "fewest"];
    if (sorted.key === "years") return superlative(tops, "artist", `released ${first}${of}, in ${most}`, `released ${first}${of}, in ${most}`);
    const tracks = `tracks with audio features${of}: ${whole(most)}`;
    return superlative(tops, "artist", `has the ${fewest} ${tracks}`, `have the ${fewest} ${tracks}`);
  };
  const ofMeasure = (measure) => {
    const measured = artists.filter(known(measure));
    if (!measured.length) return artists.length === 1 ? `${isolated(artists[0].artist_name)} has no known ${measure}` : `None of ${all} has a known ${measure}`;
    const [top] = measured.toSorted(inOrder);
    const name = isolated(top.artist_name);
    if (artists.length === 1) return `${name} has an average ${measure} of ${shown(measure, top[`avg_${measure}`])}`;
    if (measured.length === 1) return `${name} is the only one of ${all} with a known ${measure}`;
    const of = measured.length === artists.length ? all : `${plural(measured.length, "artist")} with a known ${measure}`;
    const tops = measured.filter((artist) => artist[`avg_${measure}`] === top[`avg_${measure}`]).map((artist) => isolated(artist.artist_name));
    const most = `the ${measureOf[measure].superlatives[isFalling ? 0 : 1]} of ${of}`;
    return superlative(tops, "artist", `is ${most}`, `are ${most}`);
  };

  const show = () => {
    const focused = document.activeElement?.dataset?.sort;
    head.replaceChildren(...columns.map(headingOf));
    if (focused) head.querySelector(`[data-sort="${focused}"]`)?.focus();
    const found = artists.filter(matching(search.value)).toSorted(inOrder);
    body.replaceChildren(...found.slice(0, most).map(rowOf));
    reveal();
    more.hidden = found.length <= most;
    const shownOf = found.length > most ? `${whole(most)} of ${figures(found.length, "artist")} shown` : "";
    status.textContent = search.value.trim() ? `${whole(found.length)} of ${figures(artists.length, "artist")} found${shownOf && `, ${shownOf}`}` : shownOf;
    part.title(sentence());
  };
  part.note(
    "Averages over the tracks with audio features, of which the last columns tell how many there are; a bar is the average on its scale, the line through it one standard deviation to each side. " +
      "The scales of loudness and tempo reach as far as these lines do." +
      (total > artists.length ? ` The ${whole(artists.length)} artists with most tracks of ${whole(total)}.` : ""),
  );
  return show();
});
