/* Fills the ward list from data and reports the chosen row. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const list = parentElement.querySelector(".list");
  if (!list.firstChild) {
    list.innerHTML = "<table><caption></caption><thead><tr></tr></thead><tbody></tbody></table><p class='note'></p>";
  }
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  function months(values) {
    const top = Math.max(...values.filter((value) => value !== null), 1);
    const step = 76 / Math.max(values.length - 1, 1);
    let pen = "M"; // an absent month lifts the pen: it is a gap, not a slope
    let drawn = "";
    let last = null;
    values.forEach((value, place) => {
      if (value === null) { pen = "M"; return; }
      last = [(2 + place * step).toFixed(1), (22 - 20 * value / top).toFixed(1)];
      drawn += pen + last.join(" ");
      pen = "L";
    });
    const box = make("span");
    box.innerHTML = `<svg viewBox="0 0 82 24" width="82" height="24" role="img"><path d="${drawn}"/>
      ${last ? `<circle cx="${last[0]}" cy="${last[1]}" r="2.6"/>` : ""}</svg>`;
    const said = values.map((value) => (value === null ? "absent" : value)).join(", ");
    box.firstChild.setAttribute("aria-label", "Recorded each month: " + said);
    return box.firstChild;
  }

  function cell(told) {
    const td = make("td", told.kind + (told.small !== undefined ? " change" : ""));
    if (told.kind === "months") {
      if (told.values.length) td.append(months(told.values));
    } else if (told.kind === "chip") {
      td.append(make("span", "chip level" + told.level, told.text));
    } else {
      td.append(make("span", "", told.text));
      if (told.small) td.append(make("small", "", told.small));
    }
    return td;
  }

  function row(told) {
    const tr = make("tr", told.chosen ? "chosen" : "");
    tr.dataset.code = told.code;
    const th = make("th");
    th.scope = "row";
    const button = make("button", "", told.name);
    button.type = "button";
    button.setAttribute("aria-pressed", String(told.chosen));
    th.append(button);
    tr.append(th, ...told.cells.map(cell));
    tr.onclick = () => setTriggerValue("chosen", told.code);
    return tr;
  }

  const kinds = data.rows.length
    ? data.rows[0].cells.map((one) => one.kind + (one.small !== undefined ? " change" : "")) : [];
  const heads = ["Ward", ...data.heads].map((text, place) => {
    const th = make("th", place ? kinds[place - 1] : "", text);
    th.scope = "col";
    return th;
  });
  // Whoever chose a row from the keyboard stays on it when the rows are drawn anew.
  const focused = parentElement.getRootNode().activeElement?.closest?.("tr")?.dataset.code;
  parentElement.querySelector("caption").textContent = data.caption;
  parentElement.querySelector("thead tr").replaceChildren(...(data.rows.length ? heads : []));
  parentElement.querySelector("tbody").replaceChildren(...data.rows.map(row));
  parentElement.querySelector(".note").textContent = data.note;
  if (focused) parentElement.querySelector(`tr[data-code="${focused}"] button`)?.focus();
}
