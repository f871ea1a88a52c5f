// How times, lengths and states are said.

import {plain} from './dom.js';

const DAY = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium'});
const MOMENT = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'short'});
const COUNT = new Intl.NumberFormat();
const COMPACT = new Intl.NumberFormat(undefined, {notation: 'compact', maximumFractionDigits: 1});
const AGO = new Intl.RelativeTimeFormat(undefined, {numeric: 'auto'});
const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]];

export const day = (time) => DAY.format(new Date(time));
export const moment = (time) => MOMENT.format(new Date(time));
export const count = (number) => COUNT.format(number);

export function views(number) {
  return number === 1 ? '1 view' : `${COMPACT.format(number)} views`;
}

export function ago(time) {
  const past = new Date(time).getTime() - Date.now();
  const [unit, length] = UNITS.find(([, each]) => Math.abs(past) >= each) ?? UNITS[2];
  return AGO.format(Math.round(past / length), unit);
}

/** As a clock: 4:07 or 1:02:03. */
export function clock(seconds) {
  const all = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const minutes = Math.floor(all / 60) % 60;
  const rest = String(all % 60).padStart(2, '0');
  const hours = Math.floor(all / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** As words: 1 hour 2 minutes. */
export function length(seconds) {
  const all = Math.round(seconds);
  const parts = [[Math.floor(all / 3600), 'hour'], [Math.floor(all / 60) % 60, 'minute'], [all % 60, 'second']];
  const named = parts.filter(([number]) => number > 0).slice(0, 2);
  return named.map(([number, unit]) => `${number} ${unit}${number === 1 ? '' : 's'}`).join(' ') || '0 seconds';
}

export const STATES = {
  RECORDING: {word: 'Recording', line: 'The stream is live and is being recorded.'},
  PROCESSING: {word: 'Processing', line: 'The recording has ended; its files are being checked.'},
  AVAILABLE: {word: 'Available', line: 'The recording can be played.'},
  FAILED: {word: 'Failed', line: 'There is nothing to play.'},
  EXPIRED: {word: 'Expired', line: 'The time for which it was kept is over.'},
  DELETED: {word: 'Deleted', line: 'The recording was deleted.'},
};

export const SOURCES = {
  IVS_CHANNEL: 'Channel',
  IVS_PARTICIPANT: 'Participant',
  IVS_COMPOSITION: 'Composition',
  UPLOAD: 'Upload',
};

export function titleOf(item) {
  const title = item.title ? plain(item.title) : '';
  if (title) {
    return title;
  }
  return item.startedAt ? `Recording of ${day(item.startedAt)}` : 'Untitled recording';
}
