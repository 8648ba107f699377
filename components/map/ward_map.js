/* Draws areas on a Leaflet map whose geometry the browser fetches once.
 *
 * The page sends only what changes: CspMap.paint(map, {...}) with a class number and a line of
 * words for each area. Geometry comes from a file whose name carries a hash of its content, so a
 * cached copy is never stale. A repaint restyles the paths that are there: nothing is re-mounted
 * and zoom, position and focus stay where the reader left them.
 */
(function () {
  "use strict";

  const NO_DATA = CspMonths.NO_DATA;
  const FINE = 250;
  const SMALL = 0.4; // of a district's width and height: what stands out there is hard to see
  // Where a name stands aside, in halves of its own size: above, below, right, left.
  const ASIDE = [[0, 0], [0, -1], [0, 1], [1, 0], [-1, 0], [1, -1], [-1, -1], [1, 1], [-1, 1]];
  // Under 0: no figure. -1 not published, -2 withheld, -3 not shown on this installation.
  const ABSENT = { "-1": "url(#csp-hatch)", "-2": "url(#csp-dots)", "-3": "url(#csp-cross)" };
  const geometry = new Map(); // address -> promise of the parsed file
  const states = new WeakMap(); // Leaflet map -> what is drawn on it

  function load(address) {
    if (!geometry.has(address)) {
      const asked = fetch(address, { cache: "force-cache" }).then(function (answer) {
        if (!answer.ok) throw new Error("boundaries: HTTP " + answer.status);
        return answer.json();
      });
      asked.catch(function () { geometry.delete(address); }); // the next paint tries again
      geometry.set(address, asked);
    }
    return geometry.get(address);
  }

  /* Called once, while the map is made: the group must exist before streamlit-folium looks for
   * layers to listen to, because the geometry arrives later and its clicks bubble up to it. */
  function attach(map) {
    const state = { map: map, group: L.featureGroup().addTo(map), labels: L.layerGroup().addTo(map),
                    address: null, areas: null, outlines: null, paths: {}, fitted: null, paint: null,
                    clicks: 0, pointed: null };
    states.set(map, state);
    CspKeys.listen();
    CspKeys.walk(map, state, function (code) { point(map, state, code && state.paths[code], true); },
                 function (code) { state.paths[code].fire("click", { latlng: state.paths[code].getCenter() }, true); });
    map.addControl(new Tools());
    CspMonths.attach(map, state, function () { if (state.areas) { restyle(state); if (state.pointed) point(map, state, state.pointed); } },
      function () { if (!state.moved) fit(map, state); });
    link(map, state);
    map.getContainer().addEventListener("mouseleave", function () { point(map, state, null); });
    map.on("zoomend resize", function () { placeLabels(map, state); });
    new ResizeObserver(function () {
      map.invalidateSize({ pan: false });
      if (state.fitted && !state.moved) fit(map, state);
    }).observe(map.getContainer());
    map.on("dragend", function () { state.moved = true; });
    map.on("zoomstart", function () { if (!state.fitting) state.moved = true; });
    return state;
  }

  /* Two maps side by side show the same ground, and point at the same area: each tells the page. */
  function link(map, state) {
    const there = CspKeys.page(), own = {};
    function tell(name, detail) {
      if (state.paint && state.paint.linked && !state.led) there.dispatchEvent(new CustomEvent(name, { detail: Object.assign({ from: own }, detail) }));
    }
    function led(name, does) {
      there.addEventListener(name, function heard(event) {
        if (window.frameElement && !window.frameElement.isConnected) { there.removeEventListener(name, heard); return; }
        if (event.detail.from === own || !state.paint || !state.paint.linked) return;
        state.led = true;
        does(event.detail);
        state.led = false;
      });
    }
    map.on("moveend", function () {
      if (state.moved) tell("csp-view", { at: [map.getCenter().lat, map.getCenter().lng], zoom: map.getZoom() });
    });
    led("csp-view", function (told) { state.moved = true; map.setView(told.at, told.zoom, { animate: false }); });
    state.tell = function (code) { tell("csp-point", { code: code }); };
    led("csp-point", function (told) { point(map, state, told.code && state.paths[told.code]); });
  }

  /* What fills the screen, and what brings the areas that stand out near. */
  const Tools = L.Control.extend({
    options: { position: "topright" },
    onAdd: function (map) {
      const bar = L.DomUtil.create("div", "map-tools");
      const near = tool(bar, "near", "Zoom to the hot wards", function () { closer(map, states.get(map)); });
      near.hidden = true;
      tool(bar, "months", "Month by month", function () { CspMonths.open(states.get(map)); }).hidden = true;
      tool(bar, "fill", "Fill the screen (f)", function () { CspKeys.fill(); });
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    },
  });

  function tool(bar, name, words, does) {
    const button = L.DomUtil.create("button", "map-tool " + name, bar);
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", does);
    return button;
  }

  function hatch(map) {
    const svg = map.getPane("overlayPane").querySelector("svg");
    if (!svg || svg.querySelector("#csp-hatch")) return;
    const turned = ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)">';
    svg.insertAdjacentHTML("afterbegin",
      '<defs><pattern id="csp-hatch" width="7" height="7"' + turned +
      '<rect width="7" height="7" class="hatch-ground"/>' +
      '<line x1="0" y1="0" x2="0" y2="7" class="hatch-line"/></pattern>' +
      '<pattern id="csp-dots" width="8" height="8"' + turned +
      '<rect width="8" height="8" class="hatch-ground"/>' +
      '<circle cx="4" cy="4" r="1.9" class="hatch-dot"/></pattern>' +
      '<pattern id="csp-cross" width="9" height="9"' + turned +
      '<rect width="9" height="9" class="hatch-ground"/>' +
      '<path d="M0 0H9M0 0V9" class="hatch-line"/></pattern></defs>');
  }

  /* A fill with a texture is drawn as a pattern, made when it is first wanted. */
  function filled(state, fill) {
    const [colour, texture, ink] = fill.split(" ");
    if (!texture) return fill;
    const id = "csp-" + [colour.slice(1), texture, ink].join("-");
    const svg = state.map.getPane("overlayPane").querySelector("svg");
    if (svg && !svg.querySelector("#" + id)) {
      const over = texture === "lines" ? '<path d="M0 0V6" class="over-line"/>' : '<circle cx="3" cy="3" r="1.1" class="over-dot"/>';
      svg.insertAdjacentHTML("afterbegin", '<defs><pattern id="' + id + '" class="' + ink +
        '" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
        '<rect width="6" height="6" fill="' + colour + '"/>' + over + "</pattern></defs>");
    }
    return "url(#" + id + ")";
  }

  function build(map, state, file) {
    state.pointed = null;
    state.group.clearLayers();
    state.paths = {};
    state.outlines = L.geoJSON(file.outlines, { interactive: false, className: "outline" });
    state.areas = L.geoJSON(file.areas, {
      style: { className: "area" },
      onEachFeature: function (feature, path) {
        const code = feature.properties.code;
        state.paths[code] = path;
        path.toGeoJSON = function () { // what a click reports: the code, not its geometry
          state.clicks += 1;
          return { code: code, click: state.clicks };
        };
        path.on("mouseover", function () { point(map, state, path); });
        path.on("mouseout", function () { if (state.pointed === path) point(map, state, null); });
      },
    });
    state.group.addLayer(state.areas).addLayer(state.outlines);
    hatch(map);
  }

  /* The class, outline and words of an area: of the month that is shown, else of the period. */
  function told_of_area(state, code) {
    return CspMonths.told(state, code) || state.paint.areas[code];
  }

  function words(state, feature) {
    const told = told_of_area(state, feature.properties.code);
    const name = "<strong>" + escape(feature.properties.name) + "</strong>";
    if (told) return name + told[2] + (told[0] <= NO_DATA ? "" : state.paint.unit);
    return name + "<br>" + escape(state.paint.elsewhere);
  }

  function escape(text) {
    const span = document.createElement("span");
    span.textContent = text;
    return span.innerHTML;
  }

  function look(state, code) {
    const told = told_of_area(state, code);
    const ramp = told !== state.paint.areas[code] ? state.paint.months.ramp : state.paint.ramp;
    const chosen = state.paint.ward === code;
    const colour = state.paint.colours;
    if (!told) {
      return { fill: true, fillColor: colour.elsewhere, fillOpacity: 1,
               color: colour.faint, weight: 0.7, opacity: 1 };
    }
    return {
      fill: true,
      fillColor: told[0] <= NO_DATA ? ABSENT[told[0]] : filled(state, ramp[told[0]]),
      fillOpacity: 1,
      color: chosen ? colour.chosen : told[1] ? colour.flagged : colour.border,
      weight: chosen ? (state.paint.labels ? 3 : 5) : (state.fine ? [0.35, 0.7, 1.2] : [0.8, 2, 4])[told[1]],
      opacity: 1,
    };
  }

  /* Marks the one area under the pointer or the keyboard and tells its words: the one before is
   * let go here, since an element that moves to the front may never hear that the pointer left. */
  function point(map, state, path, spoken) {
    const before = state.pointed;
    state.pointed = path || null;
    if (before && before !== path) {
      before.setStyle(look(state, before.feature.properties.code));
      order(state);
    }
    state.tell(path ? path.feature.properties.code : null);
    if (!path) { CspWords.hide(map); return; }
    const code = path.feature.properties.code;
    if (state.paint.areas[code]) {
      path.setStyle({ weight: Math.max(look(state, code).weight, 3), color: state.paint.colours.chosen });
      path.bringToFront();
    }
    CspWords.show(map, state, path, words(state, path.feature), spoken);
  }

  /* Heavier outlines lie above lighter ones, district borders above wards, the chosen ward on top. */
  function order(state) {
    const flagged = [];
    for (const code in state.paint.areas) {
      if (state.paint.areas[code][1]) flagged.push([state.paint.areas[code][1], code]);
    }
    state.outlines.bringToFront();
    state.outlines.eachLayer(function (path) { // the district's own border over its neighbours'
      if (fits(state, path.feature)) path.bringToFront();
    });
    flagged.sort().forEach(function (pair) {
      if (state.paths[pair[1]]) state.paths[pair[1]].bringToFront();
    });
    const chosen = state.paths[state.paint.ward];
    if (chosen) chosen.bringToFront();
  }

  /* Whether a district is among those the map is fitted to. */
  function fits(state, feature) {
    return state.paint.fit === null || [].concat(state.paint.fit).includes(feature.properties.code);
  }

  function restyle(state) {
    // Hundreds of small areas would drown in their own borders.
    state.fine = Object.keys(state.paint.areas).length > FINE;
    state.areas.eachLayer(function (path) {
      const code = path.feature.properties.code;
      const style = look(state, code);
      const worn = JSON.stringify(style) + (state.paint.ward === code);
      if (path.worn === worn) return; // most of the force's areas look as they did
      path.worn = worn;
      path.setStyle(style);
      const element = path.getElement();
      if (element) {
        element.setAttribute("data-code", code);
        element.setAttribute("tabindex", "-1"); // the list beside the map is the keyboard's way
        element.classList.toggle("chosen", state.paint.ward === code);
      }
    });
    state.outlines.setStyle(function (feature) {
      const own = fits(state, feature);
      return { fill: false, color: state.paint.colours[own ? "outline" : "neighbour"],
               weight: own && state.paint.fit !== null ? 2.2 : 1.4, opacity: 1 };
    });
    order(state);
  }

  /* The own district's areas that stand out, where they lie in a small part of the map. */
  function hot(state) {
    let bounds = null, whole = null;
    state.outlines.eachLayer(function (path) {
      if (fits(state, path.feature)) whole = (whole || L.latLngBounds(path.getBounds())).extend(path.getBounds());
    });
    (state.paint.named || []).forEach(function (code) {
      const path = state.paths[code];
      if (path) bounds = (bounds || L.latLngBounds(path.getBounds())).extend(path.getBounds());
    });
    if (!bounds || !whole || state.paint.near.length) return null;
    const high = (bounds.getNorth() - bounds.getSouth()) / (whole.getNorth() - whole.getSouth());
    const wide = (bounds.getEast() - bounds.getWest()) / (whole.getEast() - whole.getWest());
    return Math.max(high, wide) < SMALL ? bounds : null;
  }

  function closer(map, state) {
    const near = map.getContainer().querySelector(".map-tool.near");
    state.closer = !state.closer;
    near.textContent = state.closer ? "Whole district" : "Zoom to the hot wards";
    state.moved = state.closer;
    if (state.closer) map.fitBounds(hot(state).pad(0.6), { animate: false });
    else fit(map, state);
  }

  function offerTools(map, state) {
    const tools = map.getContainer();
    tools.querySelector(".map-tool.near").hidden = !state.closer && !hot(state);
    tools.querySelector(".map-tool.months").hidden = !state.paint.months;
  }

  function fit(map, state) {
    let bounds = null;
    (state.paint.near || []).forEach(function (code) { // some areas instead of whole districts
      const own = state.paths[code] && state.paths[code].getBounds();
      if (own) bounds = bounds ? bounds.extend(own) : L.latLngBounds(own);
    });
    if (!bounds) state.outlines.eachLayer(function (path) {
      if (fits(state, path.feature)) {
        bounds = bounds ? bounds.extend(path.getBounds()) : L.latLngBounds(path.getBounds());
      }
    });
    if (!bounds) return;
    const step = map.options.zoomSnap;
    state.fitting = true;
    map.options.zoomSnap = 0; // as large as there is room for; the buttons go by steps again
    map.fitBounds(bounds, { paddingTopLeft: [10, 10], paddingBottomRight: [10, 10 + CspMonths.height(state)], animate: false });
    map.options.zoomSnap = step;
    state.fitting = false;
  }

  /* Names that fit: the chosen and the listed first, then the flagged, the darker and the larger;
   * one that would cover another, or is wider than its area by much, is left to the tooltip. */
  function placeLabels(map, state) {
    if (!state.areas || !state.paint) return;
    state.labels.clearLayers();
    const taken = covered(map);
    if (state.paint.labels) { // the page's own names, in its order
      state.paint.labels.forEach(function (told) {
        letter(map, state, taken, told[0], [told[1], told[2]], Infinity);
      });
      CspContext.place(map, taken, state.paint, state.outlines);
      return;
    }
    const wanted = Object.keys(state.paint.areas).filter(function (code) { return state.paths[code]; });
    const named = state.paint.named || [];
    wanted.sort(function (a, b) { return rank(b) - rank(a); });
    const some = wanted.some(function (code) { return state.paint.areas[code][0] <= NO_DATA; });
    const darkest = Math.max.apply(null, wanted.map(function (code) { return state.paint.areas[code][0]; }));
    function rank(code) {
      const box = state.paths[code].getBounds();
      const size = (box.getNorth() - box.getSouth()) * (box.getEast() - box.getWest());
      const told = state.paint.areas[code];
      const listed = named.indexOf(code);
      return (state.paint.ward === code ? 1e4 : 0) + (listed < 0 ? 0 : 1e3 - listed) + told[1] * 100 +
        Math.max(told[0], NO_DATA) * 5 + size;
    }
    /* What the reader looks for is named although its area is narrow. */
    function first(code) {
      const told = state.paint.areas[code];
      return state.paint.ward === code || named.includes(code) || told[1] > 0 ||
        told[0] > NO_DATA && (some || told[0] === darkest);
    }
    wanted.forEach(function (code) {
      const bounds = state.paths[code].getBounds();
      const across = map.latLngToContainerPoint(bounds.getNorthEast()).x -
                     map.latLngToContainerPoint(bounds.getSouthWest()).x;
      const told = state.paths[code].feature.properties;
      letter(map, state, taken, told.name, told.label, first(code) && !state.fine ? Infinity : across);
    });
    CspContext.place(map, taken, state.paint, state.outlines);
  }

  /* What stands over the map: a name beneath it could not be read. */
  function covered(map) {
    const held = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(".map-tools, .leaflet-control-zoom")].map(function (one) {
      const box = one.getBoundingClientRect();
      return [box.left - held.left - 4, box.top - held.top - 4, box.right - held.left + 4, box.bottom - held.top + 4];
    });
  }

  /* Writes a name where it covers no other, unless it is wider than its area by much. One that
   * must be there stands aside where its place is taken, with a line to its area. */
  function letter(map, state, taken, name, where, across) {
    const lines = wrap(name);
    const width = Math.max.apply(null, lines.map(textWidth)) + 4;
    const height = lines.length * 17;
    if (across < width * 0.8) return;
    const at = map.latLngToContainerPoint(where);
    const room = map.getSize();
    function boxAt(aside) {
      const x = at.x + aside[0] * (width / 2 + 16), y = at.y + aside[1] * (height / 2 + 16);
      return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    }
    const places = (across === Infinity ? ASIDE : ASIDE.slice(0, 1)).map(boxAt);
    const box = places.find(function (one) {
      return one[0] >= 2 && one[1] >= 2 && one[2] <= room.x - 2 && one[3] <= room.y - 20 &&
        !taken.some(function (other) {
          return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
        });
    });
    if (!box) return;
    box.name = name; // a town of the same name is not written beside it
    taken.push(box);
    if (box !== places[0]) {
      const edge = L.point(Math.min(Math.max(at.x, box[0]), box[2]), Math.min(Math.max(at.y, box[1]), box[3]));
      L.polyline([where, map.containerPointToLatLng(edge)], {
        interactive: false, className: "leader", color: state.paint.colours.chosen, weight: 1.2,
      }).addTo(state.labels);
      where = map.containerPointToLatLng([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
    }
    L.marker(where, {
      interactive: false, keyboard: false,
      icon: L.divIcon({ className: "area-label", iconSize: [width + 8, height],
                        html: lines.map(escape).join("<br>") }),
    }).addTo(state.labels);
  }

  const ruler = document.createElement("canvas").getContext("2d");
  function textWidth(text) {
    if (!ruler.set) { // asking for the style again and again would lay the page out each time
      ruler.font = "600 14px " + getComputedStyle(document.querySelector(".leaflet-container")).fontFamily;
      ruler.set = true;
    }
    return ruler.measureText(text).width;
  }

  function wrap(name) {
    const words = name.split(" ");
    if (name.length <= 12 || words.length < 2) return [name];
    let best = 1;
    for (let cut = 1; cut < words.length; cut += 1) {
      const lean = function (at) {
        return Math.abs(words.slice(0, at).join(" ").length - words.slice(at).join(" ").length);
      };
      if (lean(cut) < lean(best)) best = cut;
    }
    return [words.slice(0, best).join(" "), words.slice(best).join(" ")];
  }

  /* A picture under the areas' borders and circles over the areas, each made anew only where the
   * page asks for another. They come with the paint and from no file: what they are made of is in
   * the store of the machine that serves the page, and every file served is there for everyone. */
  function overlay(map, state) {
    if (!map.getPane("csp-surface")) {
      map.createPane("csp-surface").style.zIndex = 350;
      map.getPane("csp-surface").style.pointerEvents = "none";
      map.createPane("csp-spots").style.zIndex = 450;
    }
    const wanted = { surface: picture, spots: circles };
    for (const name in wanted) {
      const asked = JSON.stringify(state.paint[name]);
      if (state[name + "Asked"] === asked) continue;
      state[name + "Asked"] = asked;
      if (state[name]) state[name].remove();
      state[name] = asked ? wanted[name](state, state.paint[name]).addTo(map) : null;
    }
  }

  function picture(state, told) {
    const edge = told.bounds;
    return L.imageOverlay(told.picture, [[edge[0], edge[1]], [edge[2], edge[3]]],
                          { pane: "csp-surface", className: "surface", alt: "" });
  }

  function circles(state, told) {
    const drawn = L.layerGroup();
    const renderer = L.svg({ pane: "csp-spots", padding: 0.5 });
    told.places.forEach(function (place) {
      L.circleMarker([place[0], place[1]], {
        pane: "csp-spots", renderer: renderer, className: "spot", weight: 1, color: told.line,
        fillColor: told.fill, fillOpacity: 0.6,
        radius: Math.max(told.radius * Math.sqrt(place[2] / told.most), 2),
      }).bindTooltip(told_of(told, place), { className: "area-words", sticky: true, opacity: 1 })
        .on("click", function (event) { through(state, event); }).addTo(drawn);
    });
    return drawn;
  }

  function told_of(told, place) {
    let rest = place[2];
    const parts = [];
    for (let at = 0; at < place[4].length; at += 2) {
      parts.push(told.kinds[place[4][at]] + " " + place[4][at + 1]);
      rest -= place[4][at + 1];
    }
    if (parts.length && rest) parts.push("other types " + rest);
    return ["<strong>" + escape(place[3]) + "</strong>", place[2].toLocaleString("en-GB") + " recorded",
            escape(parts.join(", "))].filter(Boolean).join("<br>");
  }

  /* A click on a circle is one on the area that it lies in. */
  function through(state, event) {
    const at = event.originalEvent;
    const under = document.elementsFromPoint(at.clientX, at.clientY).find(function (element) {
      return element.dataset && element.dataset.code;
    });
    const path = under && state.paths[under.dataset.code];
    if (path) path.fire("click", { latlng: event.latlng, originalEvent: at }, true);
  }

  function say(map, text) {
    const box = map.getContainer();
    let note = box.querySelector(".map-problem");
    if (!text) { if (note) note.remove(); return; }
    if (!note) { note = document.createElement("p"); note.className = "map-problem"; note.setAttribute("role", "alert"); box.appendChild(note); }
    note.textContent = text;
  }

  function paint(map, wanted) {
    const state = states.get(map) || attach(map);
    const before = state.paint;
    state.paint = wanted;
    document.documentElement.classList.toggle("dark", wanted.dark);
    map.getContainer().setAttribute("aria-label", wanted.says);
    load(wanted.address).then(function (file) {
      if (state.paint !== wanted) return; // a newer paint overtook this one
      say(map, "");
      if (state.address !== wanted.address) {
        state.address = wanted.address;
        build(map, state, file);
      }
      CspMonths.repainted(state, before);
      restyle(state);
      overlay(map, state);
      const asked = JSON.stringify([wanted.fit, wanted.near]);
      if (state.fitted !== asked) {
        state.fitted = asked;
        state.moved = false;
        if (state.closer) closer(map, state);
        fit(map, state);
      }
      offerTools(map, state);
      if (state.pointed) point(map, state, state.pointed);
      hatch(map);
      document.documentElement.dataset.painted = wanted.token;
      // The colours first: the names can wait for the next frame.
      requestAnimationFrame(function () {
        if (state.paint === wanted) placeLabels(map, state);
      });
    }).catch(function (problem) {
      say(map, "The boundaries could not be read (" + problem.message + "). Reload the page; the figures are in the table below.");
    });
  }

  window.CspMap = { attach: attach, paint: paint };
})();
