// Shows all sections in their order. One that fails says so, and leaves the others alone.

async function start() {
  const parts = [];
  for (const { id, answers } of page.sections) {
    const part = new Part(id);
    parts.push(part);
    try {
      await shows[id](part, Object.fromEntries(answers.map((name) => [name, unpacked(page.answers[name])])));
    } catch (error) {
      part.empty(`This section cannot be shown: ${error.message}`);
      console.error(error);
    }
  }
  isDark.addEventListener("change", () => parts.forEach((part) => part.redraw()));
  document.documentElement.dataset.ready = "true";
}

function unpacked({ columns, rows }) {
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}

start();
