// The few requests that the page makes, all to this same server.

async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, options);
  if (!response.ok) throw Object.assign(new Error(`${path}: ${response.status}`), { status: response.status });
  return response.json();
}

/** Send one text from an invented phone through the signed webhook. */
export const sendText = (text) => ask("/demo/api/sms", text);

/** Say, tap, start or block on Telegram. */
export const sendUpdate = (update) => ask("/demo/api/telegram", update);

/** Move the demo's clock forward. */
export const moveClock = (hours) => ask("/demo/api/clock", { hours });

/** The demo's time, the counts, and what happened in one person's chat since `after`. */
export const state = (person, after, run) => ask(`/demo/api/state?person=${person}&after=${after}&run=${run}`);
