// The sandbox's control API. A refusal is thrown as a Trouble, whose message is a sentence for people.

export class Trouble extends Error {}

async function answered(path, options) {
  let response;
  try {
    response = await fetch(`/_sandbox/${path}`, options);
  } catch {
    throw new Trouble("The sandbox does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!answer.ok) throw new Trouble(answer.error ?? `The sandbox answered with status ${response.status}.`);
  return answer;
}

const asked = (query) => new URLSearchParams(query).toString();
const posted = (body) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** People, channels, open modals and the app, as one person has them; with no person, as the first one does. */
export const fetchState = (who) => answered(`state?${asked(who ? { as: who } : {})}`);

/** The messages of a conversation, which the person has then read; or only those at some timestamps. */
export const fetchMessages = (who, channel, some) =>
  answered(`messages?${asked({ as: who, channel, ...(some && { ts: some }) })}`);

/** The app's Home tab. */
export const fetchHome = (who) => answered(`home?${asked({ as: who })}`);

/** Let a person do something; answers when the app has acknowledged. */
export const act = (who, wish) => answered("act", posted({ as: who, ...wish }));

/** Move the sandbox's time forward. */
export const moveClock = (seconds) => answered("clock", posted({ move_seconds: seconds }));

/** Let the host of the guide do something; answers when it is done. */
export const askGuide = (deed) => answered("guide", posted({ do: deed }));

/** A stream of what passes between the app and Slack, after the passage of this number. */
export const passages = (after) => new EventSource(`/_sandbox/traffic/live?${asked({ after })}`);

/** A stream of the changes that a person may see. */
export const changes = (who) => new EventSource(`/_sandbox/events?${asked({ as: who })}`);
