/* The plan's rows as its document groups them; a row's name opens the row, a theme leads to its page. */
export default function (component, { choice, grid, head, make }) {
  const { data } = component;
  const { find, draw } = grid(component, { fill, manner: "plan" });

  function entered(told, row) {
    const td = make("td", "entered");
    if (told.text) td.append(make("span", "", told.text));
    if (told.small) td.append(make("small", "", told.small));
    const verb = told.text || told.small ? "Change" : "Add";
    const button = choice({ row: row.key, column: "entered" }, "enter", verb);
    button.setAttribute("aria-label", `${verb} owner, due date or note: ${row.name}`);
    td.append(button);
    return td;
  }

  function cell(told, row, heads) {
    if (told.kind === "entered") return entered(told, row);
    const td = make("td", told.kind);
    if (told.span > 1) td.colSpan = told.span;
    td.dataset.head = heads; // shown where a narrow screen stacks the cells
    if (told.text) td.append(make("span", told.kind.startsWith("course") ? "chip" : "", told.text));
    if (told.small) td.append(make("small", "", told.small));
    return td;
  }

  function row(told) {
    const tr = make("tr"), th = head("", undefined, "row");
    th.append(choice({ row: told.key }, "open", told.name));
    if (told.small) th.append(make("small", "", told.small));
    if (told.themes.length) {
      const themes = make("span", "themes");
      themes.append(...told.themes.map((one) => choice({ row: told.key, theme: one.theme }, "theme", one.name, one)));
      th.append(themes);
    }
    let place = 1;
    tr.append(th, ...told.cells.map((one) => {
      const made = cell(one, told, data.heads[place]);
      place += one.span || 1;
      return made;
    }));
    return tr;
  }

  function group(told) {
    const body = make("tbody"), line = make("tr", "group"), th = head("", undefined, "rowgroup");
    th.colSpan = data.heads.length;
    th.append(make("b", "", told.name), make("span", "", told.small));
    line.append(th);
    body.append(line, ...told.rows.map(row));
    return body;
  }

  function fill() {
    const line = make("tr"), top = make("thead");
    line.append(...data.heads.map((text, place) => head(place ? data.kinds[place - 1] : "", text)));
    top.append(line);
    find("table").replaceChildren(find("caption"), top, ...data.groups.map(group));
  }

  draw();
}
