/* What tells a reader where he is: towns, stations, the names of districts around, and, where one
 * was loaded, a background of roads, rails, water and built-up ground.
 *
 * All of it comes from files that the browser fetches once; a repaint sends their addresses alone.
 * Names are written where the page's own leave room: larger places first.
 */
(function () {
  "use strict";

  const files = new Map(); // address -> promise of the parsed file
  const states = new WeakMap(); // Leaflet map -> what is drawn on it
  // How many places are named at most below a zoom, so that a whole force is not a word search.
  const MOST = [[9.5, 30], [10.5, 80], [11.5, 150]];
  const STATIONS_FROM = 9.25; // the zoom: on a whole force's map they would be a rash
  const GAP = 7; // pixels between a place's dot and its name
  const LINES = {
    motorway: [2.6, 1], main: [1.6, 1], minor: [.9, .8], rail: [1.2, 1, "6 4"], river: [1.4, 1],
  };

  function load(address) {
    if (!files.has(address)) {
      const asked = fetch(address, { cache: "force-cache" }).then(function (answer) {
        if (!answer.ok) throw new Error("HTTP " + answer.status);
        return answer.json();
      });
      asked.catch(function () { files.delete(address); }); // the next paint tries again
      files.set(address, asked);
    }
    return files.get(address);
  }

  function stateOf(map) {
    if (!states.has(map)) {
      const pane = map.createPane("csp-ground"); // over the areas' fill, under circles and names
      pane.style.zIndex = 405;
      pane.style.pointerEvents = "none";
      map.createPane("csp-stations").style.zIndex = 460;
      states.set(map, { towns: L.layerGroup().addTo(map), stations: L.layerGroup().addTo(map),
                        ground: null, told: {}, landmarks: null, last: null });
    }
    return states.get(map);
  }

  /* Called with each paint; draws only what changed. */
  function show(map, told) {
    const state = stateOf(map);
    const before = state.told;
    state.told = told;
    credit(map, told.credits);
    if (told.landmarks !== before.landmarks) {
      state.landmarks = null;
      if (told.landmarks) load(told.landmarks).then(function (held) {
        if (state.told.landmarks !== told.landmarks) return;
        state.landmarks = held;
        stations(map, state);
        if (state.last) place.apply(null, state.last);
      }).catch(function () { /* the map is whole without them */ });
    }
    if (told.background !== before.background || told.dark !== before.dark) ground(map, state);
  }

  function credit(map, words) {
    const box = map.getContainer();
    let note = box.querySelector(".map-credit");
    if (!note) {
      note = document.createElement("p");
      note.className = "map-credit";
      box.appendChild(note);
    }
    note.textContent = words || "";
  }

  function stations(map, state) {
    state.stations.clearLayers();
    state.landmarks.stations.forEach(function (one) {
      L.marker([one[1], one[2]], {
        pane: "csp-stations", keyboard: false,
        icon: L.divIcon({ className: "station", iconSize: [11, 11] }),
      }).bindTooltip(one[0] + " station", { className: "area-words", direction: "top", opacity: 1 })
        .on("click", function (event) { through(event.originalEvent); }).addTo(state.stations);
    });
  }

  /* A click on a symbol is one on the area under it. */
  function through(event) {
    const under = document.elementsFromPoint(event.clientX, event.clientY).find(function (element) {
      return element.dataset && element.dataset.code;
    });
    if (under) under.dispatchEvent(new MouseEvent("click", event));
  }

  /* Write the names that leave the page's own alone: `taken` are the boxes of those, each with the
   * name in it. Districts around the chosen one are named too, in their visible part. */
  function place(map, taken, paint, outlines) {
    const state = stateOf(map);
    state.last = [map, taken, paint, outlines];
    state.towns.clearLayers();
    const boxes = taken.map(function (box) { // as wide as they are drawn, halo included
      return [box[0] - 5, box[1] - 1, box[2] + 5, box[3] + 1];
    });
    boxes.push([0, 0, 48, 88]); // the buttons that zoom
    const room = map.getSize();
    const names = new Set(taken.map(function (box) { return plain(box.name || ""); }));
    if (paint.fit !== null && outlines) around(map, state, boxes, room, paint, outlines);
    if (!state.landmarks) return;
    const near = map.getZoom() >= STATIONS_FROM;
    if (near !== map.hasLayer(state.stations)) map[near ? "addLayer" : "removeLayer"](state.stations);
    const most = (MOST.find(function (one) { return map.getZoom() < one[0]; }) || [0, Infinity])[1];
    const symbols = (near ? state.landmarks.stations : []).map(function (one) { // no name is written over one
      const at = map.latLngToContainerPoint([one[1], one[2]]);
      return [at.x - 6, at.y - 6, at.x + 6, at.y + 6];
    });
    state.landmarks.towns.slice(0, most).forEach(function (one) {
      if (names.has(plain(one[0]))) return;
      const at = map.latLngToContainerPoint([one[1], one[2]]);
      if (at.x < 0 || at.y < 0 || at.x > room.x || at.y > room.y) return;
      const wide = width(one[0]), high = 17;
      const tries = [
        [at.x + GAP, at.y - high / 2, "left"], [at.x - GAP - wide, at.y - high / 2, "right"],
        [at.x - wide / 2, at.y - GAP - high, "center"], [at.x - wide / 2, at.y + GAP, "center"],
      ];
      const free = tries.find(function (corner) {
        return fits(boxes.concat(symbols), room, [corner[0], corner[1], corner[0] + wide, corner[1] + high]);
      });
      const dot = [at.x - 3, at.y - 3, at.x + 3, at.y + 3];
      if (!free || !fits(boxes, room, dot)) return;
      boxes.push([free[0], free[1], free[0] + wide, free[1] + high], dot);
      L.marker([one[1], one[2]], { interactive: false, keyboard: false,
        icon: L.divIcon({ className: "town-dot", iconSize: [5, 5] }) }).addTo(state.towns);
      write(map, state, one[0], free, wide, high, "town-label");
    });
  }

  function around(map, state, boxes, room, paint, outlines) {
    const chosen = [].concat(paint.fit);
    const view = map.getBounds();
    outlines.eachLayer(function (path) {
      const told = path.feature.properties;
      if (chosen.includes(told.code) || told.name === told.code) return;
      const at = visible(map, path, view, told);
      if (!at) return;
      const wide = width(told.name), high = 17;
      const corner = [at.x - wide / 2, at.y - high / 2];
      const box = [corner[0], corner[1], corner[0] + wide, corner[1] + high];
      if (!fits(boxes, room, box)) return;
      boxes.push(box);
      write(map, state, told.name, corner, wide, high, "around-label");
    });
  }

  /* A point of the district that can be seen: its own, or else the middle of what is in view. */
  function visible(map, path, view, told) {
    if (told.label && view.contains(told.label)) return map.latLngToContainerPoint(told.label);
    const own = path.getBounds();
    if (!view.intersects(own)) return null;
    const seen = [];
    path.getLatLngs().flat(3).forEach(function (point) { if (view.contains(point)) seen.push(point); });
    if (seen.length < 3) return null;
    return map.latLngToContainerPoint(L.latLngBounds(seen).getCenter());
  }

  function fits(boxes, room, one) {
    return one[0] >= 2 && one[1] >= 2 && one[2] <= room.x - 2 && one[3] <= room.y - 20 &&
      !boxes.some(function (other) {
        return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
      });
  }

  function write(map, state, name, corner, wide, high, kind) {
    const span = document.createElement("span");
    span.textContent = name;
    const middle = map.containerPointToLatLng([corner[0] + wide / 2, corner[1] + high / 2]);
    L.marker(middle, { interactive: false, keyboard: false,
      icon: L.divIcon({ className: kind, iconSize: [wide, high], html: span.innerHTML }) }).addTo(state.towns);
  }

  function plain(name) { return name.toLowerCase().replace(/[^a-z]+/g, ""); }

  const ruler = document.createElement("canvas").getContext("2d");
  function width(text) {
    if (!ruler.set) {
      ruler.font = "400 14px " + getComputedStyle(document.querySelector(".leaflet-container")).fontFamily;
      ruler.set = true;
    }
    return ruler.measureText(text).width + 4;
  }

  function ground(map, state) {
    if (state.ground) { state.ground.remove(); state.ground = null; }
    const told = state.told;
    if (!told.background) return;
    load(told.background).then(function (file) {
      if (state.told.background !== told.background || state.told.dark !== told.dark) return;
      if (state.ground) state.ground.remove();
      state.ground = L.geoJSON(file, {
        pane: "csp-ground", interactive: false, renderer: L.canvas({ pane: "csp-ground", padding: .4 }),
        style: function (feature) { return look(feature.properties.kind, told.dark); },
      }).addTo(map);
    }).catch(function () { /* the map is whole without it */ });
  }

  function look(kind, dark) {
    const water = dark ? "#7fa3b8" : "#5f8296", line = dark ? "#b5b0a8" : "#5c5852";
    if (kind === "water") return { stroke: false, fill: true, fillColor: water, fillOpacity: .4 };
    if (kind === "green") return { stroke: false, fill: true, fillColor: dark ? "#9fb89a" : "#4c6b47", fillOpacity: .1 };
    if (kind === "urban") return { stroke: false, fill: true, fillColor: line, fillOpacity: .1 };
    const told = LINES[kind] || LINES.minor;
    return { fill: false, color: kind === "river" ? water : line, weight: told[0],
             opacity: .32 * told[1], dashArray: told[2] || null };
  }

  window.CspContext = { show: show, place: place };
})();
