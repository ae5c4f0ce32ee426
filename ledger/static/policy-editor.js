"use strict";
/* The editor of a draft: numbers follow the lines, and a fault leads to its line or field. Works without it. */

(() => {
  const text = () => document.getElementById("text");

  document.addEventListener("input", (event) => {
    if (event.target !== text()) return;
    const gutter = document.getElementById("gutter"), count = event.target.value.split("\n").length;
    while (gutter.children.length > count) gutter.lastElementChild.remove();
    for (let number = gutter.children.length + 1; number <= count; number += 1) {
      const line = document.createElement("span");
      line.id = `line-${number}`;
      line.textContent = String(number);
      gutter.append(line);
    }
    event.target.rows = Math.max(count + 1, 20);
  });

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("#draft-faults a[href^='#']") : null;
    if (!link) return;
    const name = link.getAttribute("href").slice(1), line = /^line-(\d+)$/.exec(name);
    document.getElementById(line || name === "text" ? "tab-text" : "tab-form").checked = true;
    const area = text();
    if (line && area) {
      const lines = area.value.split("\n"), number = Number(line[1]);
      const begin = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
      area.focus({ preventScroll: true });
      area.setSelectionRange(begin, begin + (lines[number - 1] || "").length);
      document.getElementById(name)?.scrollIntoView({ block: "center" });
      event.preventDefault();
      return;
    }
    const field = document.getElementById(name);
    if (!field) return;
    if (field instanceof HTMLDetailsElement) field.open = true;
    const inner = field.matches("input, textarea, select") ? field : field.querySelector("summary, input, select");
    inner?.focus();
    field.scrollIntoView({ block: "center" });
    event.preventDefault();
  });
})();
