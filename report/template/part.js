"use strict";
// What sections are made of: texts, headings, controls, charts, tables. Names from the data become text and nothing
// else: text nodes in HTML, marks in charts.

const page = JSON.parse(document.getElementById("data").textContent);
const measures = page.measures;
const measureOf = Object.fromEntries(measures.map((measure) => [measure.name, measure]));

// ---- texts -------------------------------------------------------------------------------------------------------

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const whole = (number) => (number === null ? "–" : Math.round(number).toLocaleString("en-US"));
const decimal = (number, digits) => (number === null ? "–" : number.toFixed(digits).replace(/^-(?=0(\.0*)?$)/, "").replace("-", "−"));
const percent = (share, digits = 0) => `${(share * 100).toFixed(digits)}%`;
/** A number in words as far as there are any: for sentences. */
const count = (number) => WORDS[number] ?? whole(number);
const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
/** The same in figures: for facts. */
const figures = (number, one, many = `${one}s`) => `${whole(number)} ${number === 1 ? one : many}`;
const capital = (text) => text.replace(/^./, (first) => first.toUpperCase());
/** Keeps right-to-left names from reordering the sentence. */
const isolated = (name) => `\u2068${name}\u2069`;

/** A value of a measure with its unit. */
function shown(measure, value) {
  if (value === null || value === undefined) return "–";
  const { unit } = measureOf[measure];
  return unit ? `${decimal(value, 1)} ${unit}` : decimal(value, 3);
}

// ---- the page's parts --------------------------------------------------------------------------------------------

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A name as it is, whatever its script. */
const nameOf = (text) => element("bdi", {}, text);

/** A section of the page: its heading, controls, chart, table and note. */
class Part {
  constructor(id) {
    this.id = id;
    this.root = document.getElementById(id);
    this.canvas = element("div", { class: "canvas" });
    this.chart = element("div", { class: id === "keys" ? "chart wheel" : "chart" }, this.canvas);
    this.table = element("details", { ontoggle: () => this.fillTable() }, element("summary", {}, "Show as a table"));
    this.drawn = Promise.resolve();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  /** Says what the section shows, aloud too once it says something else than at first. */
  title(text) {
    const heading = this.find(".title");
    if (heading.textContent === text) return;
    heading.textContent = text;
    if (document.documentElement.dataset.ready) document.getElementById("said").textContent = text;
  }

  note(text) {
    this.find(".note").textContent = text;
  }

  /** Shows a reason in place of everything that can be empty. */
  empty(reason) {
    this.last = null;
    this.find(".empty").textContent = reason;
    this.find(".empty").hidden = false;
    this.find(".content").hidden = true;
  }

  full() {
    this.find(".empty").hidden = true;
    this.find(".content").hidden = false;
    if (!this.chart.isConnected) this.find(".content").append(this.chart, this.table);
  }

  choice(label, options, chosen, onchange) {
    const id = `${this.id}-${label.toLowerCase()}`;
    const select = element("select", { id, autocomplete: "off", onchange: () => onchange(select.value) });
    for (const [value, text] of options)
      select.append(element("option", { value, selected: String(value) === String(chosen) }, text));
    this.control(label, select);
  }

  /** Chooses `chosen[key]` among the measures, and shows it. */
  measureChoice(label, chosen, key, show) {
    const options = measures.map(({ name, label: text }) => [name, text]);
    this.choice(label, options, chosen[key], (name) => {
      chosen[key] = name;
      show();
    });
  }

  /** Chooses `chosen.artist` among artists, and shows it. */
  artistChoice(artists, chosen, show) {
    const options = artists.map((artist) => [artist.artist, artist.artist_name]);
    this.choice("Artist", options, chosen.artist.artist, (place) => {
      chosen.artist = artists.find((artist) => artist.artist === Number(place));
      show();
    });
  }

  search(oninput) {
    const input = element("input", { id: `${this.id}-search`, type: "search", autocomplete: "off", oninput });
    this.control("Search artists", input);
    return input;
  }

  /** Puts an input or a select, which has an id, under its label. */
  control(label, input) {
    const named = element("label", { for: input.id }, label);
    this.find(".controls").append(element("div", { class: "control" }, named, input));
  }

  /** Draws the section's chart of rows, whose placeholders `texts` fill, and keeps the same, or `listed`, as a table. */
  draw(rows, texts, columns, listed = rows) {
    this.full();
    this.last = { rows, texts, columns, listed };
    this.fillTable();
    const lines = Math.max(...rows.map((row) => row.label?.length ?? 1));
    const height = (page.line + 10 * (lines - 1)) * new Set(rows.map((row) => row.place ?? row.artist)).size;
    const palette = page.palettes[isDark.matches ? "dark" : "light"];
    const places = Object.fromEntries(palette.map((colour, i) => [`colour${i}`, colour]));
    const spec = filled(page.charts[this.id], { ...places, height, offset: String(-7 * (lines - 1)), description: this.find(".title").textContent, ...texts });
    const said = (row) => columns.map(([label, value]) => `${label}: ${value(row)}`).join("; ");
    spec.datasets = { rows: rows.map((row) => ({ said: said(row), ...row })) };
    this.drawn = this.drawn.catch(() => {}).then(() => this.embed(spec));
    return this.drawn;
  }

  async embed(spec) {
    this.view?.finalize();
    const { view } = await vegaEmbed(this.canvas, spec, {
      actions: false,
      renderer: "svg",
      config: colours(),
      tooltip: { theme: isDark.matches ? "dark" : "light" },
    });
    this.view = view;
    // Where it is wider than the screen, the keyboard scrolls it too.
    const isWide = this.chart.scrollWidth > this.chart.clientWidth;
    for (const [name, value] of [["tabindex", 0], ["role", "region"], ["aria-label", this.find(".kicker").textContent]])
      if (isWide) this.chart.setAttribute(name, value);
      else this.chart.removeAttribute(name);
  }

  /** Makes the table while it is looked at. */
  fillTable() {
    this.table.querySelector(".scroll")?.remove();
    if (!this.table.open || !this.last) return;
    this.table.append(plainTable(this.last.columns, this.last.listed, `${this.find(".kicker").textContent}, as a table`));
  }

  redraw() {
    if (this.last) this.draw(this.last.rows, this.last.texts, this.last.columns, this.last.listed);
  }
}

function plainTable(columns, rows, label) {
  const head = element("tr", {}, ...columns.map(([text, , kind]) => element("th", { scope: "col", class: kind ?? "" }, text)));
  const body = rows.map((row) =>
    element("tr", {}, ...columns.map(([, value, kind]) => element("td", { class: kind ?? "" }, nameOf(String(value(row) ?? "–"))))),
  );
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
  return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, table);
}

/** The ends of an axis for values of a measure: wider than they are, also where all are one, and within the domain. */
function around(measure, values, share = 0.08) {
  const { minimum, maximum, unit } = measureOf[measure];
  const [low, high] = [values.reduce((one, other) => Math.min(one, other)), values.reduce((one, other) => Math.max(one, other))];
  const room = (high - low) * share || (unit ? 1 : 0.05);
  return unit ? [low - room, high + room] : [Math.max(minimum, low - room), Math.min(maximum, high + room)];
}

/** A chart with each `$name` replaced by the text, and each `["$name"]` by the list, of that name. */
function filled(part, texts) {
  const value = (text) => (typeof text === "string" && text.startsWith("$") ? texts[text.slice(1)] : text);
  if (Array.isArray(part)) {
    if (part.length === 1 && Array.isArray(value(part[0]))) return value(part[0]);
    return part.map((item) => filled(item, texts));
  }
  if (part !== null && typeof part === "object")
    return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, filled(item, texts)]));
  return value(part);
}

const isDark = matchMedia("(prefers-color-scheme: dark)");

/** The page's colours and font, for a chart. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  const [paper, ink, line] = ["--paper", "--ink", "--line"].map((name) => style.getPropertyValue(name).trim());
  const isNarrow = innerWidth < 640;
  const text = { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12 };
  return {
    background: paper,
    font: "system-ui, sans-serif",
    view: { stroke: null },
    axis: { ...text, gridColor: line, domainColor: line, tickColor: line, titleFontWeight: "normal" },
    legend: { ...text, titleFontWeight: "normal", columns: isNarrow ? 1 : 5, labelLimit: isNarrow ? 280 : 210 },
    axisY: { labelLimit: isNarrow ? 120 : 260 },
    axisQuantitative: { tickCount: isNarrow ? 4 : 8 },
    text: { color: ink, fill: ink, fontSize: 12 },
  };
}

const shows = {};
/** `show(part, answers)` fills a section from the answers that it names, and from no others. */
function section(id, show) {
  shows[id] = show;
}
