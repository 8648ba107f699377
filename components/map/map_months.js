/* The months under the map, stepped in the browser: nothing is asked of the server.
 *
 * Opened, it shows the newest month. The classes are the same in every month, so a colour means the
 * same throughout; an absent month is hatched and an incomplete one is called that.
 */
(function () {
  "use strict";

  const PACE = 1100; // milliseconds a month
  const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");
  const OPEN = "map-months";
  const NO_DATA = -1; // as in data.painting.paint: a class, and all under it, without a figure

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function button(words, does, className) {
    const one = make("button", "map-tool " + (className || ""), words);
    one.type = "button";
    one.addEventListener("click", does);
    return one;
  }

  /* What a map's strip is drawn in, made once; `shown` is called at each step, `resized` where the
   * strip comes or goes. */
  function attach(map, state, shown, resized) {
    const held = map.getContainer(), strip = make("div", "month-strip"), big = make("p", "month-shown");
    strip.hidden = true;
    big.hidden = true;
    big.setAttribute("role", "status");
    held.append(big, strip);
    L.DomEvent.disableClickPropagation(strip);
    state.strip = { strip: strip, big: big, shown: shown, resized: resized, at: null, timer: null };
    strip.addEventListener("keydown", function (event) {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by) step(state, by);
      else if (event.key === "Home" || event.key === "End") go(state, event.key === "Home" ? 0 : last(state));
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  const last = function (state) { return state.paint.months.names.length - 1; };

  function open(state) {
    CspKeys.page().documentElement.classList.add(OPEN);
    draw(state);
    state.strip.resized();
    go(state, last(state));
    state.strip.strip.querySelector("[aria-pressed='true']").focus();
  }

  function close(state) {
    stop(state);
    CspKeys.page().documentElement.classList.remove(OPEN);
    state.strip.at = null;
    state.strip.strip.hidden = state.strip.big.hidden = true;
    state.strip.resized();
    state.strip.shown();
  }

  function stop(state) {
    clearInterval(state.strip.timer);
    state.strip.timer = null;
    const play = state.strip.strip.querySelector(".play");
    if (play) play.textContent = "Play";
  }

  function step(state, by) {
    const months = state.paint.months;
    go(state, (state.strip.at + by + months.names.length) % months.names.length);
  }

  function go(state, at) {
    state.strip.at = at;
    const months = state.paint.months, kind = months.states[at];
    state.strip.big.textContent = months.names[at] + (kind === "absent" ? ": not loaded" : kind ? ": incomplete" : "");
    state.strip.strip.querySelectorAll(".tick").forEach(function (tick, place) {
      tick.setAttribute("aria-pressed", String(place === at));
      tick.tabIndex = place === at ? 0 : -1;
      if (place === at && tick.parentElement.contains(document.activeElement)) tick.focus();
    });
    state.strip.shown();
  }

  function play(state) {
    if (state.strip.timer) { stop(state); return; }
    state.strip.strip.querySelector(".play").textContent = "Pause";
    if (state.strip.at === last(state)) go(state, 0);
    state.strip.timer = setInterval(function () {
      if (state.strip.at === last(state)) stop(state); else step(state, 1);
    }, PACE);
  }

  function draw(state) {
    const strip = state.strip.strip, months = state.paint.months, ticks = make("div", "ticks"), key = make("ul", "month-key");
    ticks.setAttribute("role", "group");
    ticks.setAttribute("aria-label", "Months");
    months.names.forEach(function (name, place) {
      const tick = make("button", "tick " + months.states[place], name[0]);
      tick.type = "button";
      tick.title = name;
      tick.setAttribute("aria-label", name + (months.states[place] ? ", " + (months.states[place] === "absent" ? "not loaded" : "incomplete") : ""));
      if (place === 0 || name.startsWith("January")) tick.dataset.year = name.slice(-4);
      tick.addEventListener("click", function () { stop(state); go(state, place); });
      ticks.append(tick);
    });
    months.key.forEach(function (entry) {
      const item = make("li"), swatch = make("span", "swatch");
      swatch.style.backgroundColor = entry[0];
      item.append(swatch, entry[1]);
      key.append(item);
    });
    key.append(make("li", "", months.unit));
    const tools = make("div", "month-tools");
    if (!STILL.matches) tools.append(button("Play", function () { play(state); }, "play"));
    tools.append(button("Whole period", function () { close(state); }));
    strip.replaceChildren(key, tools, ticks);
    strip.hidden = state.strip.big.hidden = false;
  }

  /* A new paint: the strip stays open on its month where that is among the new ones. */
  function repainted(state, before) {
    const strip = state.strip;
    if (strip.at === null) return;
    if (!state.paint.months) { close(state); return; }
    const name = before && before.months && before.months.names[strip.at];
    const at = state.paint.months.names.indexOf(name);
    strip.at = at < 0 ? last(state) : at;
    draw(state);
    go(state, strip.at);
  }

  /* How much of the map's height the strip takes. */
  function height(state) { return state.strip ? state.strip.strip.offsetHeight : 0; }

  /* The class and words of an area in the month that is shown; nothing where none is. */
  function told(state, code) {
    const at = state.strip && state.strip.at, months = state.paint.months;
    if (at === null || at === undefined || !months || !months.lines[code]) return null;
    const place = months.states.slice(0, at).filter(function (one) { return one !== "absent"; }).length;
    const line = months.states[at] === "absent" ? "" : months.lines[code].split("|")[place];
    if (!line) return [NO_DATA, 0, "<br><b>not loaded</b><br>" + months.names[at]];
    const one = line.split("/"); // class, records, rate
    return [Number(one[0]), 0, "<br><b>" + one[1] + " recorded, " + one[2] + "</b> " + months.unit + "<br>" + months.names[at]];
  }

  window.CspMonths = { NO_DATA: NO_DATA, attach: attach, open: open, repainted: repainted, told: told, height: height };
})();
