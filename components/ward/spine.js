/* The spine chart: a table, one small drawing in each row; the whole row chooses. */
export default function (component, { choice, grid, head, make, months, svg }) {
  const { data } = component;
  const { host, find, draw } = grid(component, { fill, manner: "spine",
    after: "<ul class='key' aria-label='Key to the chart'></ul>" });

  /* The shape says the side, the colour the judgement: up is higher, down is lower. */
  const SHAPES = {
    up: "M0,-7.5 L7.5,6 L-7.5,6 Z",
    down: "M0,7.5 L7.5,-6 L-7.5,-6 Z",
    level: "M-6.5,0 a6.5,6.5 0 1,0 13,0 a6.5,6.5 0 1,0 -13,0",
    diamond: "M0,-6 L5,0 L0,6 L-5,0 Z",
  };
  const mark = (shape, name) => svg("path", { d: SHAPES[shape], class: "mark " + name });
  /* A place of -1 to 1 as a share of the drawing's width, with room for the marks at both ends. */
  const at = (place) => (50 + 47 * place).toFixed(2) + "%";
  const standing = (place, ...inside) =>
    svg("svg", { x: at(place), y: "50%", overflow: "visible" }, ...inside);
  const bar = (from, to, name, height) => svg("rect", {
    x: at(from), width: (47 * (to - from)).toFixed(2) + "%", y: (27 - height) / 2, height: height,
    class: name,
  });

  function chart(row) {
    const places = row.at, box = svg("svg", { role: "img", "aria-label": row.says });
    box.append(svg("title", {}, row.says));
    if (places.lowest !== null) {
      box.append(bar(places.lowest, places.highest, "range", 13));
      box.append(bar(places.lower_quartile, places.upper_quartile, "middle", 13));
    }
    if (row.centre) box.append(svg("line", { x1: "50%", x2: "50%", y1: -1, y2: 28, class: "centre" }));
    if (places.force !== null) box.append(standing(places.force, svg("path", { d: SHAPES.diamond, class: "force" })));
    if (places.rate !== null) box.append(standing(places.rate, mark(row.shape, row.judgement)));
    return box;
  }

  function cell(told) {
    const td = make("td", told.kind);
    if (told.values) td.append(months(told.values, { width: 76, height: 22, edge: 3, span: 70, dot: 2.4 }));
    else if (told.judgement) {
      td.append(svg("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" }, mark(told.shape, told.judgement)), told.text);
    } else {
      td.append(told.text);
      if (told.small) td.append(make("small", "", told.small));
    }
    return td;
  }

  function lineOf(row) {
    const tr = make("tr", (row.shown ? "shown " : "") + (row.total ? "total" : ""));
    const th = head("", undefined, "row");
    tr.dataset.row = row.id;
    th.append(choice({}, "", row.name, { pressed: row.shown }));
    tr.append(th, ...row.cells.map((told) => {
      if (told.kind !== "chart") return cell(told);
      const td = make("td", "chart");
      td.append(chart(row));
      return td;
    }));
    return tr;
  }

  function headed(told) {
    if (told.kind !== "chart") return head(told.kind, told.text);
    const th = head(told.kind), axis = make("span", "axis");
    axis.append(make("span", "", "← lower"), make("b", "", told.text), make("span", "", "higher →"));
    th.append(axis);
    return th;
  }

  function keyed(told) {
    const li = make("li");
    const wide = told.kind === "range";
    const box = svg("svg", { viewBox: wide ? "-17 -8 34 16" : "-9 -8 18 16", "aria-hidden": "true" });
    if (wide) {
      box.setAttribute("class", "wide");
      box.append(svg("rect", { x: -17, width: 34, y: -6, height: 12, class: "range" }),
                 svg("rect", { x: -8, width: 14, y: -6, height: 12, class: "middle" }));
    } else if (told.kind === "centre") box.append(svg("line", { x1: 0, x2: 0, y1: -8, y2: 8, class: "centre" }));
    else if (told.kind === "force") box.append(svg("path", { d: SHAPES.diamond, class: "force" }));
    else box.append(mark(told.shape, told.judgement));
    li.append(box, told.text);
    return li;
  }

  function fill() {
    const line = make("tr");
    line.append(...data.heads.map(headed));
    find("thead").replaceChildren(line);
    find("tbody").replaceChildren(...data.rows.map(lineOf));
  }

  for (const name in data.colours) host.style.setProperty("--" + name, data.colours[name]);
  find(".key").replaceChildren(...data.key.map(keyed));
  draw();
}
