// What an operator looks at first.

import * as api from './api.js';
import {h, replace} from './dom.js';
import {figures} from './figures.js';
import {STATES, ago, count, moment} from './format.js';
import {heading, problem} from './parts.js';

const REFRESH = 30_000;

const number = ({count: counted, isExact}) => `${count(counted)}${isExact ? '' : '+'}`;

function tile(label, value, more, href, isBad = false) {
  return h('div', {className: isBad ? 'tile bad' : 'tile'},
    h('p', {className: 'tile-label'}, label),
    h('p', {className: 'tile-value'}, href ? h('a', {href}, value, h('span', {className: 'visually-hidden'}, ` ${label}`)) : value),
    h('p', {className: 'tile-more'}, more));
}

const oldest = ({oldest: time}) => (time ? `the oldest began ${ago(time)}` : 'none');

function bars(name, counts, wordOf, hrefOf) {
  const entries = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const most = Math.max(1, ...Object.values(counts));
  return entries.length === 0
    ? h('p', {className: 'plain'}, 'None.')
    : h('table', {className: 'bars'},
      h('caption', {className: 'visually-hidden'}, name),
      h('tbody', {}, entries.map(([key, value]) => {
        const bar = h('div', {className: 'bar-of'});
        bar.style.setProperty('--share', `${(value / most) * 100}%`);
        const word = wordOf(key);
        return h('tr', {}, h('th', {scope: 'row'}, hrefOf ? h('a', {href: hrefOf(key)}, word) : word),
          h('td', {className: 'bar-cell', 'aria-hidden': 'true'}, bar), h('td', {className: 'number'}, count(value)));
      })));
}

export async function operations({signal}) {
  const place = h('div', {});
  const asOf = h('p', {className: 'lead', 'aria-live': 'off'});
  const show = (now) => {
    asOf.textContent = `As of ${moment(now.asOf)}`;
    replace(place,
      h('div', {className: 'tiles'},
        tile('Recording now', number(now.recording), oldest(now.recording), '#/?status=RECORDING'),
        tile('Processing', number(now.processing), oldest(now.processing), '#/?status=PROCESSING'),
        tile('Parked events', number(now.parked),
          now.parked.oldest ? `the oldest waits since ${ago(now.parked.oldest)}` : 'none', null, now.parked.count > 0),
        tile('Failed in 24 hours', count(now.lastDay.byStatus.FAILED ?? 0), 'of what began within them',
          '#/?status=FAILED', (now.lastDay.byStatus.FAILED ?? 0) > 0)),
      h('div', {className: 'columns'},
        h('section', {className: 'panel', 'aria-labelledby': 'last-day'},
          h('h2', {id: 'last-day'}, 'Began in the last 24 hours'),
          bars('Recordings by state', now.lastDay.byStatus, (status) => STATES[status]?.word ?? status,
            (status) => `#/?status=${status}`),
          !now.lastDay.isExact && h('p', {className: 'plain'}, 'Only a part was counted.')),
        h('section', {className: 'panel', 'aria-labelledby': 'parked'},
          h('h2', {id: 'parked'}, 'Parked events by reason'),
          bars('Parked events by reason', now.parked.byReason, (reason) => reason))));
  };
  const title = heading('Operations');
  let timer = 0;
  const refresh = async () => {
    try {
      show(await api.operations(signal));
    } catch (failed) {
      if (failed.name === 'AbortError') {
        return;
      }
      const isFinal = api.isFinal(failed);
      if (isFinal) {
        clearInterval(timer);
      }
      replace(place, problem('The overview could not be loaded', failed.message, 'Try again', isFinal ? null : async () => {
        await refresh();
        title.focus();
      }));
    }
  };
  const [now, panel] = await Promise.all([api.operations(signal), figures(signal)]);
  show(now);
  // The element that has the focus is not replaced.
  timer = setInterval(() => document.hidden || place.contains(document.activeElement) || refresh(), REFRESH);
  signal.addEventListener('abort', () => clearInterval(timer));
  return {
    title: 'Operations',
    element: h('div', {className: 'page'},
      h('div', {className: 'page-head'}, h('div', {}, title, asOf)), place, panel),
  };
}
