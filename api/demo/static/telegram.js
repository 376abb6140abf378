// The Telegram chat: shows what the fake Telegram holds, sends what the person types, taps and starts.

import { chatOf, keep, memory, newPerson } from "./memory.js";
import { sendUpdate } from "./requests.js";
import { writeInto } from "./telegram_text.js";
import { facts, hour, say } from "./words.js";

const chat = document.getElementById("chat");
const chooser = document.getElementById("person");
const toast = document.getElementById("toast");
const startForm = document.getElementById("start-form");
const startLink = document.getElementById("start-link");
const writeForm = document.getElementById("chat-form");
const draft = document.getElementById("chat-text");
const block = document.getElementById("block");
const TOAST_MILLISECONDS = 4000;
let toastTimer;
let changed = () => {};

const current = () => memory.people.find((person) => person.id === memory.person) ?? memory.people[0];

function note(words) {
  toast.textContent = words;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { toast.textContent = ""; }, TOAST_MILLISECONDS);
}

function followLink(url) {
  const link = new URL(url, location.href);
  const start = link.searchParams.get("start");
  if (link.host === "t.me" && start !== null && link.pathname.slice(1).toLowerCase() === facts.bot.toLowerCase()) return openLink(start);
  if (link.host === "t.me" && link.pathname === "/share/url") {
    return note(say("share_note", { text: `${link.searchParams.get("text") ?? ""} ${link.searchParams.get("url") ?? ""}`.trim() }));
  }
  if (link.origin === location.origin) return location.assign(link.href);
  return note(say("link_note", { link: link.href }));
}

function drawKey(message, key) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "inline-key";
  button.textContent = key.text;
  button.addEventListener("click", () => {
    if (key.url) return followLink(key.url);
    button.setAttribute("aria-busy", "true");
    return send({ tap: key.callback_data, message: message.id }).finally(() => button.removeAttribute("aria-busy"));
  });
  return button;
}

function draw(message) {
  const place = document.createElement("div");
  if (message.note) {
    place.className = "chat-note";
    place.textContent = say(message.note);
    return place;
  }
  place.className = `message ${message.mine ? "mine" : "theirs"}`;
  place.dataset.message = message.id;
  place.tabIndex = -1;
  const bubble = document.createElement("div");
  bubble.className = "bubble";
  writeInto(bubble, message.photo ? `[${say("photo_bubble")}]` : message.text, message.html);
  bubble.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    followLink(link.href);
  });
  const stamp = document.createElement("span");
  stamp.className = "stamp";
  stamp.textContent = `${message.edited ? `${say("edited")} ` : ""}${hour(new Date(message.at))}`;
  bubble.append(stamp);
  place.append(bubble);
  if (message.keys?.length) {
    place.classList.add("has-keys");
    const keys = document.createElement("div");
    keys.className = "keys";
    for (const row of message.keys) {
      const line = document.createElement("div");
      line.className = "key-row";
      line.append(...row.map((key) => drawKey(message, key)));
      keys.append(line);
    }
    place.append(keys);
  }
  return place;
}

function toTheEnd() {
  chat.scrollTop = chat.scrollHeight;
}

function showFoot() {
  const kept = chatOf(memory.person);
  startForm.hidden = kept.started && kept.link === null;
  writeForm.hidden = !startForm.hidden;
  if (!startForm.hidden) startLink.value = kept.link ?? "";
  if (startLink.selectedIndex < 0) {
    startLink.add(new Option(`?start=${kept.link}`, kept.link, false, true));
  }
  block.textContent = say(kept.blocked ? "unblock" : "block");
  block.hidden = !kept.started;
}

function showEmpty() {
  const words = document.createElement("p");
  words.className = "chat-empty";
  words.textContent = say("chat_empty");
  chat.append(words);
}

/** Draw the chosen person's chat afresh. */
export function showChat() {
  chooser.replaceChildren(...memory.people.map((person) => new Option(`${person.name} (${person.language})`, person.id, false, person.id === memory.person)));
  chat.replaceChildren();
  const { messages } = chatOf(memory.person);
  if (messages.length) chat.append(...messages.map(draw));
  else showEmpty();
  showFoot();
  toTheEnd();
}

function add(person, message) {
  const { messages } = chatOf(person);
  messages.push(message);
  if (person !== memory.person) return;
  if (messages.length === 1) chat.replaceChildren();
  chat.append(draw(message));
  toTheEnd();
}

function edit(person, message) {
  const { messages } = chatOf(person);
  const at = messages.findIndex((known) => known.id === message.id && !known.mine);
  if (at < 0) return add(person, message);
  messages[at] = { ...message, at: messages[at].at };
  if (person !== memory.person) return undefined;
  const old = chat.querySelector(`.theirs[data-message="${message.id}"]`);
  if (!old) return showChat();
  const held = old.contains(document.activeElement);
  const fresh = draw(messages[at]);
  fresh.classList.add("changed");
  old.replaceWith(fresh);
  // The tapped button is gone: whoever uses the keyboard goes on from the first new one.
  if (held) (fresh.querySelector("button") ?? fresh).focus();
  if (!fresh.nextElementSibling) toTheEnd();
  return undefined;
}

function remove(person, id) {
  const kept = chatOf(person);
  kept.messages = kept.messages.filter((message) => message.id !== id);
  if (person === memory.person) showChat();
}

/** Take over what happened in a person's chat; what is known already is passed over. */
export function take(person, run, changes) {
  const kept = chatOf(person);
  if (kept.run !== run) {
    kept.run = run;
    kept.after = 0;
  }
  for (const change of changes) {
    if (change.number <= kept.after) continue;
    kept.after = change.number;
    if (change.what === "message") add(person, change.message);
    else if (change.what === "edit") edit(person, change.message);
    else if (change.what === "delete") remove(person, change.message);
    else if (change.what === "toast" && person === memory.person) note(change.text);
  }
  keep();
}

async function send(update) {
  const person = current();
  const kept = chatOf(person.id);
  try {
    const answer = await sendUpdate({ person, after: kept.after, run: kept.run, ...update });
    take(person.id, answer.run, answer.changes);
    if (answer.status !== 200) note(say("refused", { status: answer.status }));
    changed();
    return true;
  } catch {
    note(say("failed"));
    return false;
  }
}

/** Show the start button for a deep link, as Telegram does when such a link is opened. */
export function openLink(link) {
  chatOf(memory.person).link = link;
  keep();
  showFoot();
  startForm.querySelector("button").focus();
}

/** Say in the chat that time went by. */
export function laterInChat(key) {
  if (!chatOf(memory.person).messages.length) return;
  add(memory.person, { note: key });
  keep();
}

async function start() {
  const kept = chatOf(memory.person);
  if (!(await send({ start: startLink.value }))) return;
  kept.started = true;
  kept.link = null;
  kept.blocked = false;
  keep();
  showFoot();
  draft.focus();
}

async function toggleBlock() {
  const kept = chatOf(memory.person);
  if (!(await send({ blocked: !kept.blocked }))) return;
  kept.blocked = !kept.blocked;
  add(memory.person, { note: kept.blocked ? "blocked" : "unblocked" });
  keep();
  showFoot();
}

/** Make the chat work; `whenChanged` is called after every update. */
export function wireChat(whenChanged) {
  changed = whenChanged;
  startForm.addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
  startLink.addEventListener("change", () => {
    chatOf(memory.person).link = startLink.value;
    keep();
  });
  writeForm.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = draft.value.trim();
    draft.focus();
    if (!text) return;
    draft.value = "";
    send({ text }).then((sent) => { if (!sent && !draft.value) draft.value = text; });
  });
  draft.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      writeForm.requestSubmit();
    }
  });
  document.getElementById("chat-photo").addEventListener("click", () => send({ photo: true }));
  block.addEventListener("click", toggleBlock);
  chooser.addEventListener("change", () => {
    memory.person = Number(chooser.value);
    keep();
    showChat();
  });
  document.getElementById("new-person").addEventListener("click", () => {
    newPerson();
    showChat();
    startForm.querySelector("button").focus();
  });
  showChat();
}
