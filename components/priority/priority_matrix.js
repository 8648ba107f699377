/* Themes by criteria, in the order of their rank: 1 to 4 score a cell, Delete takes its score out,
   Enter opens it. What a score rests on stands beside the one that has the pointer or the focus. */
export default function (component, { choice, grid, head, keyed, make }) {
  const { data } = component;
  const { host, find, draw, tell } = grid(component, { fill, keys, manner: "matrix", start: '[aria-pressed="true"]',
    before: `<ul class="key"></ul>`, after: `<div class="tip" role="tooltip" id="priority-tip" hidden></div>` });
  const tip = find(".tip");

  function heads() {
    const first = make("tr"), second = make("tr");
    const tall = (className, text) => {
      const th = head(className, text);
      th.rowSpan = 2;
      return th;
    };
    const score = tall("plain", "Score");
    score.append(make("span", "wide", ", ranks left open"));
    first.append(tall("plain place", "Rank"), tall("plain", "Theme"), ...data.sections.map((section) => {
      const th = head("section" + (section.span === 1 ? " one" : ""), section.name, "colgroup");
      th.colSpan = section.span;
      return th;
    }), score);
    second.append(...data.columns.map((one) => {
      const th = head("criterion");
      th.title = one.name;
      th.append(make("span", "", one.short));
      return th;
    }));
    const columns = make("colgroup");
    columns.append(make("col", "place"), make("col", "name"), ...data.columns.map(() => make("col")), make("col", "score"));
    find("colgroup")?.remove();
    find("caption").after(columns);
    find("thead").replaceChildren(first, second);
  }

  function lines(row, column, cell) {
    const worth = cell.score === null ? "no score" : String(cell.score);
    const level = cell.score === null ? "" : `: ${column.levels[cell.score - 1]}`;
    const told = [[`${row.name}, ${column.name}: ${worth}`, level], ["", cell.evidence]];
    if (cell.changed) told.push(["Changed in a meeting. ", cell.changed]);
    if (cell.rule) told.push(["Rule. ", cell.rule]);
    if (cell.source) told.push(["Source. ", cell.source]);
    return told;
  }

  function cellOf(row, column, place) {
    const cell = row.cells[place], missing = cell.score === null;
    const kind = missing ? "missing" : column.combines ? `s${cell.score}` : "still";
    const pressed = row.code === data.theme && column.code === data.criterion;
    const button = choice({ row: row.code, column: column.code }, `at ${kind}${cell.changed ? " changed" : ""}`, undefined, { pressed });
    button.append(missing ? make("b", "", "–") : make("span", "", String(cell.score)));
    if (cell.borrowed && !cell.changed) button.append(make("span", "flag", "b"));
    const told = lines(row, column, cell);
    button.setAttribute("aria-label", told.map((one) => one.join("")).join(" "));
    button.onmouseenter = () => show(button, told);
    button.onmouseleave = hide;
    button.onfocus = () => { if (button.matches(":focus-visible")) show(button, told); };
    button.onblur = hide;
    const td = make("td");
    td.append(button);
    return td;
  }

  function show(button, told) {
    tip.replaceChildren(...told.map(([strong, rest]) => {
      const p = make("p");
      if (strong) p.append(make("b", "", strong));
      p.append(rest);
      return p;
    }));
    tip.hidden = false;
    const frame = host.getBoundingClientRect(), at = button.getBoundingClientRect();
    const left = Math.min(at.left - frame.left, frame.width - tip.offsetWidth);
    tip.style.left = `${Math.max(0, left)}px`;
    const under = at.bottom - frame.top + 8;
    const over = at.top - frame.top - tip.offsetHeight - 8;
    tip.style.top = `${at.bottom + tip.offsetHeight + 8 > window.innerHeight && over > 0 ? over : under}px`;
  }
  function hide() { tip.hidden = true; }

  function scoreOf(row) {
    if (row.rank === null) return make("td", "why", row.missing);
    const td = make("td", "score"), rail = make("span", "rail"), bar = make("i");
    td.title = row.told;
    bar.style.width = `${(row.score - 1) / 3 * 100}%`;
    rail.append(bar);
    td.append(make("b", "", row.score.toFixed(2)), make("small", "", row.open), rail);
    return td;
  }

  function rowOf(row) {
    const tr = make("tr", (row.plan === "priority" ? "priority " : "") + (row.code === data.theme ? "chosen" : ""));
    const th = head("", undefined, "row");
    if (row.plan) {
      const mark = make("span", "mark", row.plan === "priority" ? "●" : "○");
      mark.title = `${row.plan} in the newest plan that names it`;
      mark.setAttribute("role", "img");
      mark.setAttribute("aria-label", mark.title);
      th.append(mark);
    }
    th.append(row.name);
    tr.append(make("td", "place", row.rank === null ? "–" : String(row.rank)), th,
      ...data.columns.map((column, place) => cellOf(row, column, place)), scoreOf(row));
    return tr;
  }

  function fill() {
    heads();
    hide();
    const rows = data.rows.map(rowOf), below = data.rows.findIndex((row) => row.rank === null);
    if (below >= 0) {
      const tr = make("tr", "divider"), td = make("td", "", data.divider);
      td.colSpan = data.columns.length + 3;
      tr.append(td);
      rows.splice(below, 0, tr);
    }
    find("tbody").replaceChildren(...rows);
  }

  function keys(event, element) {
    if (event.key === "Escape") hide();
    if (["1", "2", "3", "4"].includes(event.key)) tell({ ...element.dataset, score: Number(event.key) });
    else if (event.key === "Delete" || event.key === "Backspace") tell({ ...element.dataset, score: null });
    else return false;
    return true;
  }

  find(".key").replaceChildren(...keyed(data.key));
  draw();
}
