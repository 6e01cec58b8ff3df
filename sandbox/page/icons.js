// The few line drawings of the page.

const DRAWN = {
  lock: "M6 9V6.5a4 4 0 0 1 8 0V9M4.5 9h11v8h-11z",
  bolt: "M11 2.5 4.5 11H10l-1 6.5L15.5 9H10z",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  smile: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM7.5 8h.01M12.5 8h.01M7 11.5c1.5 2.4 4.5 2.4 6 0",
  check: "M4 10.5l4 4 8-9",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4.5 6.5 10l5.5 5.5",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  eye: "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  reply: "M8 5 3.5 9.5 8 14M3.5 9.5h8a5 5 0 0 1 5 5v1",
  send: "M3 4l14 6-14 6 2.5-6zM5.5 10H11",
  clip: "M15.5 9.5 9.8 15.2a3.5 3.5 0 0 1-5-5l6.4-6.4a2.3 2.3 0 0 1 3.3 3.3l-6.3 6.3a1.2 1.2 0 0 1-1.7-1.7l5.6-5.6",
  clock: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 6v4l3 2",
};
const SVG = "http://www.w3.org/2000/svg";

/** A drawing that says nothing to a screen reader: what it means stands beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["viewBox", "0 0 20 20"], ["class", `icon icon-${name}`], ["aria-hidden", "true"]]) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWN[name]);
  svg.append(path);
  return svg;
}
