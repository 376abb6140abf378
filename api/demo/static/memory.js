// What the two screens show, kept in this browser tab only, so that a reload loses nothing.

import { facts } from "./words.js";

const PLACE = "undersigned-demo";

function empty() {
  return { home: facts.home, phones: [facts.phones[0]], phone: facts.phones[0], texts: {}, people: facts.people.slice(), person: facts.people[0].id, chats: {}, shown: "sms" };
}

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PLACE));
    // Another database stands behind the page now: what the screens showed never happened there.
    if (kept && kept.home === facts.home) return kept;
  } catch {
    // Storage may be switched off or hold something foreign: begin afresh.
  }
  return { ...empty(), phones: facts.phones.slice(0, 3) };
}

export const memory = read();

/** Keep what `memory` holds now. */
export function keep() {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(memory));
  } catch {
    // Without storage the screens live until the page is closed, which is enough.
  }
}

/** The bubbles of the chosen phone. */
export function textsOf(phone) {
  return (memory.texts[phone] ??= []);
}

/** The chat of one person: messages, whether it was started, the link it waits on, whether the bot is blocked. */
export function chatOf(person) {
  return (memory.chats[person] ??= { messages: [], started: false, link: facts.link, after: 0, run: "", blocked: false });
}

/** The next invented number that is not in the list yet; starts over when all are used. */
export function newPhone() {
  const free = facts.phones.find((number) => !memory.phones.includes(number)) ?? facts.phones[0];
  if (!memory.phones.includes(free)) memory.phones.push(free);
  memory.phone = free;
  keep();
}

/** One more invented person, with the next name of the list. */
export function newPerson() {
  const number = memory.people.length;
  const pattern = facts.people[number % facts.people.length];
  const round = Math.floor(number / facts.people.length) + 1;
  const person = { ...pattern, id: facts.people[0].id + number, name: round > 1 ? `${pattern.name} ${round}` : pattern.name };
  memory.people.push(person);
  memory.person = person.id;
  keep();
}
