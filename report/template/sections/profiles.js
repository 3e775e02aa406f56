// Profiles of a few chosen artists, overlaid.

section("profiles", (part, { artists: listed, profiles }) => {
  const artists = withProfiles(listed, profiles);
  const profiled = artists.filter((artist) => artist.profiled);
  if (!profiled.length) {
    part.title("No profile to show");
    return part.empty(NOTHING);
  }
  // The two ends of what the page shows first, among those who are known best.
  const best = profiled.slice(0, 40);
  const ends = best.filter(known(page.first)).toSorted(descending(page.first));
  const chosen = new Set([ends[0] ?? best[0], ends.at(-1) ?? best.at(-1)].map((artist) => artist.artist));
  const scales = Object.fromEntries(measures.map(({ name }) => [name, scaleOf(name, artists)]));
  const share = (artist, name) => within(scales[name], artist[`avg_${name}`]);

  const sentence = (overlaid) => {
    const range = ({ name }) => {
      const shares = overlaid.filter(known(name)).map((artist) => share(artist, name));
      return shares.length > 1 ? Math.max(...shares) - Math.min(...shares) : -1;
    };
    const { name: widest } = measures.toSorted((one, other) => range(other) - range(one))[0];
    const placed = overlaid.filter(known(widest)).toSorted(descending(widest));
    if (placed.length < 2) return `${overlaid.map((artist) => isolated(artist.artist_name)).join(", ")} by all nine measures`;
    const [high, low] = [placed[0], placed.at(-1)];
    return (
      `${isolated(high.artist_name)} and ${isolated(low.artist_name)} differ most in ${widest}: ` +
      `${shown(widest, high[`avg_${widest}`])} and ${shown(widest, low[`avg_${widest}`])}`
    );
  };

  const show = () => {
    const overlaid = artists.filter((artist) => chosen.has(artist.artist));
    if (!overlaid.length) {
      part.title("Choose artists to see their profiles");
      return part.empty("No artist is chosen.");
    }
    part.title(sentence(overlaid));
    const rows = overlaid.flatMap((artist) =>
      measures.map(({ name, label }) => ({
        artist: artist.artist_name,
        measure: label,
        share: known(name)(artist) ? share(artist, name) : null,
        shown: shown(name, artist[`avg_${name}`]),
        spread: shown(name, artist[`stddev_${name}`]),
      })),
    );
    return part.draw(rows, { names: overlaid.map((artist) => artist.artist_name) }, [
      ["Artist", (row) => row.artist],
      ["Measure", (row) => row.measure],
      ["Average", (row) => row.shown, "number"],
      ["Standard deviation", (row) => row.spread, "number"],
    ]);
  };
  picker(part, profiled, chosen, 5, show);
  part.note("Averages, each on its scale: those of loudness and tempo reach as far as the averages of all artists here with their standard deviations, the others from 0 to 1.");
  return show();
});

/** Checkboxes of artists, of which at most so many can be chosen; a search where there are many. */
function picker(part, artists, chosen, most, onchange) {
  const atOnce = 12;
  const isShort = artists.length <= atOnce;
  const status = element("span", { role: "status", class: "status" });
  const boxes = element("fieldset");
  let kept = new Set(chosen); // those that stay listed until somebody searches, chosen or not any more

  const boxOf = ({ artist, artist_name: name }) => {
    const isChosen = chosen.has(artist);
    const toggle = (event) => {
      if (event.target.checked) chosen.add(artist);
      else chosen.delete(artist);
      kept.add(artist);
      list();
      onchange();
    };
    const disabled = chosen.size >= most && !isChosen;
    return element("label", {}, element("input", { type: "checkbox", autocomplete: "off", "data-artist": artist, checked: isChosen, disabled, onchange: toggle }), nameOf(name));
  };

  const list = () => {
    const focused = document.activeElement?.dataset?.artist;
    const found = artists.filter(matching(search?.value ?? ""));
    const matches = found.filter((artist) => !kept.has(artist.artist));
    const listed = isShort ? artists : [...artists.filter((artist) => kept.has(artist.artist)), ...matches.slice(0, atOnce)];
    boxes.replaceChildren(element("legend", {}, `Artists, up to ${count(most)}`), ...listed.map(boxOf));
    if (focused) boxes.querySelector(`[data-artist="${focused}"]`)?.focus();
    if (chosen.size >= most) status.textContent = "All are chosen: take one away to choose another.";
    else status.textContent = search?.value.trim() ? `${whole(found.length)} of ${figures(artists.length, "artist")} found` : "";
  };
  const search = isShort
    ? null
    : part.search(() => {
        kept = new Set(chosen);
        list();
      });
  part.find(".controls").append(boxes, status);
  list();
}
