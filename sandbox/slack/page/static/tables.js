// Sorting and paging of data tables, in the browser alone.

const originalOrder = new WeakMap();

/** Sort by a column (numbers largest first, words from A), then the other way round, then as it was sent. */
export function sortTable(button) {
  const table = button.closest(".data-table");
  const body = table.querySelector("tbody");
  const header = button.closest("th");
  if (!originalOrder.has(body)) originalOrder.set(body, [...body.rows]);
  const order = nextOrder(header);
  for (const other of table.querySelectorAll("th[aria-sort]")) other.setAttribute("aria-sort", "none");
  header.setAttribute("aria-sort", order);
  const rows = [...originalOrder.get(body)];
  if (order !== "none") {
    const sign = order === "ascending" ? 1 : -1;
    rows.sort((one, other) => sign * compare(one.cells[header.cellIndex], other.cells[header.cellIndex]));
  }
  body.append(...rows);
  showPage(table, 0);
}

function nextOrder(header) {
  const [first, second] = header.matches(".right") ? ["descending", "ascending"] : ["ascending", "descending"];
  return { none: first, [first]: second, [second]: "none" }[header.getAttribute("aria-sort")];
}

function compare(one, other) {
  if (one.dataset.sort !== undefined && other.dataset.sort !== undefined) return one.dataset.sort - other.dataset.sort;
  return one.textContent.localeCompare(other.textContent, undefined, { numeric: true });
}

/** Go one page on or back. */
export function turnPage(button) {
  const table = button.closest(".data-table");
  showPage(table, Number(table.dataset.page ?? 0) + Number(button.dataset.step));
}

function showPage(table, page) {
  const size = Number(table.dataset.pageSize);
  const rows = [...table.querySelector("tbody").rows];
  const first = page * size;
  rows.forEach((row, index) => {
    row.hidden = index < first || index >= first + size;
  });
  table.dataset.page = String(page);
  const pager = table.querySelector(".pager");
  if (!pager) return;
  const last = Math.min(first + size, rows.length);
  pager.querySelector(".pager-words").textContent = `${first + 1}–${last} of ${rows.length}`;
  const [back, on] = pager.querySelectorAll("button");
  back.disabled = page === 0;
  on.disabled = last === rows.length;
}
