// The element that brings files in. There is one of it as long as a profile is signed in: an upload goes on
// while other views are shown. What is unfinished is remembered by this browser, without the file: that is
// chosen again, and the upload goes on with what is missing.

import * as api from './api.js';
import {announce, h, icon, plain, replace, said} from './dom.js';
import * as session from './session.js';
import {Transfer, TransferError} from './transfer.js';

const MEMORY = 'uploads';
// The storage gives parts up after so long.
const KEPT = 7 * 86_400_000;
const POLL = 1000;
const SLOW_POLL = 15_000;
const QUICK_POLLS = 30;
// Half an hour; then the reconciler has looked as well.
const MOST_POLLS = 150;
const MEGABYTES = new Intl.NumberFormat(undefined, {minimumFractionDigits: 1, maximumFractionDigits: 1});
const PERCENT = new Intl.NumberFormat(undefined, {style: 'percent', maximumFractionDigits: 0});

const megabytes = (bytes) => MEGABYTES.format(bytes / 1_000_000);

/** @returns [{id, name, size, modified, owner, at}]; nothing where the browser keeps nothing */
function memory() {
  try {
    const all = JSON.parse(localStorage.getItem(MEMORY) ?? '[]');
    return Array.isArray(all) ? all.filter(({at}) => Date.now() - at < KEPT) : [];
  } catch {
    return [];
  }
}

function remember(all) {
  try {
    if (all.length > 0) {
      localStorage.setItem(MEMORY, JSON.stringify(all));
    } else {
      localStorage.removeItem(MEMORY);
    }
  } catch {
    // Then an upload that is broken off begins anew.
  }
}

const isOf = (blob, name) => (each) => each.owner === session.caller()
  && each.name === name && each.size === blob.size && each.modified === (blob.lastModified ?? 0);

class Row {
  #controller = null;
  #percent = -1;
  #isGone = false;

  /** @param known the remembered upload; without a blob it waits for its file */
  constructor({blob, name, known, onEnd, choose}) {
    this.blob = blob;
    this.name = name;
    this.known = known ?? null;
    this.onEnd = onEnd;
    this.bar = h('progress', {max: 1, value: 0, 'aria-label': `Upload of ${plain(name)}`});
    this.state = h('p', {className: 'transfer-state'});
    this.buttons = {
      choose: this.#button('Choose the file again', choose),
      pause: this.#button('Pause', () => this.pause()),
      goOn: this.#button('Go on', () => this.start()),
      save: this.#button('Save the copy of this device', () => this.#save()),
      cancel: this.#button('Cancel', () => this.#cancel()),
      dismiss: this.#button('Dismiss', () => this.#leave()),
    };
    this.watch = h('a', {className: 'button', hidden: true}, icon('play'), 'Watch');
    this.element = h('li', {className: 'transfer'},
      h('p', {className: 'transfer-name'}, said(name)), this.bar, this.state,
      h('div', {className: 'actions'}, this.watch, Object.values(this.buttons)));
  }

  #button(word, onclick) {
    return h('button', {className: 'button', type: 'button', hidden: true, onclick,
      'aria-label': `${word}: ${plain(this.name)}`}, word);
  }

  get isSending() {
    return this.#controller !== null;
  }

  /** @param shown the names of the buttons that make sense now */
  #show(words, shown, {isBad = false, isSilent = false} = {}) {
    this.state.textContent = words;
    this.state.classList.toggle('bad', isBad);
    const had = this.element.contains(document.activeElement);
    Object.entries(this.buttons).forEach(([name, button]) => {
      button.hidden = !shown.includes(name);
    });
    if (had && document.activeElement.hidden) {
      this.element.querySelector('.actions > :not([hidden])')?.focus();
    }
    if (!isSilent) {
      announce(`${plain(this.name)}: ${words}`);
    }
  }

  /** Of a file that was left in the middle. */
  waitForFile() {
    this.bar.hidden = true;
    this.#show('This upload was broken off. Choose the same file again, and it goes on with what is missing.',
      ['choose', 'cancel'], {isSilent: true});
  }

  #progress(sent, isWaiting) {
    const share = sent / this.blob.size;
    const percent = Math.floor(share * 100);
    this.bar.value = share;
    if (isWaiting) {
      this.#percent = -1;
      this.#show(`The connection is lost at ${PERCENT.format(share)}. It is tried again.`, ['pause', 'cancel']);
    } else if (percent !== this.#percent) {
      this.#percent = percent;
      this.#show(`${PERCENT.format(share)}: ${megabytes(sent)} of ${megabytes(this.blob.size)} MB`,
        ['pause', 'cancel'], {isSilent: true});
    }
  }

  #begun(id) {
    const others = memory().filter(({id: each}) => each !== this.known?.id);
    this.known = id ? {id, name: this.name, size: this.blob.size, modified: this.blob.lastModified ?? 0,
      owner: session.caller(), at: Date.now()} : null;
    remember(this.known ? [...others, this.known] : others);
  }

  async start() {
    this.bar.hidden = false;
    this.#percent = -1;
    const controller = new AbortController();
    this.#controller = controller;
    this.#show('It begins.', ['pause', 'cancel']);
    try {
      const id = await new Transfer({
        blob: this.blob,
        name: this.name,
        id: this.known?.id ?? '',
        onBegun: (begun) => this.#begun(begun),
        onProgress: (sent, isWaiting) => this.#controller === controller && this.#progress(sent, isWaiting),
      }).run(controller.signal);
      this.#controller = null;
      await this.#await(id);
    } catch (failed) {
      if (!controller.signal.aborted) {
        this.#controller = null;
        this.#failed(failed);
      }
    }
  }

  #failed(failed) {
    const isKnown = failed instanceof TransferError || failed instanceof api.ApiError;
    const words = isKnown ? failed.message : 'Something went wrong. Try it again.';
    const isFile = this.blob instanceof File;
    this.#show(`It did not arrive. ${words} ${isFile
      ? 'Your file is unchanged on this device.'
      : 'The only copy is in this tab: save it before you close it.'}`,
    ['goOn', ...(isFile ? [] : ['save']), this.known ? 'cancel' : 'dismiss'], {isBad: true});
  }

  /** What has arrived is looked at before it can be played. */
  async #await(id) {
    this.bar.value = 1;
    this.#show('It has arrived and is being checked.', ['dismiss']);
    for (let polls = 0; polls < MOST_POLLS && !this.#isGone; polls++) {
      const {status, error} = await api.recording(id).then(({body}) => body, () => ({}));
      if (status === 'AVAILABLE') {
        this.watch.href = `#/recordings/${encodeURIComponent(id.replaceAll('/', '~'))}`;
        this.watch.hidden = false;
        this.#show('It is in your library.', ['dismiss']);
        window.dispatchEvent(new Event('uploaded'));
        return;
      }
      if (status === 'FAILED') {
        this.#show(`It has arrived and cannot be played. ${plain(error?.message ?? '')}`, ['dismiss'], {isBad: true});
        window.dispatchEvent(new Event('uploaded'));
        return;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, polls < QUICK_POLLS ? POLL : SLOW_POLL);
      });
    }
    this.#show('It has arrived. The check takes long: look at the list later.', ['dismiss'], {isSilent: this.#isGone});
  }

  pause() {
    this.stop();
    this.#show(`Paused at ${PERCENT.format(this.bar.value)}.`, ['goOn', 'cancel']);
  }

  stop() {
    this.#controller?.abort();
    this.#controller = null;
  }

  async #cancel() {
    this.stop();
    const id = this.known?.id;
    if (this.blob) {
      this.#begun('');
    } else {
      remember(memory().filter((each) => each.id !== id));
    }
    announce(`${plain(this.name)}: canceled`);
    this.#leave();
    if (id) {
      // Where this is not heard, the storage gives the parts up by itself.
      await api.cancelUpload(id).catch(() => {});
      window.dispatchEvent(new Event('uploaded'));
    }
  }

  #save() {
    const url = URL.createObjectURL(this.blob);
    h('a', {href: url, download: this.name}).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  /** Nothing of it goes on. */
  end() {
    this.#isGone = true;
    this.stop();
  }

  #leave() {
    this.end();
    this.element.remove();
    this.onEnd(this);
  }
}

class Uploads {
  #rows = [];

  constructor() {
    this.token = session.token();
    this.input = h('input', {
      type: 'file', className: 'visually-hidden', accept: 'video/mp4,video/webm,video/quicktime,.mp4,.webm,.mov',
      onchange: () => {
        [...this.input.files].forEach((file) => this.add(file, file.name));
        this.input.value = '';
      },
    });
    this.list = h('ul', {className: 'transfers'});
    this.element = h('section', {
      className: 'panel upload', 'aria-labelledby': 'upload-heading',
      ondragover: (event) => this.#over(event, true),
      ondragleave: (event) => this.#over(event, false),
      ondrop: (event) => {
        this.#over(event, false);
        [...event.dataTransfer.files].forEach((file) => this.add(file, file.name));
      },
    },
    h('div', {className: 'upload-choose'},
      h('h2', {id: 'upload-heading'}, 'Upload a recording'),
      h('label', {className: 'button'}, this.input, 'Choose a video'),
      h('p', {className: 'plain'}, 'Or drop it here: MP4, WebM or MOV.')),
    this.list);
    memory().filter(({owner}) => owner === session.caller()).forEach((known) => {
      this.#push(new Row({name: known.name, known, ...this.#surroundings()})).waitForFile();
    });
  }

  #surroundings() {
    return {
      choose: () => this.input.click(),
      onEnd: (row) => {
        this.#rows = this.#rows.filter((each) => each !== row);
        this.input.focus();
      },
    };
  }

  #over(event, isOver) {
    if (event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      this.element.classList.toggle('over', isOver);
    }
  }

  #push(row) {
    this.#rows.push(row);
    this.list.append(row.element);
    return row;
  }

  /** Sends a file, or a Blob of this page; one that was broken off goes on. */
  add(blob, name) {
    const known = memory().find(isOf(blob, name));
    const before = this.#rows.find((row) => known && row.known?.id === known.id);
    if (before?.blob) {
      // It is on its way, or stands there to be gone on with.
      before.element.querySelector('.actions > :not([hidden])')?.focus();
      return;
    }
    const row = new Row({blob, name, known, ...this.#surroundings()});
    if (before) {
      before.element.replaceWith(row.element);
      this.#rows[this.#rows.indexOf(before)] = row;
    } else {
      this.#push(row);
    }
    row.start();
  }

  get isSending() {
    return this.#rows.some((row) => row.isSending);
  }

  end() {
    this.#rows.forEach((row) => row.end());
    this.element.remove();
  }
}

let uploads = null;

/** Puts the element into a view that has a place for it; elsewhere it is shown while it has something to say. */
export function attach(view) {
  if (uploads && uploads.token !== session.token()) {
    end();
  }
  if (!session.canUpload()) {
    return;
  }
  uploads ??= new Uploads();
  const place = view.querySelector('.upload-place');
  if (place) {
    place.append(uploads.element);
  } else if (uploads.isSending) {
    document.getElementById('uploads').append(uploads.element);
  } else {
    uploads.element.remove();
  }
}

/** Nothing is sent any more; what was begun is remembered. */
export function end() {
  uploads?.end();
  uploads = null;
  replace(document.getElementById('uploads'));
}

/** Sends a recording that was made in this page. */
export function add(blob, name) {
  uploads?.add(blob, name);
}

// A file that is dropped beside the element would replace the page, and what it sends with it.
['dragover', 'drop'].forEach((name) => window.addEventListener(name, (event) => {
  if (uploads && event.dataTransfer?.types.includes('Files')) {
    event.preventDefault();
  }
}));

window.addEventListener('beforeunload', (event) => {
  if (uploads?.isSending) {
    event.preventDefault();
  }
});
