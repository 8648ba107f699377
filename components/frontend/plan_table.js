/* Fills the plan's table from data; a row's name opens the row, a theme leads to its page. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const plan = parentElement.querySelector(".plan");
  plan.className = "plan" + (data.dark ? " dark" : "");
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const button = (className, text, row, label) => {
    const made = make("button", className, text);
    made.type = "button";
    made.dataset.row = row.key;
    if (label) made.setAttribute("aria-label", label);
    made.onclick = () => setTriggerValue("opened", row.key);
    return made;
  };

  function link(told) {
    const made = make("a", "theme", told.name);
    made.href = told.href;
    made.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, as for any link
      event.preventDefault();
      setTriggerValue("theme", told.theme);
    };
    return made;
  }

  function entered(told, row) {
    const td = make("td", "entered");
    if (told.text) td.append(make("span", "", told.text));
    if (told.small) td.append(make("small", "", told.small));
    const verb = told.text || told.small ? "Change" : "Add";
    td.append(button("enter", verb, row, `${verb} owner, due date or note: ${row.name}`));
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
    const tr = make("tr");
    const th = make("th");
    th.scope = "row";
    th.append(button("open", told.name, told));
    if (told.small) th.append(make("small", "", told.small));
    if (told.themes.length) {
      const themes = make("span", "themes");
      themes.append(...told.themes.map(link));
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
    const body = make("tbody");
    const head = make("tr", "group");
    const th = make("th");
    th.colSpan = data.heads.length;
    th.scope = "rowgroup";
    th.append(make("b", "", told.name), make("span", "", told.small));
    head.append(th);
    body.append(head, ...told.rows.map(row));
    return body;
  }

  const focused = parentElement.getRootNode().activeElement;
  const held = focused && parentElement.contains(focused) ? focused : null;
  const table = make("table");
  table.lang = "en-GB";
  const line = make("tr");
  line.append(...data.heads.map((text, place) => {
    const th = make("th", place ? data.kinds[place - 1] : "", text);
    th.scope = "col";
    return th;
  }));
  const head = make("thead");
  head.append(line);
  table.append(make("caption", "", data.caption), head, ...data.groups.map(group));
  plan.replaceChildren(table);
  // Whoever opened a row from the keyboard stays on it when the rows are drawn anew.
  if (held?.dataset.row) {
    const name = held.classList.contains("enter") ? ".enter" : ".open";
    plan.querySelector(`${name}[data-row="${CSS.escape(held.dataset.row)}"]`)?.focus();
  }
}
