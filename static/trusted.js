// The one way from text to markup, as the pages' policy asks for (Trusted Types). Only what this site's server sent
// comes here: fragments, in which every value is escaped and none of which holds an element that runs or loads.

const RUNS = /<(script|iframe|frame|object|embed|applet|base|meta|link|style)\b/i;

const rules = {
  createHTML(text) {
    if (RUNS.test(text)) throw new TypeError("an answer holds more than a fragment may");
    return text;
  },
};
const policy = globalThis.trustedTypes?.createPolicy("kam", rules) ?? rules; // not every browser knows them

/** The document of a fragment. Empty when the text is something else, such as the page of a proxy. */
export function parse(text) {
  try {
    return new DOMParser().parseFromString(policy.createHTML(text), "text/html");
  } catch {
    return document.implementation.createHTMLDocument("");
  }
}

window.htmx?.registerExtension("kam-trusted", { init: (htmx) => htmx.initSecurity(policy) });
