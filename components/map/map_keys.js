/* The map from the keyboard: one stop, arrows between areas, Enter chooses.
 *
 * `f` fills the screen, from anywhere on the page where nothing is being written; Esc takes it back.
 */
(function () {
  "use strict";

  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const FILLED = "map-filled";

  function page() {
    try { return window.parent.document; } catch { return document; } // framed by another site
  }

  function fill(on) {
    const root = page().documentElement;
    const wanted = on === undefined ? !root.classList.contains(FILLED) : on;
    root.classList.toggle(FILLED, wanted);
    if (wanted && root.requestFullscreen) root.requestFullscreen().catch(function () {}); // the window will do
    if (!wanted && page().fullscreenElement) page().exitFullscreen();
  }

  function writing(element) {
    return element.closest && element.closest("input, textarea, select, [contenteditable], [role='textbox'], [role='combobox']");
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const there = page();
    if (!there.querySelector(".st-key-map-and-panel")) return;
    if (event.key === "f") fill();
    else if (event.key === "Escape" && there.documentElement.classList.contains(FILLED)) fill(false);
  }

  /* One listener on the page, whichever map's frame was there before. */
  function listen() {
    const there = page(), before = there.cspKeys;
    if (before) {
      there.removeEventListener("keydown", before.pressed);
      there.removeEventListener("fullscreenchange", before.left);
    }
    there.cspKeys = { pressed: pressed, left: function () { if (!there.fullscreenElement) fill(false); } };
    there.addEventListener("keydown", there.cspKeys.pressed);
    there.addEventListener("fullscreenchange", there.cspKeys.left);
    if (there !== document) document.addEventListener("keydown", pressed);
  }

  function place(map, state, code) {
    return map.latLngToContainerPoint(state.paths[code].feature.properties.label);
  }

  /* The nearest area in a direction: what lies aside counts double. */
  function next(map, state, code, way) {
    const from = place(map, state, code);
    let found = code, least = Infinity;
    Object.keys(state.paint.areas).forEach(function (other) {
      if (other === code || !state.paths[other]) return;
      const at = place(map, state, other), x = at.x - from.x, y = at.y - from.y;
      const along = x * way[0] + y * way[1], aside = Math.abs(x * way[1]) + Math.abs(y * way[0]);
      if (along > 2 && along + 2 * aside < least) { least = along + 2 * aside; found = other; }
    });
    return found;
  }

  function start(state) {
    const drawn = [state.paint.ward].concat(state.paint.named || [], Object.keys(state.paint.areas));
    return drawn.find(function (code) { return code && state.paths[code]; });
  }

  /* `point(code)` marks an area and tells its words; without a code it takes the mark away. */
  function walk(map, state, point, choose) {
    const held = map.getContainer();
    let at = null;
    map.keyboard.disable();
    held.tabIndex = 0;
    held.setAttribute("role", "application");
    held.addEventListener("keydown", function (event) {
      if (event.target !== held || !state.paint || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key in ARROWS || event.key === "Home") {
        at = at && state.paths[at] && event.key !== "Home" ? next(map, state, at, ARROWS[event.key]) : start(state);
        if (at) point(at);
      } else if ((event.key === "Enter" || event.key === " ") && at) {
        choose(at);
      } else if (event.key === "+" || event.key === "=" || event.key === "-") {
        map.zoomIn(event.key === "-" ? -0.5 : 0.5);
      } else return;
      event.preventDefault();
    });
    held.addEventListener("blur", function () { at = null; point(null); });
  }

  window.CspKeys = { page: page, fill: fill, listen: listen, walk: walk };
})();
