// The player: HLS by hls.js, or by the browser where it has no Media Source Extensions; other types by
// the browser. Its controls are buttons and ranges of the page, so that they can be reached and named.

import {announce, busy, h, icon, replace} from './dom.js';
import {clock} from './format.js';
import {Grant, renewingLoader} from './grant.js';

const HLS = /mpegurl/iu;
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const REST = 2_600;
const FRESH = 5_000;
// Half a minute of attempts: what is buffered is longer.
const MOST_ATTEMPTS = 5;
const FIRST_PAUSE = 1_000;
const REFUSED = new Set([403, 404, 410]);

const SHORTCUTS = [
  ['Space or K', 'Play or pause'],
  ['← and →', 'Back or forward 5 seconds'],
  ['J and L', 'Back or forward 10 seconds'],
  ['↑ and ↓', 'Louder or softer'],
  ['M', 'Mute'],
  ['F', 'Full screen'],
  ['C', 'Captions'],
  ['< and >', 'Slower or faster'],
  ['0 to 9', 'Jump to a tenth of the recording'],
  ['?', 'This list'],
];

function control(name, label, onclick) {
  return h('button', {className: 'control', type: 'button', 'aria-label': label, title: label, onclick}, icon(name));
}

function draw(button, name, label) {
  replace(button, icon(name));
  button.setAttribute('aria-label', label);
  button.title = label;
}

async function library() {
  try {
    await import('./vendor/hls.light.min.js');
  } catch {
    throw new Error('The player could not be loaded. Check the connection, then load the page again.');
  }
  return globalThis.Hls;
}

export class Player {
  #grant;
  #hls = null;
  #isNative = false;
  #lastRefused = -Infinity;
  // Where to go on once there is a picture again: {time, rate, plays}.
  #place = null;
  #attempts = 0;
  #pause = 0;
  #loaded = null;
  #idle = 0;
  #abort = new AbortController();

  /**
   * @param source open() and renew(), which answer {url, type, expiresAt}
   * @param title what is played
   * @param poster the address of a picture, or null
   * @param captions [{src, language, label}]; there may be none
   */
  constructor({source, title, poster = null, captions = []}) {
    this.video = h('video', {
      className: 'picture',
      playsinline: true,
      preload: 'metadata',
      poster,
      'aria-label': `Video: ${title}`,
    });
    captions.forEach(({src, language, label}) =>
      this.video.append(h('track', {kind: 'captions', src, srclang: language, label})));
    this.#grant = new Grant({
      source,
      isWanted: () => !this.video.paused,
      playlist: () => this.#playlist(),
      onRenewed: (url) => this.#onRenewed(url),
      onLost: (failed) => this.#note(`${failed.message} Playback may stop.`),
    });
    this.#build(captions.length > 0);
    this.#listen();
  }

  #build(hasCaptions) {
    this.toggle = control('play', 'Play', () => this.playOrPause());
    this.big = h('button', {className: 'big-play', type: 'button', 'aria-label': 'Play', onclick: () => this.playOrPause()},
      icon('play'));
    this.mute = control('volume', 'Mute', () => this.#mute());
    this.volume = h('input', {
      className: 'volume', type: 'range', min: 0, max: 1, step: 0.05, value: 1, 'aria-label': 'Volume',
      oninput: () => {
        this.video.muted = false;
        this.video.volume = Number(this.volume.value);
      },
    });
    this.seek = h('input', {
      className: 'seek', type: 'range', min: 0, max: 0, step: 0.1, value: 0, 'aria-label': 'Position',
      oninput: () => {
        this.video.currentTime = Number(this.seek.value);
      },
    });
    this.time = h('span', {className: 'time'}, '0:00 / 0:00');
    this.speed = h('select', {
      className: 'choice', 'aria-label': 'Speed', title: 'Speed',
      onchange: () => {
        this.video.playbackRate = Number(this.speed.value);
      },
    }, SPEEDS.map((each) => h('option', {value: each, selected: each === 1}, `${each}×`)));
    this.quality = h('select', {
      className: 'choice', 'aria-label': 'Quality', title: 'Quality', hidden: true,
      onchange: () => {
        this.#hls.nextLevel = Number(this.quality.value);
      },
    });
    this.captions = control('captions', hasCaptions ? 'Captions' : 'There are no captions', () => this.#captions());
    this.captions.disabled = !hasCaptions;
    this.captions.setAttribute('aria-pressed', 'false');
    this.help = h('dialog', {className: 'dialog', 'aria-label': 'Keyboard shortcuts'},
      h('h2', {}, 'Keyboard shortcuts'),
      h('p', {className: 'plain'}, 'They act while the focus is in the player.'),
      h('dl', {className: 'keys'}, SHORTCUTS.map(([key, what]) => [h('dt', {}, key), h('dd', {}, what)])),
      h('form', {method: 'dialog'}, h('button', {className: 'button', type: 'submit'}, 'Close')));
    const shortcuts = control('keyboard', 'Keyboard shortcuts', () => this.help.showModal());
    shortcuts.classList.add('shortcuts');
    this.full = control('expand', 'Full screen', () => this.#fullScreen());
    this.full.hidden = !document.fullscreenEnabled && !this.video.webkitEnterFullscreen;
    this.hold = h('canvas', {className: 'hold', hidden: true, 'aria-hidden': 'true'});
    this.wait = h('div', {className: 'wait', hidden: true, 'aria-hidden': 'true'});
    this.message = h('div', {className: 'stage-message', role: 'alert', hidden: true});
    this.note = h('p', {className: 'stage-note', role: 'status'});
    this.element = h('section', {className: 'player', 'aria-label': 'Player'},
      h('div', {className: 'stage', tabindex: -1},
        this.video, this.hold, this.wait, this.big, this.message,
        h('div', {className: 'controls'},
          this.seek,
          h('div', {className: 'buttons'},
            this.toggle, this.mute, this.volume, this.time, h('span', {className: 'spring'}),
            this.quality, this.speed, this.captions,
            shortcuts, this.full))),
      this.note, this.help);
    this.stage = this.element.firstChild;
  }

  #listen() {
    const {signal} = this.#abort;
    const on = (names, listener) =>
      names.split(' ').forEach((name) => this.video.addEventListener(name, listener, {signal}));
    on('click', () => this.playOrPause());
    on('dblclick', () => this.#fullScreen());
    on('play pause ended', () => this.#showState());
    on('play', () => this.#grant.resume());
    on('timeupdate durationchange seeking', () => this.#showTime());
    on('progress', () => this.#showBuffered());
    on('volumechange', () => this.#showVolume());
    on('ratechange', () => {
      this.speed.value = String(this.video.playbackRate);
    });
    on('waiting', () => this.#waits(true));
    on('playing canplay seeked', () => this.#waits(false));
    on('loadedmetadata', () => this.#goOn());
    on('seeked', () => {
      this.#place = null;
      this.hold.hidden = true;
    });
    on('playing', () => {
      this.#hide();
    });
    on('error', () => this.#onError());
    ['pointermove', 'pointerdown', 'focusin', 'keydown'].forEach((name) =>
      this.stage.addEventListener(name, () => this.#stir(), {signal}));
    this.stage.addEventListener('pointerleave', () => this.#rest(300), {signal});
    document.addEventListener('keydown', (event) => this.#onKey(event), {signal});
    document.addEventListener('fullscreenchange', () => {
      const isFull = document.fullscreenElement === this.stage;
      draw(this.full, isFull ? 'shrink' : 'expand', isFull ? 'Leave full screen' : 'Full screen');
    }, {signal});
  }

  /** Asks for a grant and prepares the picture. */
  async start() {
    this.#waits(true);
    try {
      const granted = await this.#grant.open();
      if (this.#abort.signal.aborted) {
        return;
      }
      await this.#attach(granted);
    } catch (failed) {
      this.#fail(failed.message, () => this.start());
    } finally {
      if (this.video.paused) {
        this.#waits(false);
      }
    }
  }

  async #attach({url, type}) {
    if (!HLS.test(type)) {
      this.#isNative = true;
      this.video.src = url;
      return;
    }
    const Hls = await library();
    if (this.#abort.signal.aborted) {
      return;
    }
    if (Hls.isSupported()) {
      this.#attachHls(Hls, url);
    } else if (this.video.canPlayType('application/vnd.apple.mpegurl')) {
      this.#isNative = true;
      this.video.src = url;
    } else {
      this.#fail('This browser cannot play the recording. Use another one.');
    }
  }

  #attachHls(Hls, url) {
    this.#hls?.destroy();
    const hls = new Hls({
      enableWorker: false,
      loader: renewingLoader(Hls.DefaultConfig.loader, this.#grant),
      xhrSetup: (xhr, address) => xhr.open('GET', this.#grant.rewritten(address), true),
      capLevelToPlayerSize: true,
      backBufferLength: 60,
      // Not ten minutes ahead of what may never be watched.
      maxMaxBufferLength: 60,
    });
    this.#hls = hls;
    this.#attempts = 0;
    hls.on(Hls.Events.MANIFEST_PARSED, () => this.#showQualities());
    hls.on(Hls.Events.FRAG_LOADED, () => {
      if (this.#attempts > 0) {
        this.#attempts = 0;
        this.#quiet();
      }
    });
    hls.on(Hls.Events.LEVEL_LOADED, (_, {details}) => {
      const first = details.fragments[0];
      if (first) {
        this.#grant.learn(first.url);
      }
    });
    let isRecovered = false;
    hls.on(Hls.Events.ERROR, (_, error) => {
      if (!error.fatal) {
        return;
      }
      if (error.type === Hls.ErrorTypes.MEDIA_ERROR && !isRecovered) {
        isRecovered = true;
        hls.recoverMediaError();
        return;
      }
      if (error.type === Hls.ErrorTypes.NETWORK_ERROR && hls.levels.length > 0
        && !REFUSED.has(error.response?.code) && this.#attempts < MOST_ATTEMPTS) {
        this.#note('The connection was lost. It is tried again.');
        this.#pause = setTimeout(() => hls.startLoad(), FIRST_PAUSE * 2 ** this.#attempts++);
        return;
      }
      const message = error.response?.code === 410
        ? 'The recording is no longer available.'
        : 'The recording cannot be loaded. Check the connection, then try again.';
      this.#fail(message, () => this.start());
    });
    hls.loadSource(url);
    hls.attachMedia(this.video);
  }

  #keepPlace() {
    const {currentTime: time, playbackRate: rate, paused} = this.video;
    this.#place ??= {time, rate, plays: !paused};
  }

  #goOn() {
    if (!this.#place) {
      return;
    }
    this.video.currentTime = this.#place.time;
    this.video.playbackRate = this.#place.rate;
    if (this.#place.plays) {
      this.#play();
    }
  }

  /** The path of a media playlist below the token: the one that is played now. */
  #playlist() {
    const levels = this.#hls?.levels ?? [];
    const level = levels[Math.max(0, this.#hls?.currentLevel ?? 0)] ?? levels[0];
    const address = level?.details?.url ?? level?.url;
    return Array.isArray(address) ? address[0] : address;
  }

  /** hls.js goes on with the addresses that are rewritten; the browser's own loader needs a new one. */
  #onRenewed(url) {
    this.#quiet();
    if (this.#isNative) {
      this.#swap(url);
    }
  }

  /** Holds the last picture while the browser loads the same place from another address. */
  #swap(url) {
    const {videoWidth, videoHeight} = this.video;
    if (videoWidth > 0) {
      this.hold.width = videoWidth;
      this.hold.height = videoHeight;
      this.hold.getContext('2d').drawImage(this.video, 0, 0);
      this.hold.hidden = false;
    }
    this.#keepPlace();
    this.video.src = url;
  }

  /** A grant that is over looks like any other failure to the browser's own loader. */
  #onError() {
    if (!this.#isNative || !this.video.error) {
      return;
    }
    const now = Date.now();
    const retry = () => this.#grant.renew().catch((failed) => this.#fail(failed.message, retry));
    if (now - this.#lastRefused > FRESH) {
      this.#lastRefused = now;
      retry();
    } else {
      this.#fail('The recording cannot be played.', retry);
    }
  }

  #waits(isWaiting) {
    this.wait.hidden = !isWaiting;
    this.#loaded?.();
    this.#loaded = isWaiting ? busy(this.element) : null;
  }

  #fail(message, again) {
    this.#keepPlace();
    this.#waits(false);
    this.#quiet();
    this.hold.hidden = true;
    this.big.hidden = true;
    replace(this.message,
      icon('alert'), h('p', {}, message),
      again && h('button', {
        className: 'button', type: 'button',
        onclick: () => {
          this.#keepPlace();
          this.#place.plays = true;
          this.#hide();
          this.#showState();
          this.stage.focus();
          again();
        },
      }, 'Try again'));
    this.message.hidden = false;
  }

  #hide() {
    this.message.hidden = true;
  }

  #note(text) {
    this.note.textContent = text;
  }

  #quiet() {
    this.note.textContent = '';
  }

  async #play() {
    try {
      await this.video.play();
    } catch (refused) {
      if (refused.name !== 'AbortError' && refused.name !== 'NotAllowedError') {
        this.#onError();
      }
    }
  }

  playOrPause() {
    if (this.video.paused || this.video.ended) {
      this.#play();
    } else {
      this.video.pause();
    }
  }

  /** Plays from a place on, also where there is no picture yet. */
  playFrom(seconds) {
    if (this.video.readyState === HTMLMediaElement.HAVE_NOTHING) {
      this.#place = {time: seconds, rate: this.video.playbackRate, plays: true};
    } else {
      this.video.currentTime = seconds;
      this.#play();
    }
  }

  #by(seconds) {
    const end = Number.isFinite(this.video.duration) ? this.video.duration : 0;
    this.video.currentTime = Math.min(end, Math.max(0, this.video.currentTime + seconds));
  }

  #mute() {
    this.video.muted = !this.video.muted;
  }

  #louder(step) {
    this.video.muted = false;
    this.video.volume = Math.min(1, Math.max(0, this.video.volume + step));
    announce(`Volume ${Math.round(this.video.volume * 100)} percent`);
  }

  #faster(step) {
    const index = SPEEDS.indexOf(this.video.playbackRate) + step;
    if (SPEEDS[index]) {
      this.video.playbackRate = SPEEDS[index];
      announce(`Speed ${SPEEDS[index]}`);
    }
  }

  #captions() {
    const [track] = this.video.textTracks;
    if (track) {
      const isShown = track.mode !== 'showing';
      track.mode = isShown ? 'showing' : 'hidden';
      this.captions.setAttribute('aria-pressed', String(isShown));
    }
  }

  #fullScreen() {
    if (document.fullscreenElement) {
      document.exitFullscreen();
    } else if (this.stage.requestFullscreen) {
      this.stage.requestFullscreen().catch(() => {});
    } else {
      this.video.webkitEnterFullscreen?.();
    }
  }

  #onKey(event) {
    const {target, key} = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || this.help.open) {
      return;
    }
    if (target.closest?.('input:not([type=range]), textarea, select, dialog, [contenteditable]')) {
      return;
    }
    if (key === ' ' && target.closest?.('button, a, summary')) {
      return;
    }
    // Elsewhere keys belong to the page, but for these where nothing has the focus.
    const isInside = this.element.contains(target);
    const isNowhere = target.matches?.('body, h1, main') && [' ', 'k', 'f'].includes(key.toLowerCase());
    if (!(isInside || isNowhere) || (target === this.volume && key.startsWith('Arrow'))) {
      return;
    }
    const actions = {
      ' ': () => this.playOrPause(),
      k: () => this.playOrPause(),
      j: () => this.#by(-10),
      l: () => this.#by(10),
      arrowleft: () => this.#by(-5),
      arrowright: () => this.#by(5),
      arrowup: () => this.#louder(0.05),
      arrowdown: () => this.#louder(-0.05),
      m: () => this.#mute(),
      f: () => this.#fullScreen(),
      c: () => this.#captions(),
      '<': () => this.#faster(-1),
      '>': () => this.#faster(1),
      '?': () => this.help.showModal(),
      home: () => this.#by(-Infinity),
      end: () => this.#by(Infinity),
    };
    const action = /^\d$/u.test(key)
      ? () => this.#by((this.video.duration || 0) * Number(key) / 10 - this.video.currentTime)
      : actions[key.toLowerCase()];
    if (action) {
      event.preventDefault();
      action();
      this.#stir();
    }
  }

  #showState() {
    const isPaused = this.video.paused;
    draw(this.toggle, isPaused ? 'play' : 'pause', isPaused ? 'Play' : 'Pause');
    const isLeft = document.activeElement === this.big;
    this.big.hidden = !isPaused || this.video.currentTime > 0;
    if (isLeft && this.big.hidden) {
      this.toggle.focus();
    }
    this.stage.classList.toggle('plays', !isPaused);
    this.#stir();
  }

  #showTime() {
    const {currentTime, duration} = this.video;
    const length = Number.isFinite(duration) ? duration : 0;
    this.seek.max = String(length);
    this.seek.value = String(currentTime);
    this.seek.setAttribute('aria-valuetext', `${clock(currentTime)} of ${clock(length)}`);
    this.seek.style.setProperty('--done', `${length > 0 ? (currentTime / length) * 100 : 0}%`);
    this.time.textContent = `${clock(currentTime)} / ${clock(length)}`;
  }

  #showBuffered() {
    const {buffered, duration, currentTime} = this.video;
    for (let i = 0; i < buffered.length; i++) {
      if (buffered.start(i) <= currentTime && currentTime <= buffered.end(i) && duration > 0) {
        this.seek.style.setProperty('--loaded', `${(buffered.end(i) / duration) * 100}%`);
      }
    }
  }

  #showVolume() {
    const isMuted = this.video.muted || this.video.volume === 0;
    draw(this.mute, isMuted ? 'muted' : 'volume', isMuted ? 'Unmute' : 'Mute');
    this.volume.value = String(isMuted ? 0 : this.video.volume);
    this.volume.style.setProperty('--done', `${Number(this.volume.value) * 100}%`);
  }

  #showQualities() {
    const levels = this.#hls.levels;
    this.quality.hidden = levels.length < 2;
    replace(this.quality, h('option', {value: -1}, 'Auto'),
      levels.map((level, index) => h('option', {value: index}, `${Math.min(level.width, level.height) || level.height}p`)));
  }

  /** The controls are shown, and rest when nothing moves. */
  #stir() {
    this.stage.classList.remove('rests');
    this.#rest(REST);
  }

  #rest(after) {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const isUsed = this.stage.querySelector('.controls :focus-visible') !== null;
      this.stage.classList.toggle('rests', !this.video.paused && !isUsed);
    }, after);
  }

  destroy() {
    this.#abort.abort();
    this.#grant.end();
    clearTimeout(this.#idle);
    clearTimeout(this.#pause);
    this.#loaded?.();
    this.#hls?.destroy();
    this.video.pause();
    this.video.removeAttribute('src');
    this.video.load();
  }
}
