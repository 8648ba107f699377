/* One small map for each district, all in one colour scale.

   The geometry is the file that the large map fetches; the browser asks for it once. What comes
   with each repaint is a class for each ward and a few words for each district. */
const WIDTH = 200, HEIGHT = 176, EDGE = 3;
// Under 0: no figure. Not published, withheld, not shown on this installation.
const ABSENT = { "-1": "none", "-2": "dots", "-3": "cross" };
const geometries = globalThis.cspSmallMaps ??= new Map();

function load(address) {
  if (!geometries.has(address)) {
    geometries.set(address, fetch(new URL(address, document.baseURI)).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${address}`);
      return answer.json();
    }).then(shapes).catch((fault) => { geometries.delete(address); throw fault; }));
  }
  return geometries.get(address);
}

const rings = (geometry) => geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();

/* Project each district to fill its own box; points that fall on one spot are drawn once. */
function shapes(drawing) {
  const made = new Map();
  for (const outline of drawing.outlines.features) {
    const points = rings(outline.geometry).flat();
    const north = Math.max(...points.map((one) => one[1])), south = Math.min(...points.map((one) => one[1]));
    const shrink = Math.cos((north + south) / 2 * Math.PI / 180);
    const west = Math.min(...points.map((one) => one[0])) * shrink, east = Math.max(...points.map((one) => one[0])) * shrink;
    const scale = Math.min((WIDTH - 2 * EDGE) / (east - west), (HEIGHT - 2 * EDGE) / (north - south));
    const left = (WIDTH - scale * (east - west)) / 2, top = (HEIGHT - scale * (north - south)) / 2;
    const at = ([lon, lat]) => [(left + (lon * shrink - west) * scale).toFixed(1), (top + (north - lat) * scale).toFixed(1)];
    const path = (geometry) => rings(geometry).map((ring) => {
      let last = "";
      const kept = [];
      for (const point of ring) {
        const text = at(point).join(" ");
        if (text !== last) kept.push(text);
        last = text;
      }
      return "M" + kept.join("L") + "Z";
    }).join("");
    made.set(outline.properties.code, { outline: path(outline.geometry), wards: drawing.areas.features
      .filter((ward) => ward.properties.district === outline.properties.code)
      .map((ward) => ({ code: ward.properties.code, name: ward.properties.name, d: path(ward.geometry) })) });
  }
  return made;
}

/* A district's code within a name of the page: codes come from files, and are no part of a program. */
const marked = (code) => code.replace(/[^\w-]/g, "_");

export default function (component, { choice, make, svg, tellClicks }) {
  const { data, parentElement } = component;
  const host = parentElement.querySelector(".grid");
  if (!host.firstChild) host.append(make("ul", "districts"));
  const list = host.firstChild;
  const held = list.held ??= { address: null, items: new Map() };
  tellClicks(component, list);

  function build(code, shape) {
    const li = make("li"), button = choice({ row: code }), name = make("span", "name"), told = make("span", "told");
    const drawn = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }), mark = marked(code);
    drawn.innerHTML = `<defs><pattern id="none-${mark}" width="6" height="6" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
      <path class="line" d="M0 0V6"/></pattern>
      <pattern id="dots-${mark}" width="7" height="7" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
      <circle class="dot" cx="3.5" cy="3.5" r="1.6"/></pattern>
      <pattern id="cross-${mark}" width="7" height="7" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
      <path class="cross" d="M0 0V7M0 0H7"/></pattern></defs>`;
    for (const ward of shape ? shape.wards : [])
      drawn.append(svg("path", { d: ward.d, class: "ward", "data-code": ward.code, "data-name": ward.name }, svg("title")));
    if (shape) drawn.append(svg("path", { d: shape.outline, class: "outline" }));
    button.append(name, told, drawn);
    li.append(button);
    return { li, button, name, told, svg: drawn };
  }

  function paint(one, item) {
    item.name.textContent = one.name;
    item.told.replaceChildren(make("b", "", one.rate), document.createTextNode(one.note ? " " + one.note : ""));
    item.button.setAttribute("aria-pressed", String(one.chosen));
    item.button.setAttribute("aria-label", `${one.name}: ${one.rate} ${one.note}. ${one.words}`);
    item.svg.querySelector(".line").setAttribute("style", `stroke:${data.hatch};stroke-width:3`);
    item.svg.querySelector(".dot").setAttribute("style", `fill:${data.hatch}`);
    item.svg.querySelector(".cross").setAttribute("style", `stroke:${data.hatch};stroke-width:2`);
    for (const path of item.svg.querySelectorAll("path.ward")) {
      const [kind, told] = data.areas[path.dataset.code] || [-1, ""];
      path.style.fill = kind < 0 ? `url(#${ABSENT[kind]}-${marked(one.code)})` : data.ramp[kind];
      path.style.stroke = data.ward === path.dataset.code ? data.chosen : data.border;
      path.classList.toggle("chosen", data.ward === path.dataset.code);
      path.firstChild.textContent = `${path.dataset.name}: ${told || data.absence}`;
    }
    const outline = item.svg.querySelector("path.outline");
    if (outline) outline.style.stroke = data.outline;
  }

  function key() {
    const li = make("li"), box = make("div", "key");
    box.style.setProperty("--hatch-line", data.hatch);
    box.append(make("b", "", data.keyHead));
    for (const one of data.key) {
      const line = make("div"), swatch = make("span", "swatch" + (one.colour ? "" : ` ${one.pattern || "hatch"}`));
      if (one.colour) swatch.style.background = one.colour;
      line.append(swatch, make("span", "", one.text));
      box.append(line);
    }
    box.append(make("span", "", data.keyNote));
    li.append(box);
    return li;
  }

  load(data.address).then((drawn) => {
    if (held.address !== data.address) { held.items.clear(); held.address = data.address; }
    const root = parentElement.getRootNode();
    const focused = [...held.items].find(([, item]) => item.button === root.activeElement);
    list.replaceChildren(...data.districts.map((one) => {
      if (!held.items.has(one.code)) held.items.set(one.code, build(one.code, drawn.get(one.code)));
      const item = held.items.get(one.code);
      paint(one, item);
      return item.li;
    }), key());
    list.dataset.painted = data.token;
    if (focused && held.items.get(focused[0])) held.items.get(focused[0]).button.focus();
  }).catch((fault) => {
    list.replaceChildren(make("li", "fault", "The boundaries could not be read, so no map is drawn; the bars above and the table have the same figures. (" + fault.message + ")"));
  });
}
