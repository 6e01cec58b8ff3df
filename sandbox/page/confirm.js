// The question that an element may ask before it does anything.

import { h } from "./dom.js";
import { words } from "./mrkdwn.js";

/** Whether the person goes on; without a question they do. */
export function agreed(question) {
  if (!question) return Promise.resolve(true);
  return new Promise((answer) => {
    const choose = (isYes) => () => {
      asking.close();
      asking.remove();
      answer(isYes);
    };
    const asking = dialog(question, choose);
    asking.addEventListener("cancel", choose(false));
    document.body.append(asking);
    asking.showModal();
  });
}

function dialog(question, choose) {
  const looks = `button button-${question.style ?? "primary"}`;
  const yes = h("button", { type: "button", class: looks, onclick: choose(true) }, question.confirm.text);
  const no = h("button", { type: "button", class: "button", onclick: choose(false) }, question.deny.text);
  return h(
    "dialog",
    { class: "asking", "aria-label": question.title.text },
    h("header", { class: "modal-head" }, h("h2", {}, question.title.text)),
    h("div", { class: "modal-body" }, words(question.text)),
    h("footer", { class: "modal-foot" }, no, yes),
  );
}
