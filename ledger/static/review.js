"use strict";
/* Keys of the review queue: j next, k previous, x tick, a approve, r return. Never while something is typed. */

(() => {
  const list = document.getElementById("queue");
  if (!list) return;
  const links = () => [...list.querySelectorAll("a")];
  const current = () => links().findIndex((link) => link.getAttribute("aria-current"));

  function mark(link) {
    links().forEach((other) => {
      other.removeAttribute("aria-current");
      other.closest("li").classList.remove("is-chosen");
    });
    link.setAttribute("aria-current", "true");
    link.closest("li").classList.add("is-chosen");
    link.scrollIntoView({ block: "nearest" });
  }

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link) mark(link);
  });

  /* On a narrow screen the pane lies below the list: bring it into view. */
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "pane" || window.innerWidth >= 960) return;
    event.detail.target.scrollIntoView({ block: "start" });
  });

  function move(step) {
    const all = links();
    const link = all[Math.min(all.length - 1, Math.max(0, current() + step))];
    if (!link) return;
    link.focus();
    link.click();
  }

  function tick() {
    const link = links()[current()];
    const box = link && link.closest("li").querySelector("input[type=checkbox]");
    if (box) box.checked = !box.checked;
  }

  /* The pane may still be on its way: nothing is decided before it shows what is marked in the list. */
  function inPane(selector) {
    const link = links()[current()];
    const box = link && link.closest("li").querySelector("input[type=checkbox]");
    const shown = document.querySelector("#pane form.decide input[type=hidden][name=entry], #pane form.decide input[type=hidden][name=outcome]");
    return box && shown && box.value === shown.value ? document.querySelector(`#pane ${selector}`) : null;
  }

  function approve() {
    const button = inPane("[data-act=approve]");
    if (button) button.click();
  }

  function refuse() {
    const details = inPane("details[data-act=return]");
    if (!details) return;
    details.open = true;
    details.querySelector("textarea").focus();
  }

  const typing = (target) => target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox])");
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) return;
    const acts = { j: () => move(1), k: () => move(-1), x: tick, r: refuse, a: approve };
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
