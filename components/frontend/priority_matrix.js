/* Themes by criteria, in the order of their rank. One score can be reached with Tab, the arrow keys
   move from it; 1 to 4 score it, Delete takes its score out, Enter opens it. What a score rests on
   stands beside the one that has the pointer or the focus. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.getRootNode();
  const find = (selector) => parentElement.querySelector(selector);
  if (!find(".grid").firstChild) {
    find(".grid").innerHTML = `<ul class="key"></ul>
      <table lang="en-GB"><caption></caption><colgroup></colgroup><thead></thead><tbody></tbody></table><p class="note"></p><div class="tip" role="tooltip" id="priority-tip" hidden></div>`;
  }
  const state = parentElement.matrixState ??= { at: null };
  const tip = find(".tip");
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const choose = (theme, criterion, score) => {
    const told = { theme, criterion };
    if (score !== undefined) told.score = score;
    setTriggerValue("chosen", told);
  };

  function head() {
    const first = make("tr"), second = make("tr");
    for (const [className, text] of [["place", "Rank"], ["", "Theme"]]) {
      const th = make("th", `plain ${className}`, text);
      th.rowSpan = 2;
      th.scope = "col";
      first.append(th);
    }
    for (const section of data.sections) {
      const th = make("th", "section" + (section.span === 1 ? " one" : ""), section.name);
      th.colSpan = section.span;
      th.scope = "colgroup";
      first.append(th);
    }
    const score = make("th", "plain", "Score");
    score.append(make("span", "wide", ", ranks left open"));
    score.rowSpan = 2;
    score.scope = "col";
    first.append(score);
    for (const one of data.columns) {
      const th = make("th", "criterion");
      th.scope = "col";
      th.title = one.name;
      th.append(make("span", "", one.short));
      second.append(th);
    }
    find("thead").replaceChildren(first, second);
    find("colgroup").replaceChildren(make("col", "place"), make("col", "name"),
      ...data.columns.map(() => make("col")), make("col", "score"));
  }

  const worth = (cell) => cell.score === null ? "no score" : String(cell.score);
  function lines(row, column, cell) {
    const level = cell.score === null ? "" : `: ${column.levels[cell.score - 1]}`;
    const told = [[`${row.name}, ${column.name}: ${worth(cell)}`, level], ["", cell.evidence]];
    if (cell.changed) told.push(["Changed in a meeting. ", cell.changed]);
    if (cell.rule) told.push(["Rule. ", cell.rule]);
    if (cell.source) told.push(["Source. ", cell.source]);
    return told;
  }

  function cellOf(row, column, place) {
    const cell = row.cells[place];
    const td = make("td");
    const button = make("button", "at");
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.row = row.code;
    button.dataset.column = column.code;
    if (cell.score === null) {
      button.classList.add("missing");
      button.append(make("b", "", "–"));
    } else {
      button.classList.add(column.combines ? `s${cell.score}` : "still");
      button.append(make("span", "", String(cell.score)));
    }
    if (cell.changed) button.classList.add("changed");
    if (cell.borrowed && !cell.changed) button.append(make("span", "flag", "b"));
    button.setAttribute("aria-pressed", String(row.code === data.theme && column.code === data.criterion));
    const told = lines(row, column, cell).map((one) => one.join("")).join(" ");
    button.setAttribute("aria-label", told);
    button.onclick = () => choose(row.code, column.code);
    button.onmouseenter = () => show(button, row, column, cell);
    button.onmouseleave = hide;
    button.onfocus = () => { if (button.matches(":focus-visible")) show(button, row, column, cell); };
    button.onblur = hide;
    td.append(button);
    return td;
  }

  function show(button, row, column, cell) {
    tip.replaceChildren(...lines(row, column, cell).map(([strong, rest]) => {
      const p = make("p");
      if (strong) p.append(make("b", "", strong));
      p.append(rest);
      return p;
    }));
    tip.hidden = false;
    const frame = find(".grid").getBoundingClientRect(), at = button.getBoundingClientRect();
    const left = Math.min(at.left - frame.left, frame.width - tip.offsetWidth);
    tip.style.left = `${Math.max(0, left)}px`;
    const under = at.bottom - frame.top + 8;
    const over = at.top - frame.top - tip.offsetHeight - 8;
    tip.style.top = `${at.bottom + tip.offsetHeight + 8 > window.innerHeight && over > 0 ? over : under}px`;
  }
  function hide() { tip.hidden = true; }

  function rowOf(row) {
    const tr = make("tr", (row.plan === "priority" ? "priority " : "") + (row.code === data.theme ? "chosen" : ""));
    const th = make("th");
    th.scope = "row";
    if (row.plan) {
      const mark = make("span", "mark", row.plan === "priority" ? "●" : "○");
      mark.title = `${row.plan} in the newest plan that names it`;
      mark.setAttribute("role", "img");
      mark.setAttribute("aria-label", mark.title);
      th.append(mark);
    }
    th.append(row.name);
    tr.append(make("td", "place", row.rank === null ? "–" : String(row.rank)), th,
      ...data.columns.map((column, place) => cellOf(row, column, place)));
    if (row.rank === null) {
      tr.append(make("td", "why", row.missing));
      return tr;
    }
    const td = make("td", "score");
    td.title = row.told;
    td.append(make("b", "", row.score.toFixed(2)), make("small", "", row.open));
    const rail = make("span", "rail"), bar = make("i");
    bar.style.width = `${(row.score - 1) / 3 * 100}%`;
    rail.append(bar);
    td.append(rail);
    tr.append(td);
    return tr;
  }

  const all = () => [...parentElement.querySelectorAll("button.at")];
  const key = (element) => element.dataset.row + "|" + element.dataset.column;
  function stop(element) {
    all().forEach((one) => { one.tabIndex = -1; });
    if (element) { element.tabIndex = 0; state.at = key(element); }
  }

  function draw() {
    const active = root.activeElement;
    const had = active && parentElement.contains(active) && active.classList.contains("at");
    head();
    const body = [];
    let divided = false;
    for (const row of data.rows) {
      if (row.rank === null && !divided) {
        const tr = make("tr", "divider"), td = make("td", "", data.divider);
        td.colSpan = data.columns.length + 3;
        tr.append(td);
        body.push(tr);
        divided = true;
      }
      body.push(rowOf(row));
    }
    hide();
    find("tbody").replaceChildren(...body);
    const again = all().find((one) => key(one) === state.at) ||
      all().find((one) => one.getAttribute("aria-pressed") === "true") || all()[0];
    stop(again);
    if (had && again) again.focus();
  }

  function pressed(event) {
    const element = event.target.closest("button.at");
    if (!element || event.ctrlKey || event.metaKey || event.altKey) return;
    const { row, column } = element.dataset;
    if (["1", "2", "3", "4"].includes(event.key)) { choose(row, column, Number(event.key)); event.preventDefault(); return; }
    if (event.key === "Delete" || event.key === "Backspace") { choose(row, column, null); event.preventDefault(); return; }
    if (event.key === "Escape") { hide(); return; }
    const grid = [...parentElement.querySelectorAll("tbody tr")].map((tr) => [...tr.querySelectorAll("button.at")])
      .filter((line) => line.length);
    const down = grid.findIndex((line) => line.includes(element));
    const across = grid[down].indexOf(element);
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    let next = null;
    if (event.key in steps) next = (grid[down + steps[event.key][0]] || [])[across + steps[event.key][1]];
    else if (event.key === "Home") next = grid[down][0];
    else if (event.key === "End") next = grid[down].at(-1);
    else return;
    event.preventDefault();
    if (next) { stop(next); next.focus(); }
  }

  find(".grid").className = "grid" + (data.dark ? " dark" : "");
  find("caption").textContent = data.caption;
  find(".note").textContent = data.note;
  find(".key").replaceChildren(...data.key.map((one) => {
    const li = make("li");
    if (one.kind) li.append(make("span", "swatch " + one.kind, one.mark || ""));
    li.append(make("span", "", one.text));
    return li;
  }));
  const table = find("table");
  table.onkeydown = pressed;
  table.onfocusin = (event) => { const at = event.target.closest("button.at"); if (at) stop(at); };
  draw();
}
