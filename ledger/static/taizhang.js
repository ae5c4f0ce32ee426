"use strict";
/* Small helps on top of pages that work without them. */

(() => {
  /* Enter that ends a Chinese input method's composition must not send the form. */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
      event.stopPropagation();
      if (event.target instanceof HTMLInputElement) event.preventDefault();
    }
  }, true);

  /* A double click sends once; the button wakes again if the page is still here. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (form.dataset.forget !== undefined) sessionStorage.clear();
    window.setTimeout(() => { delete form.dataset.sent; }, 4000);
    keep(form);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });

  /* What was typed outlives an expired session. A form that is written at length (data-keep) is kept in this tab with
     every stroke until it was taken; any other is kept while it is sent, and given back after signing in again. */
  const account = document.body.dataset.account || "";
  const KEPT = "typed:", SENT = "sent:";
  const slot = (form) => `${account}:${form.dataset.keep || [new URL(form.action).pathname, form.id || form.className, form.dataset.about || ""].join(" ")}`;
  const long = (form) => form.dataset.keep !== undefined;
  const secret = (field) => field.type === "password" || field.type === "file" || field.type === "hidden";
  const keyed = (field) => field.name && !secret(field);
  const keys = (begin) => Object.keys(sessionStorage).filter((key) => key.startsWith(begin));
  const forget = (begin) => keys(begin).forEach((key) => sessionStorage.removeItem(key));
  function keep(form) {
    if (!account || form.closest("main") === null) return;
    const values = [];
    for (const field of form.elements) {
      if (!keyed(field)) continue;
      if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
      values.push([field.name, field.value]);
    }
    try { sessionStorage.setItem((long(form) ? KEPT : SENT) + slot(form), JSON.stringify(values)); } catch { /* a full store: nothing is kept */ }
  }
  function restore(form) {
    const key = KEPT + slot(form);
    let values;
    try { values = JSON.parse(sessionStorage.getItem(key) || "null"); } catch { values = null; }
    if (!long(form)) sessionStorage.removeItem(key);
    if (!values || form.querySelector(".has-fault")) return;
    const byName = new Map();
    for (const [name, value] of values) byName.set(name, [...(byName.get(name) || []), value]);
    let changed = false;
    for (const field of form.elements) {
      if (!keyed(field)) continue;
      const given = byName.get(field.name);
      if (field.type === "checkbox" || field.type === "radio") {
        const ticked = Boolean(given && given.includes(field.value));
        changed ||= ticked !== field.checked;
        field.checked = ticked;
      } else if (given && field.value !== given[0]) {
        changed = true;
        field.value = given[0];
        const folded = field.closest("details");
        if (folded) folded.open = true;
        if (field instanceof HTMLTextAreaElement) field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
    if (changed) sayRestored(form, key);
  }

  /* What comes back is said, and can be let go: the form then stands as the page was sent. */
  function sayRestored(form, key) {
    const line = document.createElement("p"), drop = document.createElement("button");
    line.className = "notice";
    line.setAttribute("role", "status");
    drop.type = "button";
    drop.className = "as-link";
    drop.textContent = document.body.dataset.drop;
    drop.addEventListener("click", () => {
      form.reset();
      form.dispatchEvent(new Event("input", { bubbles: true }));
      sessionStorage.removeItem(key);
      line.remove();
    });
    line.append(`${document.body.dataset.restored} `, drop);
    form.before(line);
  }
  if (document.querySelector("[data-saved]")) forget(KEPT);
  if (!account || document.querySelector(".error-page")) {
    for (const key of keys(SENT)) sessionStorage.setItem(KEPT + key.slice(SENT.length), sessionStorage.getItem(key));
  }
  forget(SENT);
  document.querySelectorAll("main form[method=post]").forEach(restore);
  document.querySelectorAll("form[data-keep]").forEach((form) => form.addEventListener("input", () => keep(form)));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target instanceof Element && event.target.closest("form[method=post]");
    if (form && !long(form)) keep(form);
  });

  /* Faults come into view; menus close by Escape or a click elsewhere. */
  const faults = document.querySelector(".fault-summary");
  if (faults) faults.focus();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open], details.more[open]").forEach((menu) => menu.removeAttribute("open"));
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open], details.more[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });

  /* The name of a chosen file, in the words of the page and not of the browser. */
  const sayFile = (input) => {
    const said = input.parentElement && input.parentElement.querySelector(".file-name");
    if (said) said.textContent = Array.from(input.files, (file) => file.name).join(" ") || said.dataset.none;
  };
  const sayFiles = () => document.querySelectorAll(".file-input").forEach(sayFile);
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "file") sayFile(event.target);
  });
  window.addEventListener("pageshow", sayFiles);

  /* Whoever fills what belongs to a choice has chosen it. */
  document.addEventListener("change", (event) => {
    const part = event.target instanceof Element && event.target.closest("[data-of]");
    const choice = part && document.getElementById(part.dataset.of);
    if (choice instanceof HTMLInputElement) choice.checked = true;
  });

  /* One tick ticks all of its list. */
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.dataset.ticks) return;
    document.querySelectorAll(`input[type="checkbox"][name="${box.dataset.ticks}"]`).forEach((other) => { other.checked = box.checked; });
  });

  /* Whoever takes one out of all pages takes no longer all of them. */
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.checked || !box.form || box.dataset.ticks) return;
    box.form.querySelectorAll(`input[type="checkbox"][name="whole"][data-ticks="${box.name}"]`).forEach((whole) => { whole.checked = false; });
  });
})();
