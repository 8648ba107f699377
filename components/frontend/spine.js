/* Draws the spine chart from data: a real table, one small drawing in each row. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const SPACE = "http://www.w3.org/2000/svg";

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const draw = (tag, attributes, ...inside) => {
    const element = document.createElementNS(SPACE, tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...inside);
    return element;
  };

  /* The shape says the side, the colour the judgement: up is higher, down is lower. */
  const SHAPES = {
    up: "M0,-7.5 L7.5,6 L-7.5,6 Z",
    down: "M0,7.5 L7.5,-6 L-7.5,-6 Z",
    level: "M-6.5,0 a6.5,6.5 0 1,0 13,0 a6.5,6.5 0 1,0 -13,0",
    diamond: "M0,-6 L5,0 L0,6 L-5,0 Z",
  };
  const mark = (shape, name) => draw("path", { d: SHAPES[shape], class: "mark " + name });
  /* A place of -1 to 1 as a share of the drawing's width, with room for the marks at both ends. */
  const at = (place) => (50 + 47 * place).toFixed(2) + "%";
  const standing = (place, ...inside) =>
    draw("svg", { x: at(place), y: "50%", overflow: "visible" }, ...inside);
  const bar = (from, to, name, height) => draw("rect", {
    x: at(from), width: (47 * (to - from)).toFixed(2) + "%", y: (27 - height) / 2, height: height,
    class: name,
  });

  function chart(row) {
    const places = row.at, box = draw("svg", { role: "img", "aria-label": row.says });
    box.append(draw("title", {}, row.says));
    if (places.lowest !== null) {
      box.append(bar(places.lowest, places.highest, "range", 13));
      box.append(bar(places.lower_quartile, places.upper_quartile, "middle", 13));
    }
    if (row.centre) box.append(draw("line", { x1: "50%", x2: "50%", y1: -1, y2: 28, class: "centre" }));
    if (places.force !== null) box.append(standing(places.force, draw("path", { d: SHAPES.diamond, class: "force" })));
    if (places.rate !== null) box.append(standing(places.rate, mark(row.shape, row.judgement)));
    return box;
  }

  function months(values) {
    const top = Math.max(...values.filter((value) => value !== null), 1);
    const step = 70 / Math.max(values.length - 1, 1);
    let pen = "M", path = "", last = null; // an absent month lifts the pen: a gap, not a slope
    values.forEach((value, place) => {
      if (value === null) { pen = "M"; return; }
      last = [(3 + place * step).toFixed(1), (19 - 16 * value / top).toFixed(1)];
      path += pen + last.join(" ");
      pen = "L";
    });
    return draw("svg", { viewBox: "0 0 76 22", role: "img", "aria-label": "Recorded each month: " +
      values.map((value) => value === null ? "absent" : value).join(", ") },
      draw("path", { d: path, class: "months-line" }),
      ...(last ? [draw("circle", { cx: last[0], cy: last[1], r: 2.4 })] : []));
  }

  function cell(told) {
    const td = make("td", told.kind);
    if (told.values) td.append(months(told.values));
    else if (told.judgement) {
      td.append(draw("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" }, mark(told.shape, told.judgement)), told.text);
    } else {
      td.append(told.text);
      if (told.small) td.append(make("small", "", told.small));
    }
    return td;
  }

  function line(row) {
    const tr = make("tr", (row.shown ? "shown " : "") + (row.total ? "total" : ""));
    const th = make("th"), button = make("button", "", row.name);
    th.scope = "row";
    button.type = "button";
    button.setAttribute("aria-pressed", String(row.shown));
    th.append(button);
    tr.append(th, ...row.cells.map((told) => {
      if (told.kind !== "chart") return cell(told);
      const td = make("td", "chart");
      td.append(chart(row));
      return td;
    }));
    tr.onclick = () => setTriggerValue("chosen", row.id);
    return tr;
  }

  function head(told) {
    const th = make("th", told.kind);
    th.scope = "col";
    if (told.kind !== "chart") th.textContent = told.text;
    else {
      const axis = make("span", "axis");
      axis.append(make("span", "", "← lower"), make("b", "", told.text), make("span", "", "higher →"));
      th.append(axis);
    }
    return th;
  }

  function keyed(told) {
    const li = make("li");
    const wide = told.kind === "range";
    const box = draw("svg", { viewBox: wide ? "-17 -8 34 16" : "-9 -8 18 16", "aria-hidden": "true" });
    if (wide) {
      box.setAttribute("class", "wide");
      box.append(draw("rect", { x: -17, width: 34, y: -6, height: 12, class: "range" }),
                 draw("rect", { x: -8, width: 14, y: -6, height: 12, class: "middle" }));
    } else if (told.kind === "centre") box.append(draw("line", { x1: 0, x2: 0, y1: -8, y2: 8, class: "centre" }));
    else if (told.kind === "force") box.append(draw("path", { d: SHAPES.diamond, class: "force" }));
    else box.append(mark(told.shape, told.judgement));
    li.append(box, told.text);
    return li;
  }

  const root = parentElement.querySelector(".spine");
  if (!root.firstChild) {
    root.innerHTML = "<table><caption></caption><thead><tr></tr></thead><tbody></tbody></table>" +
      "<ul class='key' aria-label='Key to the chart'></ul><p class='note'></p>";
  }
  for (const name in data.colours) root.style.setProperty("--" + name, data.colours[name]);
  root.querySelector("caption").textContent = data.caption;
  root.querySelector("thead tr").replaceChildren(...data.heads.map(head));
  root.querySelector("tbody").replaceChildren(...data.rows.map(line));
  root.querySelector(".key").replaceChildren(...data.key.map(keyed));
  root.querySelector(".note").textContent = data.note;
}
