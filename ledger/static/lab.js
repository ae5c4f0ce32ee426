"use strict";
/* Sliders beside the fields of a lab: each passes over the values that the server offers for its field. */

(() => {
  const turned = (field) => field.closest(".knob")?.classList.toggle("is-turned", field.value !== field.dataset.present);
  document.querySelectorAll("input[data-slides]").forEach((slider) => {
    const field = document.getElementById(slider.dataset.slides);
    if (!field) return;
    const steps = slider.dataset.steps.split("|");
    slider.hidden = false;
    slider.addEventListener("input", () => {
      field.value = steps[Number(slider.value)];
      slider.setAttribute("aria-valuetext", field.value);
      turned(field);
    });
    field.addEventListener("change", () => {
      const at = steps.indexOf(field.value.replace(/\s+/g, ""));
      if (at >= 0) slider.value = String(at);
      slider.setAttribute("aria-valuetext", field.value);
    });
  });
  document.querySelectorAll(".knob [data-present]").forEach((field) => {
    turned(field);
    field.addEventListener("change", () => turned(field));
  });
})();
