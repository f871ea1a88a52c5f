// The page: which view the address names, who is signed in, and where the focus goes.

import {whenSessionEnds} from './api.js';
import {announce, busy, h, icon, plain, replace} from './dom.js';
import * as library from './library.js';
import {operations} from './operations.js';
import {webhook, webhooks} from './webhooks.js';
import {back, heading, problem} from './parts.js';
import {recording, stream} from './recording.js';
import * as session from './session.js';
import * as uploads from './upload.js';

const main = document.getElementById('main');
const LISTS = ['/', '/public'];
// A list that was left is shown as it was, for a while.
const FRESH = 300_000;

const kept = new Map();
let current = null;
let isFirst = true;
let isReady = false;

// The bare address is that of the list.
const hashNow = () => location.hash || '#/';

function address() {
  const [path, query = ''] = location.hash.replace(/^#/u, '').split('?');
  return {path: path || '/', query: new URLSearchParams(query)};
}

function id(text) {
  try {
    return decodeURIComponent(text).replaceAll('~', '/');
  } catch {
    return text;
  }
}

/** The view that an address names, as a function of what it needs. */
function viewOf(path) {
  const [, first, second] = path.split('/');
  if (path === '/') {
    return session.isSignedIn() ? library.mine : library.publicStreams;
  }
  if (path === '/public') {
    return library.publicStreams;
  }
  if (first === 'recordings' && second) {
    return session.isSignedIn() ? (given) => recording({...given, id: id(second)}) : signedOut;
  }
  if (first === 'streams' && second) {
    return (given) => stream({...given, id: id(second)});
  }
  if (path === '/webhooks') {
    return session.isSignedIn() ? webhooks : signedOut;
  }
  if (first === 'webhooks' && second) {
    return session.isSignedIn() ? (given) => webhook({...given, id: id(second)}) : signedOut;
  }
  if (path === '/operations') {
    return session.isSignedIn() ? operations : signedOut;
  }
  return () => failedView('There is no such page', 'The address names nothing that is here.');
}

function failedView(title, message, again) {
  return {
    title,
    element: h('div', {className: 'page narrow'}, back(), heading(title),
      h('div', {className: 'empty', role: 'alert'}, icon('alert'), h('p', {}, message),
        again && h('button', {className: 'button', type: 'button', onclick: again}, 'Try again'))),
  };
}

function signedOut() {
  return {
    title: 'Sign in',
    element: h('div', {className: 'page narrow'}, heading('Sign in to see this'),
      h('div', {className: 'empty'}, icon('lock'),
        h('p', {}, session.canSignIn()
          ? 'This recording is not public, or you are signed out.'
          : 'This page was set up without a sign-in. Open it with a link that holds a token.'),
        session.canSignIn() && signInButton('button primary'))),
  };
}

function signInButton(className) {
  return h('button', {className, type: 'button', onclick: () => signIn()}, 'Sign in');
}

async function signIn() {
  try {
    await session.signIn();
  } catch (failed) {
    notice(failed instanceof session.SignInError ? failed.message : 'The sign-in service cannot be reached. Try again later.');
  }
}

function signOut() {
  session.end();
  uploads.end();
  forget();
  shell();
  announce('Signed out');
  if (hashNow() === '#/') {
    show();
  } else {
    location.hash = '#/';
  }
}

/** A message above the view, until it is dismissed. */
function notice(text, action) {
  const place = document.getElementById('notices');
  replace(place, h('div', {className: 'notice', role: 'alert'},
    icon('alert'), h('p', {}, text), action,
    h('button', {className: 'control', type: 'button', 'aria-label': 'Dismiss', onclick: () => replace(place)}, icon('close'))));
}

function quiet() {
  replace(document.getElementById('notices'));
}

function shell() {
  const {path} = address();
  const tabs = session.isSignedIn()
    ? [['/', session.isOperator() ? 'All' : 'Yours'], ['/public', 'Public'], ['/webhooks', 'Webhooks'], session.isOperator() && ['/operations', 'Operations']]
    : [];
  replace(document.getElementById('tabs'), tabs.filter(Boolean).map(([target, word]) =>
    h('a', {href: `#${target}`, 'aria-current': path === target ? 'page' : null}, word)));
  const account = document.getElementById('account');
  if (session.isSignedIn()) {
    replace(account,
      h('bdi', {className: 'who', title: plain(session.name())}, plain(session.name())),
      h('button', {className: 'button quiet', type: 'button', onclick: signOut}, 'Sign out'));
  } else {
    replace(account, session.canSignIn() && signInButton('button primary'));
  }
}

/** Remembers the list that is left, and leaves any other view for good. */
function leave() {
  if (!current) {
    return;
  }
  if (LISTS.includes(current.path)) {
    kept.set(current.path, {...current, scroll: scrollY, focused: document.activeElement, at: Date.now()});
  } else {
    current.controller.abort();
  }
  current = null;
}

/** The list of before, if the address and the caller are the same and it is not old. */
function keptList(path, hash) {
  const list = kept.get(path);
  kept.delete(path);
  if (list && list.hash === hash && list.token === session.token() && Date.now() - list.at < FRESH) {
    return list;
  }
  list?.controller.abort();
  return null;
}

async function show() {
  const {path, query} = address();
  const hash = hashNow();
  leave();
  shell();
  const list = keptList(path, hash);
  if (list) {
    mount(list);
    scrollTo(0, list.scroll);
    if (main.contains(list.focused)) {
      list.focused.focus({preventScroll: true});
    }
    return;
  }
  const controller = new AbortController();
  const mine = {path, hash, token: session.token(), controller, view: null};
  current = mine;
  const done = busy(main);
  try {
    mine.view = await viewOf(path)({query, path, signal: controller.signal, changed: () => forget()});
  } catch (failed) {
    if (failed.name === 'AbortError' || current !== mine) {
      return;
    }
    mine.view = failed.status === 401 ? signedOut() : failedView(
      failed.status === 404 ? 'It was not found' : 'It could not be loaded', failed.message,
      failed.status === 404 ? null : show);
  } finally {
    done();
  }
  if (current === mine) {
    mount(mine);
    scrollTo(0, 0);
    if (!isFirst) {
      main.querySelector('h1')?.focus({preventScroll: true});
    }
    isFirst = false;
  }
}

function mount(shown) {
  current = shown;
  replace(main, shown.view.element);
  uploads.attach(main);
  document.title = shown.path === '/' ? 'Recordings' : `${plain(shown.view.title)} · Recordings`;
}

/** No list is shown again as it was. */
function forget() {
  kept.forEach((list) => list.controller.abort());
  kept.clear();
}

document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
  main.scrollIntoView();
});

document.addEventListener('click', (event) => {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  const link = event.target.closest?.('a');
  const list = link?.dataset.back === undefined ? undefined : kept.get(link.hash.slice(1));
  if (list) {
    // The list is where it was left, with its filters.
    event.preventDefault();
    location.hash = list.hash;
  } else if (link?.dataset.fresh !== undefined || (link?.classList.contains('brand') && link.hash === hashNow())) {
    event.preventDefault();
    current?.controller.abort();
    current = null;
    forget();
    history.replaceState(null, '', link.hash);
    show();
  }
});

// A list writes its filters into the address; it stays the same list.
window.addEventListener('filtered', () => {
  if (current) {
    current.hash = hashNow();
  }
});

window.addEventListener('hashchange', () => {
  arrived(session.takeToken());
  if (isReady) {
    show();
  }
});

/** @param token what became of the token of a link */
function arrived(token) {
  if (token === 'taken') {
    forget();
    quiet();
  } else if (token === 'refused') {
    notice('The token of the link was not taken. Sign in instead.', session.canSignIn() && signInButton('button'));
  }
}

whenSessionEnds(() => {
  forget();
  uploads.end();
  shell();
  if (current?.path === '/') {
    show();
  }
  notice('Your session has ended. Sign in to go on.', session.canSignIn() && signInButton('button'));
});

async function begin() {
  const done = busy(main);
  try {
    arrived(await session.load());
  } catch {
    replace(main, h('div', {className: 'page narrow'}, heading('Recordings'),
      problem('The page could not be set up', 'Check the connection, then try again.', 'Try again', begin)));
    return;
  } finally {
    done();
  }
  try {
    if (await session.completeSignIn()) {
      announce('Signed in');
    }
  } catch (failed) {
    notice(failed instanceof session.SignInError ? failed.message
      : 'The sign-in service cannot be reached. Sign in again.', session.canSignIn() && signInButton('button'));
  }
  isReady = true;
  await show();
}

begin();
