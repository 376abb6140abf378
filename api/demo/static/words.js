// The facts and words that the server wrote into the page.

export const facts = JSON.parse(document.getElementById("facts").textContent);

/** The words for `key` in the page's language, with {names} filled in. */
export function say(key, values = {}) {
  return facts.words[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

const LOCALE = facts.language === "es" ? "es-US" : "en-US";

/** A whole number as people write it here: 6,212. */
export function written(number) {
  return new Intl.NumberFormat(LOCALE).format(number);
}

/** Dollars to a tenth of a cent: $0.062. */
export function dollars(amount) {
  return new Intl.NumberFormat(LOCALE, { style: "currency", currency: "USD", minimumFractionDigits: 3 }).format(amount);
}

/** The hour of day: 10:42 AM. */
export function hour(date) {
  return new Intl.DateTimeFormat(LOCALE, { hour: "numeric", minute: "2-digit" }).format(date);
}

/** Day and hour: Fri, May 3, 10:42 AM. */
export function dayAndHour(date) {
  return new Intl.DateTimeFormat(LOCALE, {
    weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit",
  }).format(date);
}

/** (312) 555-0142 for +13125550142, never broken over two lines. */
export function shownNumber(number) {
  const digits = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return digits ? `(${digits[1]})\u00a0${digits[2]}\u2011${digits[3]}` : number;
}

/** How many segments, in words. */
export function segments(count) {
  return count === 1 ? say("segments_one") : say("segments_many", { count });
}
