/* A table of rows by districts: walked with the arrow keys, sorted by any head, and chosen from.

   One cell at a time can be reached with Tab; the arrow keys move from it. Sorting happens here,
   in the browser, and is kept on the element over the repaints that a choice brings. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.getRootNode();
  const find = (selector) => parentElement.querySelector(selector);
  if (!find(".grid").firstChild) {
    find(".grid").innerHTML = `<div class="bar"><ul class="key"></ul><button class="reset" type="button" hidden>Original order</button></div>
      <table lang="en-GB"><caption></caption><thead><tr></tr></thead><tbody></tbody></table>
      <p class="note"></p><p class="heard" role="status"></p>`;
  }
  const state = parentElement.gridState ??= { rows: null, columns: undefined, at: null };
  if (state.columns === undefined || state.period !== data.sortedFor) {
    state.columns = data.sorted ? { code: data.sorted, down: true } : null;
    state.rows = null;
    state.period = data.sortedFor;
  }
  const heard = find(".heard");
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const columnAt = new Map(data.columns.map((one, place) => [one.code, place]));
  const rowAt = new Map(data.rows.map((one, place) => [one.code, place]));

  /* Missing values come last either way round: not published is not lowest. */
  const sorted = (list, value, sort) => !sort ? list : list
    .map((one, place) => ({ one, place, value: value(one) }))
    .sort((a, b) => (a.value === null) - (b.value === null) ||
      (sort.down ? b.value - a.value : a.value - b.value) || a.place - b.place)
    .map((held) => held.one);
  const number = (value) => value === undefined || value === null ? null : value;

  function columnsInOrder() {
    const row = state.columns && data.rows[rowAt.get(state.columns.code)];
    if (!row) return data.columns;
    const value = (one) => number(row.cells[columnAt.get(one.code)].value);
    return [...data.columns.filter((one) => one.fixed),
      ...sorted(data.columns.filter((one) => !one.fixed), value, state.columns)];
  }
  function rowsInOrder() {
    const place = state.rows ? columnAt.get(state.rows.code) : undefined;
    return place === undefined ? data.rows
      : sorted(data.rows, (one) => number(one.cells[place].ratio), state.rows);
  }

  function sortBy(kind, code, name) {
    const now = state[kind];
    state[kind] = now && now.code === code ? { code, down: !now.down } : { code, down: true };
    draw();
    const way = state[kind].down ? "highest first" : "lowest first";
    heard.textContent = kind === "columns" ? `Districts ordered by ${name}, ${way}`
      : `Indicators ordered by ${name} against the force, ${way}`;
  }

  function sorter(kind, one) {
    const now = state[kind];
    const active = now && now.code === one.code;
    const arrows = kind === "columns" ? ["\u25b6", "\u25c0", "\u21c4"] : ["\u25bc", "\u25b2", "\u21c5"];
    const button = make("button", "sort", active ? arrows[now.down ? 0 : 1] : arrows[2]);
    button.type = "button";
    button.tabIndex = -1; // the S key does the same from the head itself
    const what = kind === "columns" ? `Order districts by ${one.name}`
      : `Order indicators by ${one.name} against the force`;
    button.title = what;
    button.setAttribute("aria-label", what);
    button.onclick = (event) => { event.stopPropagation(); sortBy(kind, one.code, one.name); };
    return button;
  }

  function reach(element, row, column) {
    element.classList.add("at");
    element.dataset.row = row;
    element.dataset.column = column;
    element.tabIndex = -1;
    return element;
  }
  const choose = (row, column) => setTriggerValue("chosen", { row, column });

  function columnHead(one) {
    const th = make("th", "column" + (one.chosen ? " chosen" : ""));
    th.scope = "col";
    if (one.fixed) { th.append(make("span", "fixed", one.name)); return th; }
    if (data.sortable) {
      th.append(sorter("rows", one));
      if (state.rows && state.rows.code === one.code)
        th.setAttribute("aria-sort", state.rows.down ? "descending" : "ascending");
    }
    const button = reach(make("button", "", one.name), "", one.code);
    button.type = "button";
    button.setAttribute("aria-pressed", String(!!one.chosen));
    button.onclick = () => choose(null, one.code);
    th.append(button);
    return th;
  }

  function rowHead(one) {
    const part = one.part && !state.rows ? " part" : "";
    const th = make("th", (one.whole ? "whole" : "") + part);
    th.scope = "row";
    if (one.fixed) { th.append(make("span", "fixed", one.name)); return th; }
    const button = reach(make("button", "", one.name), one.code, "");
    button.type = "button";
    button.setAttribute("aria-pressed", String(!!one.chosen));
    button.onclick = () => choose(one.code, null);
    th.append(button);
    if (data.sortable) {
      th.append(sorter("columns", one));
      if (state.columns && state.columns.code === one.code)
        th.setAttribute("aria-sort", state.columns.down ? "descending" : "ascending");
    }
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

  function cell(row, column) {
    const held = row.cells[columnAt.get(column.code)];
    const td = make("td", (column.chosen ? "incolumn" : "") + (column.fixed ? " force" : ""));
    if (column.fixed) {
      const span = make("span", "fixed " + held.kind);
      span.append(make(held.kind === "absent" ? "small" : "span", "", held.text));
      td.append(span);
      return td;
    }
    const element = make(held.href ? "a" : "button", held.kind);
    if (held.href) element.href = held.href; else element.type = "button";
    reach(element, row.code, column.code);
    const flag = held.flag && held.kind !== "high" ? make("span", "flag", "\u25b2") : null;
    if (flag) flag.ariaHidden = "true";
    if (held.kind === "absent") {
      element.append(make("small", "", held.text));
      if (flag) element.firstChild.append(flag);
    } else {
      const first = make("span");
      if (held.mark) { const mark = make("span", "mark", held.mark); mark.ariaHidden = "true"; first.append(mark); }
      first.append(make("b", "", held.text));
      element.append(first);
      if (held.small || held.change || flag) {
        const small = make("small", "", held.small || "");
        if (held.change) small.append(make("span", "change", held.change));
        if (flag) small.append(flag);
        element.append(small);
      }
    }
    const label = told(row, column, held);
    element.title = label;
    element.setAttribute("aria-label", label);
    element.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, as for any link
      event.preventDefault();
      choose(row.code, column.code);
    };
    td.append(element);
    return td;
  }

  const all = () => [...parentElement.querySelectorAll(".at")];
  const key = (element) => element && element.dataset.row + "|" + element.dataset.column;
  function stop(element) {
    all().forEach((one) => { one.tabIndex = -1; });
    if (element) { element.tabIndex = 0; state.at = key(element); }
  }

  function draw() {
    const active = root.activeElement;
    const had = active && parentElement.contains(active) && active.classList.contains("at");
    const columns = columnsInOrder(), rows = rowsInOrder();
    const corner = make("th");
    corner.append(make("span", "fixed", data.corner));
    corner.scope = "col";
    find("thead tr").replaceChildren(corner, ...columns.map(columnHead));
    find("tbody").replaceChildren(...rows.map((row, place) => {
      const tr = make("tr", (row.chosen ? "chosen" : "") + (place === rows.length - 1 ? " last" : ""));
      tr.append(rowHead(row), ...columns.map((column) => cell(row, column)));
      return tr;
    }));
    const again = all().find((one) => key(one) === state.at) || all()[0];
    stop(again);
    if (had && again) again.focus();
    const usual = (state.columns && state.columns.code) === (data.sorted || null) &&
      (!state.columns || state.columns.down);
    find(".reset").hidden = !data.sortable || (usual && !state.rows);
  }

  function move(event) {
    const element = event.target.closest(".at");
    if (!element) return;
    const lines = [...parentElement.querySelectorAll("tr")].map((tr) =>
      [...tr.children].map((one) => one.querySelector(".at")));
    const down = lines.findIndex((line) => line.includes(element));
    const across = lines[down].indexOf(element);
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    let next = null;
    if (event.key in steps) {
      const [dy, dx] = steps[event.key];
      let y = down + dy, x = across + dx;
      // Step over cells that hold nothing to reach, such as the force's column.
      while (lines[y] && x >= 0 && x < lines[y].length && !lines[y][x]) { y += dy; x += dx; }
      next = lines[y] && lines[y][x];
    } else if (event.key === "Home") next = lines[down].find(Boolean);
    else if (event.key === "End") next = lines[down].findLast(Boolean);
    else if ((event.key === "s" || event.key === "S") && data.sortable && !event.ctrlKey && !event.metaKey) {
      const { row, column } = element.dataset;
      if (row && !column) sortBy("columns", row, data.rows[rowAt.get(row)].name);
      else if (column && !row) sortBy("rows", column, data.columns[columnAt.get(column)].name);
      else return;
      event.preventDefault();
      return;
    } else if (event.key === " " && element.tagName === "A") { element.click(); event.preventDefault(); return; }
    if (next) { stop(next); next.focus(); event.preventDefault(); }
  }

  find(".grid").className = "grid " + data.manner + (data.dark ? " dark" : "");
  find("caption").textContent = data.caption;
  find(".note").textContent = data.note;
  find(".key").replaceChildren(...data.key.map((one) => {
    const li = make("li");
    if (one.kind) li.append(make("span", "swatch " + one.kind, one.mark || ""));
    li.append(make("span", "", one.text));
    return li;
  }));
  find(".reset").onclick = () => {
    state.columns = data.sorted ? { code: data.sorted, down: true } : null;
    state.rows = null;
    draw();
    heard.textContent = "Original order";
  };
  const table = find("table");
  table.onkeydown = move;
  table.onfocusin = (event) => { const at = event.target.closest(".at"); if (at) stop(at); };
  draw();
}
