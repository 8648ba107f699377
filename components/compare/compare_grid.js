/* A table of rows by districts, sorted by any head. Sorting happens here, in the browser, and is
   kept over the repaints that a choice brings. */
export default function (component, { choice, grid, head, keyed, make }) {
  const { data } = component;
  const { find, state, draw } = grid(component, { fill, keys,
    before: `<div class="bar"><ul class="key"></ul><button class="reset" type="button" hidden>Original order</button></div>`,
    after: `<p class="heard" role="status"></p>` });
  const columnAt = new Map(data.columns.map((one, place) => [one.code, place]));
  const rowAt = new Map(data.rows.map((one, place) => [one.code, place]));

  function sortAsGiven() {
    state.columns = data.sorted ? { code: data.sorted, down: true } : null;
    state.rows = null;
  }

  /* Missing values come last either way round: not published is not lowest. */
  const sorted = (list, value, sort) => list
    .map((one, place) => ({ one, place, value: value(one) ?? null }))
    .sort((a, b) => (a.value === null) - (b.value === null) ||
      (sort.down ? b.value - a.value : a.value - b.value) || a.place - b.place)
    .map((held) => held.one);

  function columnsInOrder() {
    const row = state.columns && data.rows[rowAt.get(state.columns.code)];
    if (!row) return data.columns;
    const value = (one) => row.cells[columnAt.get(one.code)].value;
    return [...data.columns.filter((one) => one.fixed),
      ...sorted(data.columns.filter((one) => !one.fixed), value, state.columns)];
  }
  function rowsInOrder() {
    const place = state.rows ? columnAt.get(state.rows.code) : undefined;
    return place === undefined ? data.rows : sorted(data.rows, (one) => one.cells[place].ratio, state.rows);
  }

  function sortBy(kind, code, name) {
    const now = state[kind];
    state[kind] = { code, down: !(now && now.code === code && now.down) };
    draw();
    const way = state[kind].down ? "highest first" : "lowest first";
    find(".heard").textContent = kind === "columns" ? `Districts ordered by ${name}, ${way}`
      : `Indicators ordered by ${name} against ${data.against}, ${way}`;
  }

  /* The button at a name that orders the table by it. */
  function sorter(kind, one, th) {
    const now = state[kind];
    const active = now && now.code === one.code;
    const arrows = kind === "columns" ? ["\u25b6", "\u25c0", "\u21c4"] : ["\u25bc", "\u25b2", "\u21c5"];
    const button = make("button", "sort", active ? arrows[now.down ? 0 : 1] : arrows[2]);
    button.type = "button";
    button.tabIndex = -1; // the S key does the same from the head itself
    button.title = kind === "columns" ? `Order districts by ${one.name}`
      : `Order indicators by ${one.name} against ${data.against}`;
    button.setAttribute("aria-label", button.title);
    button.onclick = () => sortBy(kind, one.code, one.name);
    if (active) th.setAttribute("aria-sort", now.down ? "descending" : "ascending");
    return button;
  }

  function columnHead(one) {
    const th = head("column" + (one.chosen ? " chosen" : ""));
    if (one.fixed) { th.append(make("span", "fixed", one.name)); return th; }
    if (data.sortable) th.append(sorter("rows", one, th));
    th.append(choice({ row: "", column: one.code }, "at", one.name, { pressed: !!one.chosen }));
    return th;
  }

  function rowHead(one) {
    const th = head((one.whole ? "whole" : "") + (one.part && !state.rows ? " part" : ""), undefined, "row");
    if (one.fixed) { th.append(make("span", "fixed", one.name)); return th; }
    th.append(choice({ row: one.code, column: "" }, "at", one.name, { pressed: !!one.chosen }));
    if (data.sortable) th.append(sorter("columns", one, th));
    return th;
  }

  function told(row, column, cell) {
    const parts = [`${row.name}, ${column.name}: ${cell.text}${row.unit && cell.kind !== "absent" ? " " + row.unit : ""}`];
    if (data.words[cell.kind]) parts.push(data.words[cell.kind]);
    if (cell.interval) parts.push(`95% interval ${cell.interval}`);
    if (cell.small) parts.push(cell.small + (cell.rank ? " highest of " + cell.of : ""));
    if (cell.change) parts.push(`${data.changeWords} ${cell.change}`);
    if (cell.flag) parts.push(cell.flag);
    return parts.join("; ");
  }

  function marked(className, text) {
    const mark = make("span", className, text);
    mark.ariaHidden = "true";
    return mark;
  }

  /* What a cell shows: its words, and smaller below them rank, change and flag. */
  function shown(cell) {
    const flag = cell.flag && cell.kind !== "high" ? [marked("flag", "\u25b2")] : [];
    if (cell.kind === "absent") {
      const small = make("small", "", cell.text);
      small.append(...flag);
      return [small];
    }
    const first = make("span"), small = make("small", "", cell.narrow ? "" : cell.small || "");
    first.append(...(cell.mark ? [marked("mark", cell.mark)] : []), make("b", "", cell.text));
    small.append(...(cell.change ? [make("span", "change", cell.change)] : []), ...flag);
    return small.firstChild ? [first, small] : [first];
  }

  function cell(row, column) {
    const held = row.cells[columnAt.get(column.code)];
    const td = make("td", (column.chosen ? "incolumn" : "") + (column.fixed ? " force" : ""));
    if (column.fixed) {
      const span = make("span", "fixed " + held.kind);
      span.append(make(held.kind === "absent" ? "small" : "span", "", held.text));
      td.append(span);
      return td;
    }
    const element = choice({ row: row.code, column: column.code }, "at " + held.kind, undefined, held);
    element.append(...shown(held));
    element.title = told(row, column, held);
    element.setAttribute("aria-label", element.title);
    td.append(element);
    return td;
  }

  function fill() {
    const columns = columnsInOrder(), rows = rowsInOrder();
    const top = make("tr"), corner = head();
    corner.append(make("span", "fixed", data.corner));
    top.append(corner, ...columns.map(columnHead));
    find("thead").replaceChildren(top);
    find("tbody").replaceChildren(...rows.map((row, place) => {
      const tr = make("tr", (row.chosen ? "chosen" : "") + (place === rows.length - 1 ? " last" : ""));
      tr.append(rowHead(row), ...columns.map((column) => cell(row, column)));
      return tr;
    }));
    const usual = (state.columns && state.columns.code) === (data.sorted || null) &&
      (!state.columns || state.columns.down);
    find(".reset").hidden = !data.sortable || (usual && !state.rows);
  }

  function keys(event, element) {
    const { row, column } = element.dataset;
    if (event.key === " " && element.tagName === "A") element.click();
    else if (event.key.toLowerCase() !== "s" || !data.sortable || (row && column)) return false;
    else if (row) sortBy("columns", row, data.rows[rowAt.get(row)].name);
    else sortBy("rows", column, data.columns[columnAt.get(column)].name);
    return true;
  }

  if (state.columns === undefined || state.period !== data.sortedFor) sortAsGiven();
  state.period = data.sortedFor;
  find(".key").replaceChildren(...keyed(data.key));
  find(".reset").onclick = () => {
    sortAsGiven();
    draw();
    find(".heard").textContent = "Original order";
  };
  draw();
}
