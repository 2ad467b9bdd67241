// Gets every new status, by server-sent events or else by asking, and says when it no longer does.
import { patch, h } from './dom.js';
import { page } from './render.js';
import { clock, span } from './format.js';

const LOST_AFTER = 6000;
const POLL_EVERY = 2000;
const RECONNECT_EVERY = 15000;

const place = document.getElementById('page');
const lost = document.getElementById('lost');
const link = document.getElementById('link');
const linkText = document.getElementById('link-text');

let source = null;
let connectedAt = 0;
let heardAt = performance.now();
let sampledAt = null;

function show(status) {
  heardAt = performance.now();
  sampledAt = status.at;
  patch(place, page(status));
  document.title = (status.verdict.level === 'bad' ? '⚠ ' : '') + 'polytape: ' + status.verdict.headline;
  check();
}

function connect() {
  connectedAt = performance.now();
  source = new EventSource('/api/stream');
  source.addEventListener('status', (event) => show(JSON.parse(event.data)));
}

async function poll() {
  try {
    const response = await fetch('/api/status', { cache: 'no-store' });
    if (response.ok) {
      show(await response.json());
    }
  } catch {
    // The banner says it; see check.
  }
}

function check() {
  const silent = performance.now() - heardAt;
  const gone = silent > LOST_AFTER;
  document.body.classList.toggle('is-lost', gone);
  link.dataset.state = gone ? 'lost' : sampledAt === null ? 'waiting' : 'live';
  lost.hidden = !gone;
  if (gone) {
    linkText.textContent = 'Connection lost';
    patch(lost, [
      h('strong', {}, 'No word from the dashboard for ' + span(silent / 1000) + '. '),
      sampledAt === null ? 'It keeps trying.' : 'What you see is from ' + clock(sampledAt) + ' UTC. It keeps trying.',
    ]);
  } else if (sampledAt !== null) {
    linkText.textContent = 'Live · ' + clock(sampledAt) + ' UTC';
  }
}

connect();
setInterval(check, 1000);
setInterval(() => {
  const silent = performance.now() - heardAt > POLL_EVERY;
  if (silent) {
    poll();
  }
  if (source.readyState === EventSource.CLOSED && performance.now() - connectedAt > RECONNECT_EVERY) {
    connect();
  }
}, POLL_EVERY);
