/* Draws a figure once the page's map is painted: Plotly's program would hold the map's back. */
const LONGEST_WAIT = 8000; // a map that cannot be drawn must not take the charts with it
const LOOK = 50;
const ENLARGED = 1.6; // letters and lines of a figure on the full screen: it is for the whole room
const FRAMED = ".st-key-map, .st-key-trend-map";
const SMALL = ".st-key-compare-maps";
const FULL_SCREEN = {
  name: "full-screen",
  title: "Full screen",
  icon: { width: 24, height: 24, path: "M3 3h7v2H5v5H3zM14 3h7v7h-2V5h-5zM3 14h2v5h5v2H3zM19 14h2v7h-7v-2h5z" },
  click: (graph) => document.fullscreenElement ? document.exitFullscreen() : graph.closest("figure").requestFullscreen(),
};
const config = (name) => ({
  displaylogo: false,
  modeBarButtons: [["toImage", FULL_SCREEN]],
  toImageButtonOptions: { filename: name, scale: 2 }, // sharp on paper
});

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
  host.setAttribute("aria-label", data.alt);
  const order = ++held.order;
  plotly(data.program).then(async (Plotly) => {
    // Another figure has come meanwhile, or the page has gone.
    if (order !== held.order || !host.isConnected) return;
    await Plotly.react(held.graph, traces, { ...layout, ...size(host, held), modebar: buttons(host) }, config(data.name));
    held.drawn = true;
  }).catch((fault) => {
    host.style.height = "";
    host.textContent = `The chart could not be drawn; its table has the same figures. (${fault.message})`;
    host.held = undefined;
  });
  return () => setTimeout(() => {
    if (host.isConnected) return;
    held.watch.disconnect();
    if (held.drawn) globalThis.Plotly.purge(held.graph);
  });
}
