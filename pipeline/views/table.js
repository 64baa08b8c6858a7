"use strict";
/* Search and sort for the one table.records of a page; without it the page is the plain table. */
(() => {
  const table = document.querySelector("table.records");
  const tools = document.querySelector(".tools");
  const words = tools.querySelector("input");
  const order = tools.querySelector("select");
  const told = tools.querySelector("output");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value ?? cell.textContent.trim();
  };
  const search = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, index) => {
      row.hidden = !wanted.every((word) => texts[index].includes(word));
      count += row.hidden ? 0 : 1;
    });
    told.textContent = wanted.length ? `找到 ${count} 条` : `共 ${count} 条`;
  };
  const sort = (column, falling) => {
    const sign = falling ? -1 : 1;
    const sorted = [...rows].sort((one, other) => {
      const [a, b] = [value(one, column), value(other, column)];
      if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1); /* what is blank stands last either way */
      return sign * compare(a, b);
    });
    body.append(...sorted);
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", falling ? "descending" : "ascending");
    order.value = `${column}${falling ? "-" : "+"}`;
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    const name = head.textContent;
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => sort(column, head.getAttribute("aria-sort") === "ascending"));
    head.replaceChildren(button);
    order.append(new Option(`${name} ↑`, `${column}+`), new Option(`${name} ↓`, `${column}-`));
  });
  order.addEventListener("change", () => {
    if (order.value) sort(parseInt(order.value, 10), order.value.endsWith("-"));
  });
  words.addEventListener("input", search);
  tools.hidden = false;
  search();
})();
