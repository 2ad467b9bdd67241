// Gets every new status, by server-sent events or else by asking, draws the view that the address
// names, and says when there is nothing new any more.
import { patch, h } from './dom.js';
import { page } from './render.js';
import { livePage } from './live.js';
import { marketList } from './markets.js';
import { marketView } from './market.js';
import { route } from './route.js';
import { clock, span } from './format.js';

const LOST_AFTER = 6000;
const POLL_EVERY = 2000;
const RECONNECT_EVERY = 15000;
const DRAW_EVERY = 400;

const place = document.getElementById('page');
const lost = document.getElementById('lost');
const link = document.getElementById('link');
const linkText = document.getElementById('link-text');

let source = null;
let connectedAt = 0;
let heardAt = performance.now();
let status = null;
let drawnAt = 0;
let drawing = null;
let shown = null;
let market = null;
let lookAnswer = '';
const markets = marketList(() => draw());

/** Draws soon, and not too often: whatever comes in between is drawn together. */
function draw() {
  if (drawing === null && !document.hidden) {
    drawing = setTimeout(() => requestAnimationFrame(() => {
      drawing = null;
      drawnAt = performance.now();
      if (status !== null) {
        patch(place, content());
      }
    }), Math.max(0, drawnAt + DRAW_EVERY - performance.now()));
  }
}

function content() {
  switch (shown.view) {
    case 'live': return livePage(status, markets.view(), lookAnswer);
    case 'market': return market.view(status);
    default: return page(status);
  }
}

function go() {
  const next = route();
  if (shown !== null && shown.view === next.view && shown.id === next.id) {
    return;
  }
  const first = shown === null;
  shown = next;
  markets.stop();
  market?.stop();
  market = null;
  if (next.view === 'live') {
    markets.start();
  } else if (next.view === 'market') {
    market = marketView(next.id, draw);
    market.start();
  }
  for (const each of document.querySelectorAll('.tabs a')) {
    const current = (each.hash === '#/live') === (next.view !== 'pipeline');
    current ? each.setAttribute('aria-current', 'page') : each.removeAttribute('aria-current');
  }
  if (!first && status !== null) {
    place.replaceChildren();
    scrollTo(0, 0);
  }
  drawnAt = 0;
  draw();
}

function show(next) {
  heardAt = performance.now();
  status = next;
  draw();
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
  link.dataset.state = gone ? 'lost' : status === null ? 'waiting' : 'live';
  lost.hidden = !gone;
  if (gone) {
    linkText.textContent = 'Connection lost';
    patch(lost, [
      h('strong', {}, 'No word from the dashboard for ' + span(silent / 1000) + '. '),
      status === null ? 'It keeps trying.' : 'What you see is from ' + clock(status.at) + ' UTC. It keeps trying.',
    ]);
  } else if (status !== null) {
    linkText.textContent = 'Live · ' + clock(status.at) + ' UTC';
  }
}

async function lookNow() {
  try {
    const response = await fetch('/api/discovery/trigger', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
    lookAnswer = response.ok ? 'Asked.' : (await response.json()).error;
  } catch {
    lookAnswer = 'The dashboard does not answer.';
  }
  draw();
  setTimeout(() => {
    lookAnswer = '';
  }, 8000);
}

place.addEventListener('input', (event) => markets.input(event.target));
place.addEventListener('submit', (event) => event.preventDefault());
place.addEventListener('click', (event) => {
  if (event.target.id === 'look-now') {
    lookNow();
  } else {
    markets.click(event.target);
  }
});
addEventListener('hashchange', go);
document.addEventListener('visibilitychange', draw);
go();
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
