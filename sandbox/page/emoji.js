// The emoji that this page can draw by their Slack names.

export const EMOJI = {
  "+1": "👍", "-1": "👎", heart: "❤️", tada: "🎉", eyes: "👀", raised_hands: "🙌", clap: "👏", pray: "🙏",
  white_check_mark: "✅", wave: "👋", smile: "😄", slightly_smiling_face: "🙂", bulb: "💡", rocket: "🚀", star: "⭐",
  sparkles: "✨", fire: "🔥", thinking_face: "🤔", warning: "⚠️", memo: "📝", bar_chart: "📊", speech_balloon: "💬",
  handshake: "🤝", seedling: "🌱", sunny: "☀️", coffee: "☕", muscle: "💪", trophy: "🏆", bell: "🔔", calendar: "📅",
  lock: "🔒", link: "🔗", question: "❓", x: "❌", hourglass: "⌛", arrow_right: "➡️", blush: "😊", joy: "😂",
};

/** The ones offered to react with. */
export const OFFERED = ["+1", "heart", "tada", "raised_hands", "clap", "pray", "eyes", "bulb"];

/** What to show for an emoji's name. */
export const drawn = (name) => EMOJI[name] ?? `:${name}:`;

/** The name in words, for a screen reader. */
export const spoken = (name) => ({ "+1": "thumbs up", "-1": "thumbs down" })[name] ?? name.replaceAll("_", " ");
