"use strict";
// Sorting and filtering, the way back to the published cells, the picked member of the grid, light and dark.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  // What a cell is compared by: its number where it has one, else its words; null is a blank, which comes last.
  function key(row, column) {
    const cell = row.cells[column];
    if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
    return cell.textContent.trim() || null;
  }

  function compare(one, other, sign) {
    if (one === null || other === null) return (one === null) - (other === null);
    if (typeof one === "number" && typeof other === "number") return sign * (one - other);
    return sign * String(one).localeCompare(String(other), "ja");
  }

  // Up, down, and back to the order in which the finding gives its rows.
  const following = { none: "ascending", ascending: "descending", descending: "none" };

  function sort(table, heading) {
    const order = following[heading.getAttribute("aria-sort")];
    all("th[aria-sort]", table.tHead).forEach((other) => other.setAttribute("aria-sort", "none"));
    heading.setAttribute("aria-sort", order);
    const sign = order === "descending" ? -1 : 1;
    const given = (one, other) => Number(one.dataset.row) - Number(other.dataset.row);
    const sorted = [...table.tBodies[0].rows].sort((one, other) => {
      const differ = order === "none" ? 0 : compare(key(one, heading.cellIndex), key(other, heading.cellIndex), sign);
      return differ || given(one, other);
    });
    table.tBodies[0].append(...sorted);
  }

  function words(row) {
    return plain([...row.cells].filter((cell) => !cell.matches(".back")).map((cell) => cell.textContent).join(" "));
  }

  function filter(table, input, count) {
    const wanted = plain(input.value).split(/\s+/).filter(Boolean);
    const rows = [...table.tBodies[0].rows];
    for (const row of rows) row.hidden = !wanted.every((word) => words(row).includes(word));
    const left = rows.filter((row) => !row.hidden).length;
    count.textContent = left === rows.length ? `全${left}行` : `${rows.length}行中${left}行`;
  }

  function useTable(table) {
    const tools = table.closest("article").querySelector(".tools");
    const input = tools.querySelector("input");
    tools.hidden = false;
    table.classList.add("ready");
    input.addEventListener("input", () => filter(table, input, tools.querySelector(".count")));
    all("th[aria-sort]", table.tHead).forEach((heading) =>
      heading.querySelector("button").addEventListener("click", () => sort(table, heading)));
    table.tBodies[0].addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (event.target.closest("button.origin, .leads-back")) openRow(table, row);
    });
  }

  const dialog = byId("origin");

  function shownCell(index) {
    const [source, locator, printed, place, item] = data.cells[index];
    const row = document.createElement("tr");
    const [title, address] = data.sources[source];
    const named = element("td", address ? "" : title);
    if (address) named.append(element("a", title, { href: address, rel: "noreferrer" }));
    const at = element("td", "");
    at.append(element("code", locator));
    const place_ja = place === null ? "" : data.places[place];
    const words = printed || "（空欄）";
    row.append(named, at, element("td", words, words.length > 8 ? {} : { class: "brief" }),
      element("td", place_ja, { class: "brief" }), element("td", data.items[item]));
    return row;
  }

  // Which file and sheet of a publisher the first halves of the cells' places stand for, each once.
  function shownParts(cells) {
    const named = new Map();
    for (const [source, locator] of cells.map((index) => data.cells[index])) {
      const part = locator.split("!")[0];
      const place = data.sources[source][2][part];
      named.set(`${part}：${place}`, [part, place]);
    }
    return [...named.values()].map(([part, place]) => {
      const line = element("li", "");
      line.append(element("code", part), ` は、${place}`);
      return line;
    });
  }

  function open(id, title, about, rest, cells) {
    byId("origin-title").textContent = title;
    byId("origin-about").textContent = about;
    byId("origin-rest").textContent = rest;
    byId("origin-command").textContent = `survey trace ${id} --for ${data.subject.code} --all`;
    byId("origin-parts").replaceChildren(...shownParts(cells));
    byId("origin-cells").replaceChildren(...cells.map(shownCell));
    dialog.showModal();
    all(".scroll", dialog)[0].scrollTop = 0;
  }

  function openFinding(button) {
    const id = button.dataset.finding;
    const { own, total } = data.findings[id];
    const rest = total - own.length;
    open(
      id,
      byId(`${id}-title`).textContent,
      `この文と表は、公表された${total.toLocaleString("ja")}欄から計算しています。そのうち${data.subject.name}の${own.length}欄です。`,
      rest ? `ほかの団体の${rest.toLocaleString("ja")}欄は、表の各行の「元」か、下のコマンドで見られます。` : "",
      own);
  }

  function openRow(table, row) {
    const id = table.dataset.finding;
    const [cells, leftOut] = data.findings[id].rows[Number(row.dataset.row)];
    open(
      id,
      `${row.querySelector("th").textContent}の行の元`,
      cells.length ? `この行が拠る公表資料の欄（${cells.length}）です。` : "この行だけの欄はここにありません。",
      leftOut ? `載せていない他の団体の${leftOut.toLocaleString("ja")}欄は、下のコマンドで見られます。`
        : `順位など他の行と比べた数字は、他の行の欄にも拠ります。`,
      cells);
  }

  function useOrigins() {
    all("button.origin").forEach((button) => {
      button.hidden = false;
      if (button.dataset.finding) button.addEventListener("click", () => openFinding(button));
    });
    byId("origin-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }

  function pick(code) {
    const { members, marks, states } = data.grid;
    const member = members[code];
    all("#grid tbody tr").forEach((row) => row.classList.toggle("picked", row.dataset.code === code));
    byId("picked-name").textContent = member.name;
    byId("picked-count").textContent =
      `${member.name}：オンライン${member.counts.online}、空欄${member.counts.unmarked}、該当なし${member.counts.not_applicable}`;
    all("#picked tbody tr").forEach((row, number) => {
      const state = member.states[number];
      const [mark, locator, rate] = [...row.cells].slice(2);
      mark.replaceChildren(element("span", marks[state], { "aria-hidden": "true" }), ` ${states[state]}`);
      locator.firstElementChild.textContent = member.locators[number];
      if (rate) rate.textContent = member.rates[number];
    });
  }

  function useGrid() {
    const select = byId("pick");
    if (!select) return;
    select.disabled = false;
    select.addEventListener("change", () => pick(select.value));
    pick(select.value);
  }

  // A table that goes on to the right says so, and is shaded there until its end is in sight.
  function useEdge(edge) {
    const box = edge.querySelector(".scroll");
    const hint = edge.previousElementSibling?.matches(".hint") ? edge.previousElementSibling : null;
    const look = () => {
      const beyond = box.scrollWidth - box.clientWidth;
      edge.classList.toggle("more", beyond - box.scrollLeft > 1);
      if (hint) hint.hidden = beyond <= 1;
    };
    box.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    [box, box.firstElementChild].forEach((part) => sizes.observe(part));
    look();
  }

  function useTheme() {
    const button = byId("theme");
    const asked = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (document.documentElement.dataset.theme || (asked.matches ? "dark" : "light")) === "dark";
    const say = () => { button.textContent = isDark() ? "明るい画面にする" : "暗い画面にする"; };
    button.hidden = false;
    button.addEventListener("click", () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark";
      say();
    });
    asked.addEventListener("change", say);
    say();
  }

  all("table.findings").forEach(useTable);
  useOrigins();
  useGrid();
  useTheme();
  all(".edge").forEach(useEdge);
  if (matchMedia("(max-width: 75rem)").matches) document.querySelector("nav details").open = false;
  addEventListener("beforeprint", () => all("details.method").forEach((details) => { details.open = true; }));
})();
