// The list of records in the report: search, filters, order and pages, without a server. Runs in a browser, in a page whose policy allows nothing else.
// Everything from a record goes into the page as text, never as HTML.
(() => {
  const at = (id) => document.getElementById(id);
  const { pageSize, words, rows } = JSON.parse(at("record-data").textContent);
  const records = rows.map(([record, account, owner, state, end, purpose, expires]) => ({
    record,
    account: words[account],
    owner: words[owner],
    state: words[state],
    end: words[end],
    purpose,
    expires,
    kind: record.slice(0, record.indexOf("/")),
  }));
  const columns = ["record", "end", "state", "owner", "account", "purpose"];
  // Ends are sorted by the moment and not by its words.
  const keyOf = { end: "expires" };
  const choices = ["kind", "owner", "state"].map((name) => [name, at(name)]);
  let sorting = { column: "end", up: true };
  let first = 0;
  let shown = records;

  // What is searched, in small letters; made when somebody searches for the first time.
  let texts;
  const textOf = (index) => {
    texts ??= records.map(({ record, account, owner, purpose }) => `${account}/${record} ${owner} ${purpose}`.toLowerCase());
    return texts[index];
  };

  function choose() {
    const sought = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = choices.filter(([, { value }]) => value !== "");
    shown = records.filter(
      (record, index) =>
        wanted.every(([name, { value }]) => record[name] === value) && sought.every((word) => textOf(index).includes(word)),
    );
    const key = keyOf[sorting.column] ?? sorting.column;
    const sign = sorting.up ? 1 : -1;
    shown.sort((a, b) => (a[key] === b[key] ? 0 : a[key] < b[key] ? -sign : sign));
    first = 0;
    show();
  }

  function show() {
    const page = shown.slice(first, first + pageSize);
    at("record-table").tBodies[0].replaceChildren(...page.map(rowOf));
    at("shown").textContent =
      shown.length === 0 ? "No record matches" : `${first + 1} to ${first + page.length} of ${shown.length} records`;
    at("before").disabled = first === 0;
    at("after").disabled = first + pageSize >= shown.length;
  }

  function rowOf(record) {
    const row = document.createElement("tr");
    for (const column of columns) {
      const cell = document.createElement(column === "record" ? "th" : "td");
      if (column === "record") cell.scope = "row";
      const holder = column === "state" ? cell.appendChild(document.createElement("span")) : cell;
      if (column === "state") holder.className = `badge ${record.state}`;
      holder.textContent = record[column];
      row.append(cell);
    }
    return row;
  }

  function turn(by) {
    first = Math.min(Math.max(0, first + by), Math.max(0, shown.length - 1));
    show();
    at("record-table").scrollIntoView({ block: "start" });
  }

  function sortBy(column) {
    sorting = { column, up: sorting.column === column ? !sorting.up : true };
    for (const button of document.querySelectorAll("[data-column]")) {
      const heading = button.closest("th");
      if (button.dataset.column === column) heading.setAttribute("aria-sort", sorting.up ? "ascending" : "descending");
      else heading.removeAttribute("aria-sort");
    }
    choose();
  }

  at("search").addEventListener("input", choose);
  for (const [, select] of choices) select.addEventListener("change", choose);
  at("filter").addEventListener("submit", (event) => event.preventDefault());
  at("before").addEventListener("click", () => turn(-pageSize));
  at("after").addEventListener("click", () => turn(pageSize));
  for (const button of document.querySelectorAll("[data-column]")) button.addEventListener("click", () => sortBy(button.dataset.column));
  // A browser that goes back keeps what was typed.
  if (at("search").value !== "" || choices.some(([, { value }]) => value !== "")) choose();
  document.documentElement.dataset.ready = "true";
})();
