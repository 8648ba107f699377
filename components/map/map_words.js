/* The words of one area, in a box beside it: where it covers least of the areas around.
 *
 * A box at the pointer covers just what the reader compares: the neighbours. So it stands at a side
 * of the area, or in a corner of the map, wherever fewest of the areas around lie under it.
 */
(function () {
  "use strict";

  const GAP = 12, NEAR = 4;
  const FAR = 18; // what a pixel of distance costs, in pixels covered

  function element(map) {
    const held = map.getContainer();
    let box = held.querySelector(".area-words.beside");
    if (!box) {
      box = document.createElement("div");
      box.className = "area-words beside";
      box.hidden = true;
      held.appendChild(box);
      const heard = document.createElement("p");
      heard.className = "heard";
      heard.setAttribute("role", "status");
      held.appendChild(heard);
    }
    return box;
  }

  function boxOf(map, path) {
    const bounds = path.getBounds();
    const a = map.latLngToContainerPoint(bounds.getNorthWest()), b = map.latLngToContainerPoint(bounds.getSouthEast());
    return [a.x, a.y, b.x, b.y];
  }

  function shared(a, b) {
    return Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
           Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  }

  function touching(map, state, own) {
    const wide = [own[0] - NEAR, own[1] - NEAR, own[2] + NEAR, own[3] + NEAR];
    return Object.values(state.paths).map(function (path) { return boxOf(map, path); })
      .filter(function (one) { return shared(one, wide) > 0; });
  }

  function places(own, size, room) {
    const middle = [(own[0] + own[2]) / 2, (own[1] + own[3]) / 2];
    const inside = function (at, most) { return Math.min(Math.max(at, GAP), most - GAP); };
    const x = inside(middle[0] - size[0] / 2, room.x - size[0]), y = inside(middle[1] - size[1] / 2, room.y - size[1]);
    const right = room.x - size[0] - GAP, low = room.y - size[1] - GAP, left = 60; // beside the zoom
    return [[own[2] + GAP, y], [own[0] - size[0] - GAP, y], [x, own[3] + GAP], [x, own[1] - size[1] - GAP],
            [right, GAP], [left, GAP], [right, low], [GAP, low]]
      .filter(function (at) {
        return at[0] >= 0 && at[1] >= 0 && at[0] + size[0] <= room.x && at[1] + size[1] <= room.y;
      });
  }

  /* Shows the words beside an area; `spoken` says them too, for a reader at the keyboard. */
  function show(map, state, path, html, spoken) {
    const box = element(map);
    box.innerHTML = html;
    box.hidden = false;
    const own = boxOf(map, path), size = [box.offsetWidth, box.offsetHeight], around = touching(map, state, own);
    const middle = [(own[0] + own[2]) / 2, (own[1] + own[3]) / 2];
    let best = [GAP, GAP], least = Infinity;
    places(own, size, map.getSize()).forEach(function (at) {
      const there = [at[0], at[1], at[0] + size[0], at[1] + size[1]];
      const covered = around.reduce(function (sum, one) { return sum + shared(there, one); }, 4 * shared(there, own));
      const far = Math.hypot(at[0] + size[0] / 2 - middle[0], at[1] + size[1] / 2 - middle[1]);
      const cost = covered + FAR * far;
      if (cost < least) { least = cost; best = at; }
    });
    box.style.left = Math.round(best[0]) + "px";
    box.style.top = Math.round(best[1]) + "px";
    if (spoken) box.nextElementSibling.textContent = box.innerText.replace(/\n+/g, ", ");
  }

  function hide(map) { element(map).hidden = true; }

  window.CspWords = { show: show, hide: hide };
})();
