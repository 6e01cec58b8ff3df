// What the page knows: the last answers of the sandbox, and where the person is looking.

export const store = {
  me: null, // who the page is being looked at by
  now: "", // the sandbox's time
  people: [],
  usergroups: [],
  channels: [],
  views: [], // open modals, the one on top last
  app: null,
  open: null, // id of the conversation shown; "" is the one with the bot before it has begun
  wanted: null, // name of the channel to show first
  tab: "messages", // or "home", in the conversation with the bot
  messages: [], // of the conversation shown, oldest first
  read: "", // the newest of them that had been read before the conversation was opened
  thread: null, // ts of the message whose thread is open
  home: null,
  guide: null, // steps and deeds, where the host offers a guide
};

/** Take over an answer of `state`. */
export function take(state) {
  for (const key of ["me", "now", "people", "usergroups", "views", "app", "guide"]) store[key] = state[key];
  const begun = state.channels.some((channel) => channel.kind === "im");
  const direct = { id: "", name: "", kind: "im", unread: 0, is_member: true };
  store.channels = begun ? state.channels : [direct, ...state.channels];
  const wanted = store.channels.find((channel) => channel.name && channel.name === store.wanted);
  if (wanted) store.open = wanted.id;
  store.wanted = null;
  if (!store.channels.some((channel) => channel.id === store.open)) store.open = directChannel().id;
}

/** Take over some messages of the conversation shown, of which those that are not in `found` are gone. */
export function merge(wanted, found) {
  const gone = new Set(wanted);
  const kept = store.messages.filter((message) => !gone.has(message.ts));
  store.messages = [...kept, ...found].sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

/** Whether a message stands in the thread of another one. */
export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

/** The conversation with the bot. */
export const directChannel = () => store.channels.find((channel) => channel.kind === "im");

/** The conversation shown. */
export const openChannel = () => store.channels.find((channel) => channel.id === store.open);

/** Someone by id. */
export const person = (id) => store.people.find((known) => known.id === id);

/** How someone is called; an id that nobody has stays as it is. */
export function nameOf(id) {
  const known = person(id);
  return known ? known.real_name || known.name : id;
}

/** How a conversation is called. */
export function titleOf(channel) {
  return channel.kind === "im" ? store.app.bot.name : channel.name;
}

/** What an entry of Slack's `state` holds, whatever its type calls it. */
export const heldIn = (entry) => Object.entries(entry ?? {}).find(([name]) => name !== "type")?.[1] ?? null;
