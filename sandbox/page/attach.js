// Dropping a file into the conversation shown, or choosing one with the paper clip.

import { busily, deed } from "./deeds.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./store.js";

/** The paper clip; a file dropped on `field` goes the same way. */
export function attaching(field) {
  const chooser = h("input", { type: "file", hidden: true, onchange: () => sendAll(chooser.files) });
  const props = { type: "button", class: "tool", "aria-label": "Add a file", title: "Add a file" };
  const clip = h("button", { ...props, onclick: () => chooser.click() }, icon("clip"));

  async function sendAll(files) {
    await busily(clip, async () => {
      for (const file of [...files]) await send(file);
    });
    chooser.value = "";
  }

  field.addEventListener("dragover", (event) => event.preventDefault());
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    sendAll(event.dataTransfer.files);
  });
  return [clip, chooser];
}

async function send(file) {
  const content = await inBase64(file);
  return deed({ do: "drop", channel: store.open || undefined, name: file.name, content });
}

function inBase64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => failed(reader.error));
    reader.readAsDataURL(file);
  });
}
