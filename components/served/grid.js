/* What our components share: how they make elements, tell a choice, and draw a table anew.

   What can be chosen carries data-…; a click tells just that, and nothing is told without one.
   Where something has the class "at" the table is walked: Tab reaches one of them, the arrow keys,
   Home and End move from it. A redraw leaves the reader where he was. */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

export function head(className, text, scope = "col") {
  const th = make("th", className, text);
  th.scope = scope;
  return th;
}

/* What can be chosen: a button, or a link where the choice has an address of its own. */
export function choice(told, className, text, { href, pressed } = {}) {
  const element = make(href ? "a" : "button", className, text);
  if (href) element.href = href;
  else element.type = "button";
  if (pressed !== undefined) element.setAttribute("aria-pressed", String(pressed));
  Object.assign(element.dataset, told);
  return element;
}

export function svg(tag, attributes, ...inside) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...inside);
  return element;
}

/* A line of months, and a dot on the last one. */
export function months(values, { width, height, edge, span, dot }) {
  const top = Math.max(...values.filter((value) => value !== null), 1);
  const step = span / Math.max(values.length - 1, 1);
  let pen = "M", path = "", last = null; // an absent month lifts the pen: a gap, not a slope
  values.forEach((value, place) => {
    if (value === null) { pen = "M"; return; }
    last = [(edge + place * step).toFixed(1), (height - edge - (height - 2 * edge) * value / top).toFixed(1)];
    path += pen + last.join(" ");
    pen = "L";
  });
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Recorded each month: " +
    values.map((value) => value === null ? "absent" : value).join(", ") },
    svg("path", { d: path, class: "months-line" }),
    ...(last ? [svg("circle", { cx: last[0], cy: last[1], r: dot })] : []));
}

/* The entries of a key: a fill with its mark, and what it says. */
export const keyed = (entries) => entries.map((one) => {
  const li = make("li");
  if (one.kind) li.append(make("span", "swatch " + one.kind, one.mark || ""));
  li.append(make("span", "", one.text));
  return li;
});

export function tellClicks({ setTriggerValue }, area) {
  area.onclick = (event) => {
    const element = event.target.closest("[data-row]");
    if (!element) return;
    if (element.href && (event.ctrlKey || event.metaKey || event.shiftKey)) return; // a new tab, as for any link
    event.preventDefault();
    setTriggerValue("chosen", { ...element.dataset });
  };
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/* Where a key leads from an element, over cells and rows that hold nothing to reach. */
function next(table, element, key) {
  const lines = [...table.rows].map((tr) => [...tr.children].map((one) => one.querySelector(".at")))
    .filter((line) => line.some(Boolean));
  let down = lines.findIndex((line) => line.includes(element)), across = lines[down].indexOf(element);
  if (key === "Home") return lines[down].find(Boolean);
  if (key === "End") return lines[down].findLast(Boolean);
  const [y, x] = STEPS[key];
  do { down += y; across += x; } while (lines[down] && across in lines[down] && !lines[down][across]);
  return lines[down]?.[across];
}

/* Draw a table: `fill` makes its rows, `before` and `after` stand around it. `keys` does what a key
   means besides walking, and says whether it did; `start` is where Tab comes first. */
export function grid(component, { fill, keys, start, before = "", after = "", manner = "" }) {
  const { data, parentElement, setTriggerValue } = component;
  const host = parentElement.querySelector(".grid");
  const find = (selector) => host.querySelector(selector);
  const told = (element) => JSON.stringify(element.dataset);
  const state = parentElement.state ??= { at: null };

  function stop(element) {
    state.at = told(element);
    for (const one of host.querySelectorAll(".at")) one.tabIndex = one === element ? 0 : -1;
  }

  function draw() {
    const active = parentElement.getRootNode().activeElement;
    const had = host.contains(active) && active.closest("[data-row]");
    fill();
    const all = [...host.querySelectorAll("[data-row]")];
    const again = all.find((one) => told(one) === state.at) || (start && find(start)) || all[0];
    if (!again) return;
    stop(again);
    if (had) (again.querySelector("button") ?? again).focus();
  }

  function pressed(event) {
    const element = event.target.closest(".at");
    if (!element || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!keys?.(event, element)) {
      if (!(event.key in STEPS || event.key === "Home" || event.key === "End")) return;
      next(find("table"), element, event.key)?.focus();
    }
    event.preventDefault();
  }

  if (!host.firstChild) {
    host.innerHTML = `${before}<table lang="en-GB"><caption></caption><thead></thead><tbody></tbody></table>${after}<p class="note"></p>`;
    host.addEventListener("focusin", (event) => {
      const element = event.target.closest("[data-row]");
      if (element) stop(element);
    });
  }
  host.className = `grid ${data.manner ?? manner}${data.dark ? " dark" : ""}`;
  find("caption").textContent = data.caption;
  find(".note").textContent = data.note ?? "";
  tellClicks(component, find("table"));
  find("table").onkeydown = pressed;
  return { host, find, state, draw, tell: (one) => setTriggerValue("chosen", one) };
}
