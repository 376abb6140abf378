// The simulator's page: brings the two devices, the counts and the clock together.

import { chatOf, keep, memory, newPerson, newPhone } from "./memory.js";
import { fillIn, laterOnPhone, showPhone, wirePhone } from "./phone.js";
import { moveClock, state } from "./requests.js";
import { laterInChat, openLink, showChat, take, wireChat } from "./telegram.js";
import { dayAndHour, facts, hour, say, written } from "./words.js";

const LOOK_AGAIN_MILLISECONDS = 3000;
const clockFace = document.getElementById("clock-time");
const phoneTime = document.querySelector('.lcd-top [data-part="time"]');
const announcement = document.getElementById("announcement");
let ahead = Date.parse(facts.now) - Date.now();

function showClock() {
  const now = new Date(Date.now() + ahead);
  clockFace.textContent = dayAndHour(now);
  clockFace.dateTime = now.toISOString();
  phoneTime.textContent = hour(now);
}

function showPetition(slug, petition) {
  const card = document.querySelector(`.petition[data-slug="${slug}"]`);
  if (!card) return;
  const number = card.querySelector('[data-part="signatures"]');
  const words = written(petition.signatures);
  if (number.textContent !== words) {
    number.textContent = words;
    card.querySelector('[data-part="signed-here"]').textContent =
      petition.signatures === 1 ? say("signed_here_one") : say("signed_here");
    number.classList.remove("moved");
    requestAnimationFrame(() => number.classList.add("moved"));
  }
  card.querySelector("progress").value = petition.signatures + petition.carried_over;
  const standing = card.querySelector('[data-part="state"]');
  standing.textContent = say(`state_${petition.state}`);
  standing.className = `state state-${petition.state}`;
}

async function look() {
  const person = memory.person;
  const kept = chatOf(person);
  try {
    const seen = await state(person, kept.after, kept.run);
    ahead = Date.parse(seen.now) - Date.now();
    showClock();
    Object.entries(seen.petitions).forEach(([slug, petition]) => showPetition(slug, petition));
    take(person, seen.run, seen.changes);
  } catch {
    // The server is gone for the moment; the next look, or the next text, will tell.
  }
}

function show(device) {
  memory.shown = device;
  keep();
  document.body.dataset.shown = device;
  for (const button of document.querySelectorAll("[data-show]")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === device));
  }
}

async function later(hours) {
  try {
    const { now } = await moveClock(hours);
    ahead = Date.parse(now) - Date.now();
  } catch (problem) {
    announcement.textContent = problem.status === 409 ? say("clock_end") : say("failed");
    return;
  }
  showClock();
  const key = hours < 24 ? "later_hours" : "later_days";
  laterOnPhone(key);
  laterInChat(key);
  announcement.textContent = dayAndHour(new Date(Date.now() + ahead));
  look();
}

function startOver() {
  memory.texts = {};
  for (const id of Object.keys(memory.chats)) {
    // What the fake Telegram has said so far stays taken over, so that it is not shown again.
    memory.chats[id] = { ...chatOf(id), messages: [], started: false, link: facts.link };
  }
  newPhone();
  newPerson();
  showPhone();
  showChat();
  announcement.textContent = say("cleared");
}

wirePhone(look);
wireChat(look);
show(memory.shown);
showClock();
look();
setInterval(showClock, 1000);
setInterval(() => { if (!document.hidden) look(); }, LOOK_AGAIN_MILLISECONDS);

document.getElementById("start-over").addEventListener("click", startOver);
document.querySelectorAll("[data-hours]").forEach((button) => button.addEventListener("click", () => later(Number(button.dataset.hours))));
document.querySelectorAll("[data-show]").forEach((button) => button.addEventListener("click", () => show(button.dataset.show)));
document.querySelectorAll("[data-keyword]").forEach((chip) => chip.addEventListener("click", () => {
  show("sms");
  fillIn(chip.dataset.keyword);
}));
document.querySelectorAll("[data-start]").forEach((chip) => chip.addEventListener("click", () => {
  show("telegram");
  openLink(chip.dataset.start);
}));
document.documentElement.dataset.ready = "true";
