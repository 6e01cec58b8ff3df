// Asking for the name of an emoji that is not offered, such as one of the workspace's own.

import { freshId, h } from "./dom.js";

const NAME = "[a-z0-9_+\\-]+";

/** The name that the person types, without colons; null when they change their mind. */
export function emojiName() {
  return new Promise((answer) => {
    const close = (name) => {
      asking.close();
      asking.remove();
      answer(name);
    };
    const field = h("input", { id: freshId(), required: true, pattern: `:?${NAME}:?`, placeholder: "raised_hands" });
    const asking = dialog(field, close);
    asking.addEventListener("cancel", () => close(null));
    document.body.append(asking);
    asking.showModal();
    field.focus();
  });
}

function dialog(field, close) {
  const named = (event) => {
    event.preventDefault();
    close(field.value.replaceAll(":", ""));
  };
  const cancel = h("button", { type: "button", class: "button", onclick: () => close(null) }, "Cancel");
  const label = h("label", { for: field.id }, "The emoji's name: small letters, digits, _ + and -");
  const foot = h("footer", { class: "modal-foot" }, cancel, h("button", { class: "button button-primary" }, "React"));
  const head = h("header", { class: "modal-head" }, h("h2", {}, "Another emoji"));
  const form = h("form", { onsubmit: named }, head, h("div", { class: "modal-body" }, label, field), foot);
  return h("dialog", { class: "asking", "aria-label": "Another emoji" }, form);
}
