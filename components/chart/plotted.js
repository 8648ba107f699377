/* Draws a figure once the page's map is painted: Plotly's program would hold the map's back. */
const LONGEST_WAIT = 30000; // a slow map may take long; one that cannot be drawn must not take the charts with it
const LOOK = 50;
const ENLARGED = 1.6; // letters and lines of a figure on the full screen: it is for the whole room
const FRAMED = ".st-key-map-frame, .st-key-trend-map-frame";
const SMALL = ".st-key-compare-maps";
const FULL_SCREEN = {
  name: "full-screen",
  title: "Full screen",
  icon: { width: 24, height: 24, path: "M3 3h7v2H5v5H3zM14 3h7v7h-2V5h-5zM3 14h2v5h5v2H3zM19 14h2v7h-7v-2h5z" },
  click: (graph) => document.fullscreenElement ? document.exitFullscreen() : graph.closest("figure").requestFullscreen(),
};
const SAVE = {
  name: "save",
  title: "Save as a picture",
  icon: { width: 24, height: 24, path: "M11 3h2v9l3.5-3.5 1.4 1.4L12 15.8 6.1 9.9 7.5 8.5 11 12zM4 18h16v2H4z" },
  click: (graph) => globalThis.Plotly.downloadImage(picture(graph), {
    format: "png",
    scale: 2, // sharp on paper
    filename: graph.told.name,
    width: graph.layout.width,
    height: graph.layout.height + headroom(graph),
  }),
};
const CONFIG = { displaylogo: false, modeBarButtons: [[SAVE, FULL_SCREEN]] };
// Of the message on a picture: mean width of a letter, height of a line, size of the letters (px).
const LETTER = 9.5, LINE = 23, HEAD = 17;
// A picture has no font of the page: what is measured must be what is drawn.
const PICTURE_FONT = "Arial, Helvetica, sans-serif";

/* The message in as many lines as the picture's width asks for. */
function message(graph) {
  const most = Math.max(20, Math.floor((graph.layout.width - 16) / LETTER));
  const lines = [""];
  for (const word of graph.told.title.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > most && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

const headroom = (graph) => message(graph).length * LINE + 12;

/* A figure leaves the page with its message over it and a ground under it. */
function picture(graph) {
  const { layout } = graph;
  const escaped = message(graph).map((line) => line.replace(/&/g, "&amp;").replace(/</g, "&lt;"));
  return {
    data: graph.data,
    layout: {
      ...layout,
      font: { ...layout.font, family: PICTURE_FONT },
      paper_bgcolor: layout.modebar.bgcolor,
      margin: { ...layout.margin, t: layout.margin.t + headroom(graph) },
      title: {
        text: `<b>${escaped.join("<br>")}</b>`, font: { size: HEAD }, automargin: false,
        x: 0, xanchor: "left", xref: "container", pad: { l: 8, t: LINE }, y: 1, yanchor: "top", yref: "container",
      },
    },
  };
}

const isFramePainted = (part) =>
  // The frame has no document element while it loads.
  Boolean(part.querySelector("iframe")?.contentDocument?.documentElement?.dataset.painted);
const areSmallPainted = (part) =>
  [...part.querySelectorAll("*")].some((one) => one.shadowRoot?.querySelector("[data-painted]"));

function isMapDue() {
  return [...document.querySelectorAll(FRAMED)].some((part) => !isFramePainted(part)) ||
    [...document.querySelectorAll(SMALL)].some((part) => !areSmallPainted(part));
}

function afterMap() {
  const latest = performance.now() + LONGEST_WAIT;
  return new Promise((go) => {
    (function look() {
      if (!isMapDue() || performance.now() > latest) go();
      else setTimeout(look, LOOK);
    })();
  });
}

/* Ask for Plotly once in the page's life; after a failure the next figure asks again. */
async function plotly(address) {
  globalThis.cspPlotly ??= afterMap().then(() => new Promise((go, fail) => {
    const script = document.createElement("script");
    script.src = new URL(address, document.baseURI);
    script.onload = () => go(globalThis.Plotly);
    script.onerror = () => { script.remove(); globalThis.cspPlotly = undefined; fail(new Error(address)); };
    document.head.append(script);
  }));
  return globalThis.cspPlotly;
}

/* The size to draw at, which is noted: a figure is not drawn anew for the size it has. */
function size(host, held) {
  held.width = host.clientWidth;
  const isFull = document.fullscreenElement === host;
  held.graph.style.transform = isFull ? `scale(${ENLARGED})` : "";
  if (!isFull) return { width: host.clientWidth || undefined, height: held.height };
  const inner = getComputedStyle(host);
  const taken = held.says.offsetHeight + 2 * parseFloat(inner.paddingTop);
  return {
    width: (host.clientWidth - 2 * parseFloat(inner.paddingLeft)) / ENLARGED,
    height: (host.clientHeight - taken) / ENLARGED,
  };
}

/* The buttons in the page's colours: Plotly would take a figure without a ground for a dark one. */
function buttons(host) {
  const told = getComputedStyle(host);
  return { bgcolor: told.getPropertyValue("--st-background-color"), color: told.color, activecolor: told.color };
}

function make(host) {
  const says = document.createElement("figcaption");
  const graph = document.createElement("div");
  host.replaceChildren(says, graph);
  const held = { graph, says, order: 0, drawn: false };
  held.watch = new ResizeObserver(() => {
    // A figure in a closed section has no width, and none to fit.
    if (!held.drawn || !host.clientWidth || held.width === host.clientWidth) return;
    globalThis.Plotly.relayout(graph, size(host, held));
  });
  held.watch.observe(host);
  return held;
}

export default function (component) {
  const { data, parentElement } = component;
  const host = parentElement.querySelector("figure.plotted");
  const held = host.held ??= make(host);
  const { data: traces, layout } = JSON.parse(data.figure);
  held.height = layout.height;
  host.style.height = `${layout.height}px`;
  held.says.textContent = data.title;
  held.graph.told = data;
  host.setAttribute("aria-label", data.alt);
  const order = ++held.order;
  plotly(data.program).then(async (Plotly) => {
    // Another figure has come meanwhile, or the page has gone.
    if (order !== held.order || !host.isConnected) return;
    await Plotly.react(held.graph, traces, { ...layout, ...size(host, held), modebar: buttons(host) }, CONFIG);
    held.drawn = true;
  }).catch((fault) => {
    host.style.height = "";
    host.textContent = `The chart could not be drawn; its table has the same figures. (${fault.message})`;
    held.watch.disconnect();
    host.held = undefined;
  });
  return () => setTimeout(() => {
    if (host.isConnected) return;
    held.watch.disconnect();
    if (held.drawn) globalThis.Plotly.purge(held.graph);
  });
}
