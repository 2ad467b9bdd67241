// Asks for something again and again while it is looked at, never twice at once.

/** Starts asking; answers a function that stops it. An answer that is not there is told as null. */
export function poll(address, everyMillis, take) {
  let stopped = false;
  let timer = null;
  let request = null;
  async function ask() {
    if (!document.hidden) {
      request = new AbortController();
      try {
        const response = await fetch(address(), { cache: 'no-store', signal: request.signal });
        const value = response.ok ? await response.json() : null;
        if (!stopped) {
          take(value, response.status);
        }
      } catch {
        // The page says by itself when the dashboard is away; see app.js.
      }
    }
    if (!stopped) {
      timer = setTimeout(ask, everyMillis);
    }
  }
  ask();
  return () => {
    stopped = true;
    clearTimeout(timer);
    request?.abort();
  };
}
