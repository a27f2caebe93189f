// The facilitator's page: what is typed for a cell stays until it is recorded, whatever is drawn anew around it.

import "./timer.js";

const FIELDS = ["score", "rationale", "dissent", "version"];
const forms = () => document.querySelectorAll("[data-decide]");
const keyOf = (form) => `kam-decision ${form.action} ${form.id}`;
const valuesOf = (form) => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));

function differs(form) {
  const chosen = form.querySelector("[name=score][checked]")?.value ?? "";
  return form.elements.score.value !== chosen || [...form.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
}

// What is unsaved is left alone when the page is brought up to date, and comes back after a reload.
function hold(form) {
  form.setAttribute("hx-morph-skip", "");
  form.querySelector("[data-state]").hidden = true;
  form.querySelector("[data-unsaved]").hidden = false;
  sessionStorage.setItem(keyOf(form), JSON.stringify(valuesOf(form)));
}

function release(form) {
  form.removeAttribute("hx-morph-skip");
  delete form.dataset.refused;
  form.querySelector("[data-state]").hidden = false;
  form.querySelector("[data-unsaved]").hidden = true;
  sessionStorage.removeItem(keyOf(form));
}

function restore(form) {
  if ("refused" in form.dataset) return hold(form); // what was typed here is in the form, beside what speaks against it
  if (form.hasAttribute("hx-morph-skip")) return;
  const kept = sessionStorage.getItem(keyOf(form));
  if (!kept) return form.reset(); // to what is recorded, also where something was chosen here before
  const values = JSON.parse(kept);
  for (const name of FIELDS) form.elements[name].value = values[name];
  if (values.dissent) form.querySelector("details").open = true;
  hold(form);
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("[data-decide]");
  if (!form) return;
  if (differs(form) || "refused" in form.dataset) hold(form);
  else release(form);
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-drop]")) release(target.closest("[data-decide]"));
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  if (form.matches("[data-decide]") && ctx.response.raw.ok) release(form);
});

// A button that has done its work may be gone; who pressed it by keyboard goes on from the heading, or from the message.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  forms().forEach(restore);
  if (document.activeElement !== document.body || !ctx.sourceElement.matches("form")) return;
  (document.querySelector("[data-refused] [data-focus]") ?? document.getElementById("room-title")).focus();
});

window.htmx.config.morphIgnore.push("open"); // what somebody unfolded stays so
forms().forEach(restore);
