// Live events of one market over a WebSocket that is opened again when it ends.

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;

/** Subscribes; answers a function that ends it. */
export function listen(filter, take) {
  let stopped = false;
  let socket = null;
  let pause = FIRST_PAUSE;
  let timer = null;
  function open() {
    socket = new WebSocket((location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + '/ws/live');
    socket.addEventListener('open', () => socket.send(JSON.stringify({ op: 'subscribe', ...filter })));
    socket.addEventListener('message', (event) => {
      pause = FIRST_PAUSE;
      const data = JSON.parse(event.data);
      if (!stopped) {
        take(data);
      }
    });
    socket.addEventListener('close', () => {
      if (!stopped) {
        timer = setTimeout(open, pause * (0.5 + Math.random() / 2));
        pause = Math.min(LONGEST_PAUSE, pause * 2);
      }
    });
  }
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket.close();
  };
}
