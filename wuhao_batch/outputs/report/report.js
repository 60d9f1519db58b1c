"use strict";
// Sorting and filtering for the report; without script it reads the same.

const figure = (text) => {
  const number = Number.parseFloat(text.replace("%", ""));
  return Number.isNaN(number) ? null : number;
};

const compare = (one, other) => {
  const [a, b] = [figure(one), figure(other)];
  if (a !== null && b !== null) return a - b;
  if (a !== null || b !== null) return a !== null ? -1 : 1;
  return one.localeCompare(other, "zh-CN");
};

const sortBy = (table, column, heading) => {
  const rising = heading.getAttribute("aria-sort") !== "ascending";
  const body = table.tBodies[0];
  const text = (row) => row.cells[column].innerText.trim();
  const rows = [...body.rows].sort((a, b) => (rising ? 1 : -1) * compare(text(a), text(b)));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
  body.append(...rows);
};

for (const table of document.querySelectorAll("table.sortable")) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    if (heading.classList.contains("chart")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", `按“${heading.innerText.trim()}”排序`);
    button.addEventListener("click", () => sortBy(table, column, heading));
    heading.append(button);
  });
}

const bar = document.getElementById("filter");
const rows = [...document.querySelectorAll("tr[data-branch]")];

const choice = (label, name) => {
  const values = [...new Set(rows.map((row) => row.dataset[name]).filter(Boolean))];
  const select = document.createElement("select");
  select.append(new Option(`全部${label}`, ""), ...values.map((value) => new Option(value, value)));
  select.setAttribute("aria-label", label);
  return { select, matches: (row) => !select.value || row.dataset[name] === select.value, values };
};

if (bar && rows.length) {
  const search = document.createElement("input");
  search.type = "search";
  search.placeholder = "按名称查找";
  search.setAttribute("aria-label", "按名称查找");
  const choices = [choice("结论", "status"), choice("类别", "kind")].filter(
    (each) => each.values.length > 1,
  );
  const told = document.createElement("output");
  const branches = new Set(rows.map((row) => row.dataset.branch));
  const apply = () => {
    const shown = new Set();
    for (const row of rows) {
      const fits = row.dataset.branch.includes(search.value.trim());
      row.hidden = !(fits && choices.every((each) => each.matches(row)));
      if (!row.hidden) shown.add(row.dataset.branch);
    }
    told.textContent = `显示 ${shown.size} 个，共 ${branches.size} 个`;
  };
  bar.append(search, ...choices.map((each) => each.select), told);
  bar.addEventListener("input", apply);
  bar.hidden = false;
  apply();
}
