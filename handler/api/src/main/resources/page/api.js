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

// An answer that takes longer does not come.
const LONGEST = 20_000;
// A public grant is good for two hours or more; its answer does not say until when.
const PUBLIC_LIFE = 7_200_000;
const PLAYLIST = 'application/vnd.apple.mpegurl';

const WORDS = {
  403: 'This is not permitted.',
  404: 'It does not exist, or it is not yours.',
  410: 'It is no longer available.',
  429: 'There are too many requests at the moment. Wait a little, then try again.',
  503: 'The library is busy. Wait a little, then try again.',
};

function failure(status, body) {
  let said = {};
  try {
    said = JSON.parse(body);
  } catch {
    // What stands between the page and the API answers in other formats.
  }
  const kind = String(said.type ?? '').split(':').at(-1);
  const words = status < 500 && [said.detail || said.title || said.message].find(Boolean);
  return new ApiError(
      status, WORDS[status] ?? (words || 'The library does not answer as it should. Try again.'), kind);
}

/** @returns {body, tag, ahead}: ahead is how far the clock of the server is ahead of ours, in milliseconds */
async function send(path, {signal, isPublic, headers, ...options} = {}) {
  const used = isPublic ? null : session.token();
  const timeout = AbortSignal.timeout(LONGEST);
  let answer;
  let body;
  try {
    answer = await fetch(path, {
      ...options,
      headers: {accept: 'application/json', ...headers, ...(used ? {authorization: `Bearer ${used}`} : {})},
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    body = await answer.text();
  } catch (broken) {
    if (broken.name === 'AbortError') {
      throw broken;
    }
    throw new ApiError(0, 'The library cannot be reached. Check the connection, then try again.');
  }
  if (answer.status === 401 && !isPublic) {
    if (used && used === session.token()) {
      session.end();
      onSessionEnd();
    }
    throw new ApiError(401, 'Your session has ended. Sign in to go on.');
  }
  if (!answer.ok) {
    throw failure(answer.status, body);
  }
  const theirs = Date.parse(answer.headers.get('date') ?? '');
  return {
    body: JSON.parse(body),
    tag: answer.headers.get('etag'),
    ahead: Number.isNaN(theirs) ? 0 : theirs - Date.now(),
  };
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

export const recordings = async (filters, signal) => (await send(`/v1/recordings${query(filters)}`, {signal})).body;

export const recording = (id, signal) => send(`/v1/recordings/${idInPath(id)}`, {signal});

export function changeRecording(id, tag, changes) {
  return send(`/v1/recordings/${idInPath(id)}`, {
    method: 'PATCH',
    headers: {'content-type': 'application/merge-patch+json', 'if-match': tag},
    body: JSON.stringify(changes),
  });
}

async function grant(path, isRenewal, signal) {
  const {body, ahead} = await send(path, {
    signal,
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(isRenewal ? {renew: true} : {}),
  });
  return {url: body.url, type: body.type, expiresAt: Date.parse(body.expiresAt) - ahead, ahead};
}

/** @returns {url, type, expiresAt, ahead}, with expiresAt in milliseconds of our clock */
export const playback = (id, isRenewal) => grant(`/v1/recordings/${idInPath(id)}/playback`, isRenewal);

/** The same of all recordings of a stream as one. */
export const streamPlayback = (id, isRenewal, signal) =>
  grant(`/v1/streams/${idInPath(id)}/playback`, isRenewal, signal);

/** @returns the marks of what an address plays: [{kind, name, startMs, durationMs, gapMs}] */
export const chapters = async (url, signal) =>
  (await send(new URL('chapters.json', new URL(url, location.href)).href, {signal, isPublic: true})).body.chapters;

/** The same of a public stream. */
export async function publicPlayback(id) {
  const {body: {data: {playbackUrl, recordingUrl}}, ahead} =
    await send(`/streams/${idInPath(id)}/recording`, {isPublic: true});
  const url = playbackUrl ?? recordingUrl;
  return {
    url,
    type: /\.m3u8$/u.test(new URL(url, location.href).pathname) ? PLAYLIST : 'video/mp4',
    expiresAt: Date.now() + PUBLIC_LIFE,
    ahead,
  };
}

export const download = async (id) => (await send(`/v1/recordings/${idInPath(id)}/download`, {method: 'POST'})).body;
export const jobs = async (id, signal) => (await send(`/v1/recordings/${idInPath(id)}/jobs`, {signal})).body.items;
export const exportMp4 = async (id) => (await send(`/v1/recordings/${idInPath(id)}/exports`, {
  method: 'POST',
  headers: {'content-type': 'application/json'},
  body: JSON.stringify({kind: 'mp4'}),
})).body;

export const explanation = async (id, signal) =>
  (await send(`/v1/recordings/${idInPath(id)}/explanation`, {signal})).body;

export const operations = async (signal) => (await send('/v1/operations', {signal})).body;

export const stats = async (window, signal) => (await send(`/v1/stats${query(window)}`, {signal})).body;

export const publicStreams = async (filters, signal) =>
  (await send(`/streams/recordings${query(filters)}`, {signal, isPublic: true})).body;

export const publicStream = async (id, signal) =>
  (await send(`/streams/${idInPath(id)}/recording`, {signal, isPublic: true})).body.data;

/** A reader that asks again and again stops at these answers: the next one is no other. */
export const isFinal = ({status}) => [401, 403, 404, 410].includes(status);

const json = (method, body, signal) => ({
  method, signal, headers: {'content-type': 'application/json'}, body: JSON.stringify(body),
});
const uploadPath = (id) => `/v1/uploads/${idInPath(id)}`;

export const beginUpload = async (file, signal) => (await send('/v1/uploads', json('POST', file, signal))).body;

export const upload = async (id, signal) => (await send(uploadPath(id), {signal})).body;

export const signPart = async (id, number, signal) =>
  (await send(`${uploadPath(id)}/parts`, json('POST', {partNumbers: [number]}, signal))).body;

export const completeUpload = async (id, parts, signal) =>
  (await send(`${uploadPath(id)}/complete`, json('POST', {parts}, signal))).body;

export const cancelUpload = async (id) => (await send(uploadPath(id), {method: 'DELETE'})).body;

const webhookPath = (id) => `/v1/webhooks/${idInPath(id)}`;

export const webhooks = async (signal) => (await send('/v1/webhooks', {signal})).body.items;

export const addWebhook = async (fields) => (await send('/v1/webhooks', json('POST', fields))).body;

export const webhook = (id, signal) => send(webhookPath(id), {signal});

export const changeWebhook = (id, tag, changes) => {
  const {headers, ...request} = json('PATCH', changes);
  return send(webhookPath(id), {...request, headers: {...headers, 'if-match': tag}});
};

export const removeWebhook = (id, tag) => send(webhookPath(id), {method: 'DELETE', headers: {'if-match': tag}});

/** @returns {secret, previousUntil} */
export const rotateWebhook = async (id) => (await send(`${webhookPath(id)}/rotate`, {method: 'POST'})).body;

export const replayWebhook = (id, since) => send(`${webhookPath(id)}/replay`, json('POST', {since}));

export const testWebhook = (id) => send(`${webhookPath(id)}/test`, {method: 'POST'});

export const deliveries = async (id, cursor, signal) =>
  (await send(`${webhookPath(id)}/deliveries${query({limit: 50, cursor})}`, {signal})).body;

export const resend = (id, delivery) =>
  send(`${webhookPath(id)}/deliveries/${encodeURIComponent(delivery)}/resend`, {method: 'POST'});
