/* A list of wards; the whole row chooses. */
export default function (component, { choice, grid, head, make, months }) {
  const { data } = component;
  const { find, draw } = grid(component, { fill, manner: "list" });
  const kind = (told) => told.kind + (told.small !== undefined ? " change" : "") + (told.strong ? " strong" : "");

  function cell(told) {
    const td = make("td", kind(told));
    if (told.kind === "months") {
      if (told.values.length) td.append(months(told.values, { width: 82, height: 24, edge: 2, span: 76, dot: 2.6 }));
    } else if (told.kind === "chip") {
      td.append(make("span", "chip level" + told.level, told.text));
    } else {
      td.append(make("span", "", told.text));
      if (told.small) td.append(make("small", "", told.small));
    }
    return td;
  }

  function row(told) {
    const tr = make("tr", told.chosen ? "chosen" : ""), th = head("", undefined, "row");
    tr.dataset.row = told.code;
    th.append(choice({}, "", told.name, { pressed: told.chosen }));
    tr.append(th, ...told.cells.map(cell));
    return tr;
  }

  function fill() {
    const line = make("tr");
    if (data.rows.length)
      line.append(head("", "Ward"), ...data.heads.map((text, place) => head(kind(data.rows[0].cells[place]), text)));
    find("thead").replaceChildren(line);
    find("tbody").replaceChildren(...data.rows.map(row));
  }

  draw();
}
