// Telegram's small HTML as page elements: only what is allowed becomes an element, all else stays text.

const PLAIN = new Map([["b", "b"], ["strong", "b"], ["i", "i"], ["em", "i"], ["u", "u"], ["s", "s"], ["code", "code"], ["pre", "pre"]]);

function copy(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(node.data);
      continue;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    const name = node.localName;
    let made = to;
    if (PLAIN.has(name)) made = document.createElement(PLAIN.get(name));
    else if (name === "a" && /^https?:\/\//.test(node.getAttribute("href") ?? "")) {
      made = document.createElement("a");
      made.href = node.getAttribute("href");
      made.rel = "noreferrer";
    }
    if (made !== to) to.append(made);
    copy(node, made);
  }
}

/** Write `text` into `place`; as Telegram's HTML when `html` is true, else as it is. */
export function writeInto(place, text, html) {
  if (!html) {
    place.append(text);
    return;
  }
  // A parsed document runs no script and loads nothing; from it only known elements are copied.
  copy(new DOMParser().parseFromString(text, "text/html").body, place);
}
