// Lists: the recordings of the caller, and the public streams.

import * as api from './api.js';
import {announce, busy, h, icon, replace} from './dom.js';
import {SOURCES, STATES, day, titleOf, views} from './format.js';
import {card, empty, heading, problem, skeletons, stateBadge} from './parts.js';
import * as session from './session.js';

const PAGE = 24;
const SOONER = '700px';
const TYPING = 350;
// A page of the API may be short, or empty, and the list still go on.
const MOST_EMPTY_PAGES = 8;

const idInAddress = (id) => encodeURIComponent(id.replaceAll('/', '~'));

function startOf(date, days) {
  const [year, month, number] = date.split('-').map(Number);
  return date ? new Date(year, month - 1, number + days).toISOString() : '';
}

/** The list of a source whose pages follow each other. */
class EndlessList {
  #next;
  #isLoading = false;
  #number = 0;
  #shownLinks = new Set();
  #observer;

  /**
   * @param page answers {cards, next}; next is undefined after the last one
   * @param none what is shown if there is nothing
   */
  constructor({page, none, signal}) {
    this.page = page;
    this.none = none;
    this.signal = signal;
    this.grid = h('ul', {className: 'grid'});
    this.more = h('button', {className: 'button', type: 'button', hidden: true, onclick: () => this.#load(true)}, 'Load more');
    this.foot = h('div', {className: 'foot'});
    this.sentinel = h('div', {className: 'sentinel', 'aria-hidden': 'true'});
    this.element = h('div', {}, this.grid, this.foot, this.sentinel, h('div', {className: 'foot'}, this.more));
    this.#observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        this.#load(false);
      }
    }, {rootMargin: `0px 0px ${SOONER} 0px`});
    this.signal.addEventListener('abort', () => this.#observer.disconnect());
  }

  start() {
    replace(this.grid, skeletons(8));
    return this.#load(false);
  }

  async #load(isAsked) {
    if (this.#isLoading || (this.#number > 0 && this.#next === undefined)) {
      return;
    }
    this.#isLoading = true;
    const done = busy(this.grid);
    this.more.disabled = true;
    replace(this.foot);
    try {
      const cards = await this.#some();
      if (this.#number === 0) {
        replace(this.grid, cards);
      } else {
        this.grid.append(...cards);
      }
      this.#number += cards.length;
      this.#shown(cards, isAsked);
    } catch (failed) {
      if (failed.name === 'AbortError' || this.signal.aborted) {
        return;
      }
      this.#observer.disconnect();
      if (this.#number === 0) {
        replace(this.grid);
      }
      this.more.hidden = true;
      replace(this.foot, failed.status === 401
        ? problem('Sign in again', failed.message)
        : problem('The list could not be loaded', failed.message, 'Try again', () => this.#load(true)));
    } finally {
      this.#isLoading = false;
      this.more.disabled = false;
      done();
    }
  }

  async #some() {
    for (let pages = 0; ; pages++) {
      const {cards: all, next} = await this.page(this.#next, this.signal);
      const cards = all.filter((card) => this.#isUnseen(card));
      this.#next = next;
      if (cards.length > 0 || next === undefined || pages >= MOST_EMPTY_PAGES) {
        return cards;
      }
    }
  }

  /** What changes while it is listed may be on two pages. */
  #isUnseen(card) {
    const {hash} = card.querySelector('a');
    return !this.#shownLinks.has(hash) && Boolean(this.#shownLinks.add(hash));
  }

  #shown(cards, isAsked) {
    const isOver = this.#next === undefined;
    this.#observer.disconnect();
    this.more.hidden = isOver;
    this.more.disabled = false;
    if (this.#number === 0 && isOver) {
      replace(this.foot, this.none());
      announce('Nothing found');
      return;
    }
    if (isOver) {
      replace(this.foot, h('p', {className: 'end'}, this.#number === 1 ? '1 recording' : `${this.#number} recordings`));
    }
    if (isAsked) {
      (cards[0]?.querySelector('a') ?? this.more).focus({preventScroll: true});
    }
    if (cards.length === 0 && !isOver) {
      const words = this.#number === 0 ? 'Nothing found so far' : 'Nothing more found so far';
      replace(this.foot, h('p', {className: 'end'}, words));
      announce(words);
      return;
    }
    announce(`${this.#number} recordings shown${isOver ? '' : ', there are more'}`);
    if (!isOver) {
      this.#observer.observe(this.sentinel);
    }
  }
}

function field(label, control, className = '') {
  return h('label', {className: `field ${className}`}, h('span', {}, label), control);
}

function searchField(value, label, onchange) {
  let timer = 0;
  const input = h('input', {
    type: 'search', name: 'q', value, placeholder: label, maxlength: 200, autocomplete: 'off', 'aria-label': label,
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(onchange, TYPING);
    },
  });
  return h('div', {className: 'search'}, icon('search'), input);
}

function options(names, chosen, all) {
  return [h('option', {value: ''}, all),
    ...Object.entries(names).map(([value, word]) => h('option', {value, selected: value === chosen}, word))];
}

/** A form whose values are the list's filters, and stand in the address. */
function filterForm(fields, onchange) {
  const form = h('form', {className: 'filters', role: 'search', onsubmit: (event) => {
    event.preventDefault();
    onchange(values());
  }}, fields(() => onchange(values())));
  const values = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
  return form;
}

function remember(path, filters) {
  const words = new URLSearchParams(filters);
  history.replaceState(history.state, '', `#${path}${words.size > 0 ? `?${words}` : ''}`);
  window.dispatchEvent(new Event('filtered'));
}

function listView({path, title, lead, hasUploads, query, signal, fields, page, none}) {
  const place = h('div', {});
  let running = new AbortController();
  let shown = {};
  const show = (filters) => {
    shown = filters;
    running.abort();
    running = new AbortController();
    const list = new EndlessList({
      page: (next, within) => page(filters, next, within),
      none: () => none(Object.keys(filters).length > 0),
      signal: running.signal,
    });
    replace(place, list.element);
    list.start();
  };
  const form = filterForm((changed) => fields(query, changed), (filters) => {
    if (signal.aborted || (location.hash.slice(1).split('?')[0] || '/') !== path) {
      // A search that was still waiting when the list was left.
      form.elements.q.value = shown.q ?? '';
      return;
    }
    remember(path, filters);
    show(filters);
  });
  signal.addEventListener('abort', () => running.abort());
  // The focus is not taken out of the list.
  window.addEventListener('uploaded', () => place.contains(document.activeElement) || show(shown), {signal});
  show(Object.fromEntries(query));
  return {
    title,
    element: h('div', {className: 'page'},
      h('div', {className: 'page-head'},
        h('div', {}, heading(title), lead && h('p', {className: 'lead'}, lead)),
        hasUploads && h('div', {className: 'upload-place'}), form),
      place),
  };
}

function nothing(isFiltered, path, heading_, message) {
  return isFiltered
    ? empty('Nothing fits these filters', 'Try other words, or a longer time.',
        h('a', {className: 'button', href: `#${path}`, 'data-fresh': true}, 'Show all'))
    : empty(heading_, message);
}

function recordingCard(item) {
  const seconds = item.durationMs === null ? 0 : item.durationMs / 1000;
  return card({
    href: `#/recordings/${idInAddress(item.recordingId)}`,
    title: titleOf(item),
    picture: item.thumbnailUrl,
    seconds,
    badge: item.status === 'AVAILABLE' && !item.partial ? null : stateBadge(item.status, item.partial),
    problem: item.status === 'FAILED' || item.partial ? item.error?.message : null,
    meta: [
      item.startedAt && day(item.startedAt),
      SOURCES[item.source],
      session.isOperator() && h('bdi', {}, item.profileId),
    ],
  });
}

export function mine({query, signal}) {
  const words = Object.fromEntries(Object.entries(STATES).map(([status, {word}]) => [status, word]));
  return listView({
    path: '/',
    title: session.isOperator() ? 'All recordings' : 'Your recordings',
    hasUploads: session.canUpload(),
    query,
    signal,
    fields: (given, changed) => [
      searchField(given.get('q') ?? '', 'Search titles', changed),
      field('State', h('select', {name: 'status', onchange: changed}, options(words, given.get('status'), 'All states'))),
      field('Source', h('select', {name: 'source', onchange: changed}, options(SOURCES, given.get('source'), 'All sources'))),
      field('From', h('input', {type: 'date', name: 'from', value: given.get('from') ?? '', onchange: changed})),
      field('To', h('input', {type: 'date', name: 'to', value: given.get('to') ?? '', onchange: changed})),
    ],
    page: async (filters, cursor, within) => {
      const {items, nextCursor} = await api.recordings({
        ...filters, from: startOf(filters.from ?? '', 0), to: startOf(filters.to ?? '', 1), limit: PAGE, cursor,
      }, within);
      return {cards: items.map(recordingCard), next: nextCursor};
    },
    none: (isFiltered) => nothing(isFiltered, '/', 'There are no recordings yet',
        'A stream that is recorded appears here as soon as it begins.'),
  });
}

function streamCard(item) {
  return card({
    href: `#/streams/${idInAddress(item._id)}`,
    title: titleOf(item),
    picture: item.thumbnail,
    seconds: item.durationSeconds ?? 0,
    badge: item.status === 'LIVE' ? h('span', {className: 'state state-recording'}, 'Live') : null,
    meta: [
      h('bdi', {}, item.creatorId.channelName ?? item.creatorId.username),
      item.startedAt && day(item.startedAt),
      views(item.totalViews),
    ],
  });
}

export function publicStreams({query, signal, path}) {
  return listView({
    path,
    title: 'Public recordings',
    lead: session.isSignedIn() || session.canSignIn() ? null
      : 'To see recordings of your own, open the page with a link that holds a token.',
    query,
    signal,
    fields: (given, changed) => [searchField(given.get('q') ?? '', 'Search titles and descriptions', changed)],
    page: async ({q}, next = 1, within) => {
      const {data, meta} = await api.publicStreams({page: next, limit: PAGE, search: q}, within);
      return {cards: data.map(streamCard), next: next < meta.totalPage ? next + 1 : undefined};
    },
    none: (isFiltered) => nothing(isFiltered, path, 'There are no public recordings',
        'Recordings that their owners publish appear here.'),
  });
}
