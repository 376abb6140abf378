// The feature phone: writes texts, shows bubbles with their segments, adds up the cost.

import { keep, memory, newPhone, textsOf } from "./memory.js";
import { sendText } from "./requests.js";
import { dollars, facts, say, segments, shownNumber, written } from "./words.js";

const screen = document.getElementById("texts");
const draft = document.getElementById("phone-text");
const form = document.getElementById("phone-form");
const chooser = document.getElementById("phone-number");
const meter = document.querySelector(".meter");
let changed = () => {};

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function aboutWords({ parts, encoding, units, room, offending }) {
  const words = parts === 1
    ? say("segments_why", { parts: segments(parts), encoding, units, room })
    : say("segments_full", { parts: segments(parts), encoding, units });
  return offending?.length ? `${words}, ${say("offending", { characters: offending.slice(0, 5).join(" ") })}` : words;
}

function draw(bubble) {
  if (bubble.kind === "later") return [element("p", "text-later", say(bubble.key))];
  if (bubble.kind === "note") return [element("p", "text text-note", bubble.key ? say(bubble.key, bubble.values) : bubble.text)];
  const mine = bubble.kind === "out";
  const said = element("p", `text ${mine ? "text-out" : "text-in"}`, bubble.photo ? `[${say("sent_photo")}]` : bubble.text);
  said.prepend(element("span", "hidden", `${say(mine ? "you_sent" : "line_said")}: `));
  const about = element("p", `text-about${mine ? " from-you" : ""}${!mine && bubble.about.encoding !== "GSM-7" ? " dear" : ""}`, "");
  if (mine) {
    about.append(segments(bubble.about.parts));
    const again = element("button", "", say("deliver_again"));
    again.type = "button";
    again.addEventListener("click", () => deliverAgain(bubble));
    about.append(again);
  } else {
    about.append(aboutWords(bubble.about));
  }
  return [said, about];
}

function toTheEnd() {
  screen.scrollTop = screen.scrollHeight;
}

function showMeter() {
  const bubbles = textsOf(memory.phone).filter((bubble) => bubble.about);
  const add = (kind, what) => bubbles.filter((bubble) => bubble.kind === kind).reduce((sum, bubble) => sum + bubble.about[what], 0);
  meter.querySelector('[data-part="in"]').textContent = written(add("out", "parts"));
  meter.querySelector('[data-part="out"]').textContent = written(add("in", "parts"));
  meter.querySelector('[data-part="cost"]').textContent = dollars(add("out", "dollars") + add("in", "dollars"));
}

function showEmpty() {
  const keywords = facts.keywords[0].join(` ${say("or")} `);
  screen.append(element("p", "text-empty", say("empty_phone", { keywords, number: shownNumber(facts.number) })));
}

/** Draw the chosen phone afresh. */
export function showPhone() {
  chooser.replaceChildren(...memory.phones.map((number) => new Option(shownNumber(number), number, false, number === memory.phone)));
  screen.replaceChildren();
  const bubbles = textsOf(memory.phone);
  if (bubbles.length) bubbles.forEach((bubble) => screen.append(...draw(bubble)));
  else showEmpty();
  showMeter();
  toTheEnd();
}

function add(phone, bubble) {
  const bubbles = textsOf(phone);
  bubbles.push(bubble);
  keep();
  if (phone !== memory.phone) return;
  if (bubbles.length === 1) screen.replaceChildren();
  screen.append(...draw(bubble));
  showMeter();
  toTheEnd();
}

function addAnswer(phone, answer) {
  if (answer.status !== 200) return add(phone, { kind: "note", key: "refused", values: { status: answer.status } });
  if (answer.twilio) add(phone, { kind: "note", text: `${say("twilio_answers")} “${answer.twilio}”` });
  if (answer.held_back) return add(phone, { kind: "note", key: "twilio_blocks" });
  answer.replies.forEach((reply) => add(phone, { kind: "in", text: reply.text, about: reply }));
  if (!answer.replies.length && !answer.twilio) add(phone, { kind: "note", key: "no_answer" });
  return undefined;
}

async function send(message) {
  const phone = memory.phone;
  screen.setAttribute("aria-busy", "true");
  try {
    const answer = await sendText({ from: phone, ...message });
    add(phone, { kind: "out", ...message, sid: answer.sid, about: answer.heard, answers: answer.replies.map((reply) => reply.text) });
    addAnswer(phone, answer);
  } catch {
    add(phone, { kind: "note", key: "failed" });
    if (message.text && !draft.value) draft.value = message.text;
  } finally {
    screen.setAttribute("aria-busy", "false");
    changed();
  }
}

async function deliverAgain(bubble) {
  const phone = memory.phone;
  try {
    const answer = await sendText({ from: phone, text: bubble.text ?? "", photo: bubble.photo ?? false, sid: bubble.sid });
    const same = JSON.stringify(answer.replies.map((reply) => reply.text)) === JSON.stringify(bubble.answers);
    if (same) add(phone, { kind: "note", key: bubble.answers.length ? "delivered_again" : "delivered_again_silent" });
    else {
      add(phone, { kind: "note", key: "delivered_again_other" });
      addAnswer(phone, answer);
    }
  } catch {
    add(phone, { kind: "note", key: "failed" });
  }
  changed();
  draft.focus();
}

/** Put a keyword into the phone, ready to be sent. */
export function fillIn(keyword) {
  draft.value = keyword;
  draft.focus();
}

/** Say on the screen that time went by. */
export function laterOnPhone(key) {
  if (textsOf(memory.phone).length) add(memory.phone, { kind: "later", key });
}

/** Make the phone work; `whenChanged` is called after every text. */
export function wirePhone(whenChanged) {
  changed = whenChanged;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = draft.value.trim();
    if (!text) return draft.focus();
    draft.value = "";
    draft.focus();
    return send({ text });
  });
  draft.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  document.getElementById("phone-photo").addEventListener("click", () => send({ photo: true }));
  document.getElementById("phone-clear").addEventListener("click", () => {
    draft.value = draft.value.slice(0, -1);
  });
  document.querySelector(".keypad").addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]");
    if (key) draft.value += key.dataset.key;
  });
  chooser.addEventListener("change", () => {
    memory.phone = chooser.value;
    keep();
    showPhone();
  });
  document.getElementById("new-phone").addEventListener("click", () => {
    newPhone();
    showPhone();
    draft.focus();
  });
  showPhone();
}
