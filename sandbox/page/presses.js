// Presses last a moment: whatever is drawn anew between the press and the release of a button loses the click.

const ENDS = ["pointerup", "pointercancel", "keyup"];
const LONGEST = 1000; // milliseconds; a release outside of the window may never be heard of

let press = null; // a promise that ends with it

/** Wait until nothing is pressed, and what was pressed has heard of it. */
export async function released() {
  await press;
}

function begin() {
  if (press) return;
  const hearing = new AbortController();
  press = new Promise((done) => {
    const end = () => {
      hearing.abort();
      press = null;
      done();
    };
    const late = setTimeout(end, LONGEST);
    const soon = () => {
      clearTimeout(late);
      setTimeout(end); // the click follows the release at once
    };
    for (const kind of ENDS) addEventListener(kind, soon, { signal: hearing.signal });
  });
}

addEventListener("pointerdown", begin, { capture: true });
addEventListener("keydown", (event) => event.key === " " && begin(), { capture: true });
