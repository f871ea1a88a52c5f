// Parts that several views are made of.

import {h, icon, plain, replace, said} from './dom.js';
import {STATES, clock} from './format.js';

/** @param label how it is read out, where the word alone would not do */
export function stateBadge(status, isPartial = false) {
  const word = isPartial ? 'Partly available' : STATES[status]?.word ?? status;
  return h('span', {className: `state state-${status.toLowerCase()}`}, word);
}

/** A picture that gives way to a drawing where there is none. */
export function poster(address, className = 'poster') {
  const box = h('div', {className}, icon('film'));
  if (address) {
    const picture = h('img', {
      src: address, alt: '', loading: 'lazy', decoding: 'async', onerror: () => picture.remove(),
    });
    box.append(picture);
  }
  return box;
}

export function card({href, title, picture, seconds, badge, problem, meta}) {
  return h('li', {className: 'card'},
    h('div', {className: 'card-picture'},
      poster(picture),
      badge && h('div', {className: 'card-badge'}, badge),
      seconds > 0 && h('span', {className: 'length'}, h('span', {className: 'visually-hidden'}, 'Length '), clock(seconds))),
    h('div', {className: 'card-text'},
      h('h2', {className: 'card-title'}, h('a', {href}, said(title))),
      h('p', {className: 'card-meta'}, meta.filter(Boolean).map((each) => h('span', {}, each))),
      problem && h('p', {className: 'card-problem'}, plain(problem))));
}

/** What stands in place of something that could not be shown; its button tries again. */
export function problem(heading, message, label, again) {
  return h('div', {className: 'empty', role: 'alert'},
    icon('alert'), h('h2', {}, heading), h('p', {}, message),
    again && h('button', {className: 'button', type: 'button', onclick: again}, label));
}

export function empty(heading, message, ...more) {
  return h('div', {className: 'empty'}, icon('film'), h('h2', {}, heading), h('p', {}, message), ...more);
}

export function heading(text, ...more) {
  return h('h1', {tabindex: -1}, text, ...more);
}

export function back(href = '#/', label = 'Back to the list') {
  return h('a', {className: 'back', href, 'data-back': true}, icon('back'), label);
}

export function facts(entries) {
  return h('dl', {className: 'facts'}, entries
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}

/** A text for a terminal or a program, with a button that copies it. */
export function command(text, what = 'the command') {
  const button = h('button', {
    className: 'control', type: 'button', 'aria-label': `Copy ${what}`, title: 'Copy',
    onclick: async () => {
      await navigator.clipboard?.writeText(text);
      button.setAttribute('aria-label', 'Copied');
      setTimeout(() => button.setAttribute('aria-label', `Copy ${what}`), 2000);
    },
  }, icon('copy'));
  return h('div', {className: 'command'}, h('pre', {}, h('code', {}, plain(text))), button);
}

export function skeletons(number) {
  return Array.from({length: number}, () => h('li', {className: 'card ghost', 'aria-hidden': 'true'},
    h('div', {className: 'card-picture'}, h('div', {className: 'poster'})),
    h('div', {className: 'card-text'}, h('div', {className: 'ghost-line'}), h('div', {className: 'ghost-line short'}))));
}

export {replace};
