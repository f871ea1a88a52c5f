// The recordings of the last days as a plot, with the same numbers in a table behind it.

import * as api from './api.js';
import {h, shape} from './dom.js';
import {count} from './format.js';

const DAY = 86_400_000;
const WIDTH = 720;
const HEIGHT = 180;
const HEAD = 20;
const FOOT = 24;
const GAP = 2;

const money = (amount, {currency, date}) => `${amount.toFixed(2)} ${currency} (prices of ${date})`;
const NONE = {recordings: 0, recordedMinutes: 0, failed: 0, playbackGrants: 0, bytes: 0};

/** Each day of the window, also those without totals. */
function daysOf({since, until, groups}) {
  const known = new Map(groups.map((group) => [group.key, group]));
  const days = [];
  for (let time = Date.parse(since); time <= Date.parse(until); time += DAY) {
    const key = new Date(time).toISOString().slice(0, 10);
    days.push({...NONE, ...known.get(key), key});
  }
  return days;
}

const amount = (number, noun) => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

const words = ({key, recordings, failed}) => `${key}: ${amount(recordings, 'recording')}, ${count(failed)} failed`;

/** A bar for each day; its lower part is what failed. */
function plot(days, name) {
  const most = Math.max(1, ...days.map(({recordings}) => recordings));
  const step = WIDTH / days.length;
  const tall = (number) => (number / most) * HEIGHT;
  const base = HEAD + HEIGHT;
  return shape('svg', {viewBox: `0 0 ${WIDTH} ${base + FOOT}`, class: 'plot', role: 'img', 'aria-label': name},
    shape('text', {x: 0, y: HEAD - 6, class: 'plot-word'}, `${count(most)} a day`),
    shape('line', {x1: 0, x2: WIDTH, y1: HEAD, y2: HEAD, class: 'plot-line'}),
    days.map((day, index) => shape('g', {},
      shape('title', {}, words(day)),
      shape('rect', {x: index * step, y: HEAD, width: step, height: HEIGHT, class: 'plot-room'}),
      shape('rect', {
        x: index * step + GAP, y: base - tall(day.recordings), width: Math.max(1, step - 2 * GAP), height: tall(day.recordings),
        class: 'plot-bar',
      }),
      shape('rect', {
        x: index * step + GAP, y: base - tall(day.failed), width: Math.max(1, step - 2 * GAP), height: tall(day.failed),
        class: 'plot-bad',
      }))),
    shape('line', {x1: 0, x2: WIDTH, y1: base, y2: base, class: 'plot-line'}),
    shape('text', {x: 0, y: base + FOOT - 8, class: 'plot-word'}, days.at(0).key),
    shape('text', {x: WIDTH, y: base + FOOT - 8, class: 'plot-word', 'text-anchor': 'end'}, days.at(-1).key));
}

function table(days, name) {
  const columns = [
    ['Recordings', ({recordings}) => count(recordings)],
    ['Minutes', ({recordedMinutes}) => count(Math.round(recordedMinutes))],
    ['Failed', ({failed}) => count(failed)],
    ['GB', ({bytes}) => (bytes / 1e9).toFixed(2)],
    ['Playback grants', ({playbackGrants}) => count(playbackGrants)],
  ];
  return h('div', {className: 'plot-numbers', role: 'region', 'aria-label': `${name}: numbers`, tabindex: '0'},
    h('table', {className: 'numbers'},
      h('caption', {className: 'visually-hidden'}, name),
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Day (UTC)'), columns.map(([title]) => h('th', {scope: 'col'}, title)))),
      h('tbody', {}, days.toReversed().map((day) => h('tr', {}, h('th', {scope: 'row'}, day.key),
        columns.map(([, cell]) => h('td', {}, cell(day))))))));
}

function panel(stats) {
  const {total, prices} = stats;
  const days = daysOf(stats);
  const name = `Recordings of the last ${days.length} days`;
  const rate = total.failureRate === undefined ? '' : `, ${(100 * total.failureRate).toFixed(1)} % of them failed`;
  return h('section', {className: 'panel plot-panel', 'aria-labelledby': 'figures'},
    h('h2', {id: 'figures'}, name),
    h('p', {className: 'plain'}, `${amount(total.recordings, 'recording')} of ${amount(Math.round(total.recordedMinutes), 'minute')}${rate}; `
      + `${amount(total.playbackGrants, 'playback grant')}. A month of storage costs about ${money(total.cost.storagePerMonth, prices)}.`),
    plot(days, `${name}: ${count(total.recordings)}, of which ${count(total.failed)} failed. The numbers are in the table below.`),
    h('p', {className: 'plot-key', 'aria-hidden': 'true'},
      h('span', {className: 'plot-mark'}), ' recorded ', h('span', {className: 'plot-mark bad'}), ' failed'),
    h('details', {}, h('summary', {}, 'Numbers of each day'), table(days, name)));
}

/** @returns the panel, or a sentence where there is none; what else is on the page is there without it */
export async function figures(signal) {
  try {
    return panel(await api.stats({}, signal));
  } catch (failed) {
    if (failed.name === 'AbortError' || failed.status === 401) {
      throw failed;
    }
    return h('p', {className: 'plain'}, `The figures could not be loaded. ${failed.message}`);
  }
}
