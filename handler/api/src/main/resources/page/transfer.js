// Sends one file in parts, two at a time. What has arrived is known to the API alone, so an upload that was
// broken off goes on with what is missing. Each try is signed anew, just before it is sent.

import * as api from './api.js';

const PARTS_AT_ONCE = 2;
// With the longest pause they take about a minute, which outlasts a router that starts again.
const MOST_TRIES = 8;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 20_000;
// A connection that carries less is taken for lost.
const SLOWEST_PER_SECOND = 65_536;
const TO_ANSWER = 60_000;
// One round sends all. Where the upload was given up elsewhere, the second finds that out and the third
// begins anew; one more is for a part that was lost on the way.
const MOST_ROUNDS = 4;
const FIRST_BYTES = 64;
const TYPES = {mp4: 'video/mp4', webm: 'video/webm', mov: 'video/quicktime'};

/** A failure with a sentence for the person. */
export class TransferError extends Error {}

const isRepeated = ({status}) => status === 0 || status === 429 || status >= 500;
const isOver = ({status}) => status === 404 || status === 409;

/** The same rule as that of the check afterwards, so that nothing is sent for nothing. */
function formatOf(bytes) {
  if (bytes.length < 12) {
    return '';
  }
  if ([0x1a, 0x45, 0xdf, 0xa3].every((byte, index) => bytes[index] === byte)) {
    return 'webm';
  }
  const text = (from) => String.fromCharCode(...bytes.slice(from, from + 4));
  if (text(4) === 'ftyp') {
    return text(8) === 'qt  ' ? 'mov' : 'mp4';
  }
  return ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(text(4)) ? 'mov' : '';
}

async function checked(blob, name) {
  const extension = name.toLowerCase().split('.').at(-1);
  if (!TYPES[extension]) {
    throw new TransferError('It is no MP4, WebM or MOV. Convert it, then choose it again.');
  }
  if (blob.size === 0) {
    throw new TransferError('It is empty. Choose another file.');
  }
  let first;
  try {
    first = new Uint8Array(await blob.slice(0, FIRST_BYTES).arrayBuffer());
  } catch {
    throw new TransferError('It cannot be read. It may have been moved or changed: choose it again.');
  }
  if (formatOf(first) !== extension) {
    throw new TransferError(`It does not begin as a .${extension} file does. Give it the name of what it holds, then choose it again.`);
  }
  return TYPES[extension];
}

/** Waits, and where the device is offline until it is not. */
async function pause(milliseconds, signal) {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    let timer = 0;
    const go = () => {
      if (!navigator.onLine) {
        return;
      }
      window.removeEventListener('online', go);
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const stop = () => {
      clearTimeout(timer);
      window.removeEventListener('online', go);
      reject(signal.reason);
    };
    timer = setTimeout(go, milliseconds);
    window.addEventListener('online', go);
    signal.addEventListener('abort', stop, {once: true});
  });
}

function pauseAfter(tries, signal) {
  const longest = Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE);
  return pause(longest * (0.75 + Math.random() / 2), signal);
}

/** fetch does not tell how far it is. @returns {status, etag}; status 0 where there is no answer */
async function put(url, blob, onProgress, signal) {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const end = (answer) => {
      signal.removeEventListener('abort', stop);
      resolve(answer);
    };
    request.open('PUT', url);
    request.timeout = TO_ANSWER + blob.size / SLOWEST_PER_SECOND * 1000;
    request.upload.onprogress = ({loaded}) => onProgress(loaded);
    request.onload = () => end({status: request.status, etag: request.getResponseHeader('etag') ?? ''});
    request.onerror = () => end({status: 0});
    request.ontimeout = () => end({status: 0});
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', stop, {once: true});
    request.send(blob);
  });
}

/** A file on its way. It goes on from where it was each time that it is run. */
export class Transfer {
  #sent = new Map();

  /**
   * @param blob the file
   * @param id of the upload that it goes on with, or ''
   * @param onBegun is told the id of an upload that was begun, and '' when it is over
   * @param onProgress is told how many bytes have left, and whether it waits for the connection
   */
  constructor({blob, name, id, onBegun, onProgress}) {
    this.blob = blob;
    this.name = name;
    this.id = id;
    this.onBegun = onBegun;
    this.onProgress = onProgress;
  }

  /** @returns the id of the recording, when the file has arrived */
  async run(signal) {
    const type = await checked(this.blob, this.name);
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const {id, ...open} = await this.#open(type, signal);
      if (!open.isOver) {
        await this.#sendMissing(id, open, signal);
      }
      if (await this.#complete(id, open, signal)) {
        this.#remember('');
        return id;
      }
      if (open.isOver) {
        this.#remember('');
      }
    }
    throw new TransferError('The upload is changed elsewhere meanwhile. Try it again.');
  }

  #remember(id) {
    this.id = id;
    this.onBegun(id);
  }

  async #open(type, signal) {
    if (this.id) {
      const {id} = this;
      try {
        const state = await this.#ask(() => api.upload(id, signal), signal);
        const arrived = new Map(state.parts
            .filter(({partNumber, size}) => size === this.#sizeOf(partNumber, state))
            .map(({partNumber, etag}) => [partNumber, etag]));
        return {id, partSize: state.partSize, count: state.partCount, arrived, isOver: state.isComplete};
      } catch (failed) {
        if (failed.status !== 404) {
          throw failed;
        }
      }
    }
    const begun = await this.#ask(
        () => api.beginUpload({fileName: this.name, contentType: type, size: this.blob.size}, signal), signal);
    this.#remember(begun.recordingId);
    return {id: begun.recordingId, partSize: begun.partSize, count: begun.partCount, arrived: new Map(), isOver: false};
  }

  #sizeOf(number, {partSize}) {
    return Math.min(partSize, this.blob.size - (number - 1) * partSize);
  }

  #tell(isWaiting) {
    this.onProgress([...this.#sent.values()].reduce((sum, each) => sum + each, 0), isWaiting);
  }

  async #sendMissing(id, open, signal) {
    this.#sent = new Map([...open.arrived.keys()].map((number) => [number, this.#sizeOf(number, open)]));
    this.#tell(false);
    const numbers = Array.from({length: open.count}, (_, index) => index + 1).filter((number) => !open.arrived.has(number));
    // One that fails, or finds the upload over, stops the other.
    const stop = new AbortController();
    const within = AbortSignal.any([signal, stop.signal]);
    const sender = async () => {
      try {
        while (numbers.length > 0) {
          await this.#part(id, numbers.shift(), open, within);
        }
      } catch (failed) {
        stop.abort(failed);
        throw failed;
      }
    };
    const ends = await Promise.allSettled(Array.from({length: PARTS_AT_ONCE}, sender));
    signal.throwIfAborted();
    const failed = stop.signal.reason;
    if (ends.some(({status}) => status === 'rejected') && !isOver(failed)) {
      throw failed;
    }
  }

  async #part(id, number, open, signal) {
    const size = this.#sizeOf(number, open);
    const from = (number - 1) * open.partSize;
    for (let tries = 1; ; tries++) {
      let why = new TransferError('The connection is lost. Check it, then try again.');
      try {
        const {parts: [{url}]} = await api.signPart(id, number, signal);
        const {status, etag} = await put(url, this.blob.slice(from, from + size), (loaded) => {
          this.#sent.set(number, Math.min(loaded, size));
          this.#tell(false);
        }, signal);
        if (status === 200) {
          this.#sent.set(number, size);
          this.#tell(false);
          open.arrived.set(number, etag);
          return;
        }
        if (status === 404) {
          throw new api.ApiError(404, 'The upload was given up. Try it again.');
        }
        if (status !== 0) {
          why = new TransferError(`The storage refuses the file (${status}). Try again later.`);
        }
      } catch (failed) {
        if (signal.aborted || !isRepeated(failed)) {
          throw failed;
        }
        why = failed;
      }
      this.#sent.delete(number);
      if (tries === MOST_TRIES) {
        throw why;
      }
      this.#tell(true);
      await checked(this.blob, this.name);
      await pauseAfter(tries, signal);
    }
  }

  /** @returns false where parts are missing, or the upload was given up */
  async #complete(id, {arrived}, signal) {
    const parts = [...arrived].filter(([, etag]) => etag).map(([partNumber, etag]) => ({partNumber, etag}));
    try {
      await this.#ask(() => api.completeUpload(id, parts, signal), signal);
      return true;
    } catch (failed) {
      if (isOver(failed)) {
        return false;
      }
      throw failed;
    }
  }

  /** Asks the API until it answers with anything but a fault of its own. */
  async #ask(request, signal) {
    for (let tries = 1; ; tries++) {
      try {
        return await request();
      } catch (failed) {
        if (signal.aborted || !isRepeated(failed) || tries === MOST_TRIES) {
          throw failed;
        }
      }
      this.#tell(true);
      await pauseAfter(tries, signal);
    }
  }
}
