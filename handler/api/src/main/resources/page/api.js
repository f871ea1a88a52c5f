// Requests to the API, and what their failures mean for a person.

import * as session from './session.js';

/** A failure with a sentence for the person. */
export class ApiError extends Error {
  constructor(status, message, name = '') {
    super(message);
    this.status = status;
    this.name = name;
  }
}

let onSessionEnd = () => {};

/** @param listener is called when the API no longer takes the token */
export function whenSessionEnds(listener) {
  onSessionEnd = listener;
}

const WORDS = {
  403: 'This is not permitted.',
  404: 'It does not exist, or it is not yours.',
  410: 'It is no longer available.',
  429: 'There are too many requests at the moment. Wait a little, then try again.',
  503: 'The library is busy. Wait a little, then try again.',
};

async function failure(answer) {
  const said = await answer.json().catch(() => ({}));
  const kind = String(said.type ?? '').split(':').at(-1);
  const words = answer.status < 500 && [said.detail || said.title || said.message].find(Boolean);
  return new ApiError(
      answer.status, WORDS[answer.status] ?? (words || 'The library does not answer as it should. Try again.'), kind);
}

async function send(path, options = {}) {
  const headers = {accept: 'application/json', ...options.headers};
  const used = options.isPublic ? null : session.token();
  if (used) {
    headers.authorization = `Bearer ${used}`;
  }
  let answer;
  try {
    answer = await fetch(path, {method: options.method, body: options.body, signal: options.signal, headers});
  } catch (broken) {
    if (broken.name === 'AbortError') {
      throw broken;
    }
    throw new ApiError(0, 'The library cannot be reached. Check the connection, then try again.');
  }
  if (answer.status === 401 && !options.isPublic) {
    if (used && used === session.token()) {
      session.end();
      onSessionEnd();
    }
    throw new ApiError(401, 'Your session has ended. Sign in to go on.');
  }
  if (!answer.ok) {
    throw await failure(answer);
  }
  return answer;
}

const idInPath = (id) => encodeURIComponent(id.replaceAll('/', '~'));

function query(parameters) {
  const words = new URLSearchParams();
  Object.entries(parameters).forEach(([key, value]) => {
    if (value) {
      words.set(key, value);
    }
  });
  return words.size > 0 ? `?${words}` : '';
}

async function document(answer) {
  return {body: await answer.json(), tag: answer.headers.get('etag')};
}

/** How far the clock of the server is ahead of ours, in milliseconds. */
function ahead(answer) {
  const theirs = Date.parse(answer.headers.get('date') ?? '');
  return Number.isNaN(theirs) ? 0 : theirs - Date.now();
}

export const recordings = async (filters, signal) =>
  (await send(`/v1/recordings${query(filters)}`, {signal})).json();

export const recording = async (id, signal) => document(await send(`/v1/recordings/${idInPath(id)}`, {signal}));

export async function changeRecording(id, tag, changes) {
  return document(await send(`/v1/recordings/${idInPath(id)}`, {
    method: 'PATCH',
    headers: {'content-type': 'application/merge-patch+json', 'if-match': tag},
    body: JSON.stringify(changes),
  }));
}

/** @returns {url, type, expiresAt}, with expiresAt in milliseconds of our clock */
export async function playback(id, isRenewal) {
  const answer = await send(`/v1/recordings/${idInPath(id)}/playback`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(isRenewal ? {renew: true} : {}),
  });
  const grant = await answer.json();
  return {url: grant.url, type: grant.type, expiresAt: Date.parse(grant.expiresAt) - ahead(answer)};
}

export async function download(id) {
  return (await send(`/v1/recordings/${idInPath(id)}/download`, {method: 'POST'})).json();
}

export const explanation = async (id, signal) =>
  (await send(`/v1/recordings/${idInPath(id)}/explanation`, {signal})).json();

export const operations = async (signal) => (await send('/v1/operations', {signal})).json();

export const publicStreams = async (filters, signal) =>
  (await send(`/streams/recordings${query(filters)}`, {signal, isPublic: true})).json();

export const publicStream = async (id, signal) =>
  (await (await send(`/streams/${idInPath(id)}/recording`, {signal, isPublic: true})).json()).data;
