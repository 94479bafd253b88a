// The one use of a link.

const PATIENCE_MS = 20_000;

// Why it does not let in: the end of a key of the page's words, "over", or null where it does. "offline": try again.
export async function claim(token) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch("/camera/claim", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }),
      signal: patience.signal,
    });
    const told = await answer.json().catch(() => ({}));
    if (told.why === "over") return "over";
    return answer.ok ? null : { "too-many": "many" }[told.why] ?? told.why ?? "unknown";
  } catch {
    return "offline";
  } finally {
    clearTimeout(timer);
  }
}
