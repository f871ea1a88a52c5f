// Who is signed in. The token is kept for this tab alone and ends with it.

const TOKEN = 'token';
const PENDING = 'sign-in';

let config = {issuer: null, clientId: null, roleClaim: 'role', uploads: false};
let isLoaded = false;
// The token of a link, until it is known whether the page takes one.
let offered = null;

/** An error that is told to the person as it is. */
export class SignInError extends Error {}

/** @returns what became of the token of a link: 'taken', 'refused', or '' where there was none */
export async function load() {
  hideToken();
  const answer = await fetch('/app/config', {
    headers: {accept: 'application/json'}, signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) {
    throw new Error(`/app/config: ${answer.status}`);
  }
  config = {...config, ...await answer.json()};
  isLoaded = true;
  return takeToken();
}

/** A token leaves the address at once, and the history with it. */
function hideToken() {
  const [, found] = /^#token=(.*)$/su.exec(location.hash) ?? [];
  if (found !== undefined) {
    offered = found;
    history.replaceState(null, '', '/#/');
  }
}

/** Takes the token of a link `#token=…`. Where there is a sign-in, a link of others cannot replace it. */
export function takeToken() {
  hideToken();
  if (!isLoaded || offered === null) {
    return '';
  }
  const given = offered;
  offered = null;
  if (config.clientId || !/^[A-Za-z0-9._~+/=-]+$/u.test(given)) {
    return 'refused';
  }
  sessionStorage.setItem(TOKEN, given);
  return 'taken';
}

export const token = () => sessionStorage.getItem(TOKEN);
export const isSignedIn = () => token() !== null;
export const canSignIn = () => Boolean(config.clientId && config.issuer);
export const issuerHost = () => (config.issuer ? new URL(config.issuer).host : '');

/** What the token says of its owner; only the API decides what they may do. */
function claims() {
  try {
    const part = token().split('.')[1].replace(/-/gu, '+').replace(/_/gu, '/');
    const bytes = Uint8Array.from(atob(part), (letter) => letter.codePointAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}

export function isOperator() {
  const role = claims()[config.roleClaim];
  return role === 'operator' || (Array.isArray(role) && role.includes('operator'));
}

export function name() {
  const {name: full, preferred_username: user, email, sub} = claims();
  return String(full ?? user ?? email ?? sub ?? 'Signed in');
}

/** Who the token says that they are; uploads of others are not theirs to go on with. */
export const caller = () => String(claims().sub ?? '');

/** An operator looks after recordings and has none. */
export const canUpload = () => Boolean(config.uploads) && isSignedIn() && !isOperator();

export function end() {
  sessionStorage.removeItem(TOKEN);
}

function word(bytes) {
  const text = String.fromCodePoint(...bytes);
  return btoa(text).replace(/\+/gu, '-').replace(/\//gu, '_').replace(/=+$/u, '');
}

const random = () => word(crypto.getRandomValues(new Uint8Array(32)));

async function challenge(verifier) {
  return word(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

async function discovered() {
  const base = config.issuer.replace(/\/+$/u, '');
  const answer = await fetch(`${base}/.well-known/openid-configuration`, {
    credentials: 'omit', signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) {
    throw new SignInError('The sign-in service does not answer. Try again later.');
  }
  const found = await answer.json();
  if (String(found.issuer).replace(/\/+$/u, '') !== base) {
    throw new SignInError('The sign-in service names another issuer than this page expects.');
  }
  return found;
}

const redirectUri = () => `${location.origin}/`;

/** Leaves the page for the issuer's sign-in: authorization code with PKCE. */
export async function signIn() {
  const {authorization_endpoint: endpoint} = await discovered();
  if (!/^https?:\/\//u.test(endpoint ?? '')) {
    throw new SignInError('The sign-in service has no page to sign in at.');
  }
  const pending = {state: random(), verifier: random(), hash: location.hash};
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const url = new URL(endpoint);
  const parameters = {
    response_type: 'code',
    client_id: config.clientId,
    redirect_uri: redirectUri(),
    scope: 'openid profile',
    state: pending.state,
    code_challenge: await challenge(pending.verifier),
    code_challenge_method: 'S256',
  };
  Object.entries(parameters).forEach(([key, value]) => url.searchParams.set(key, value));
  location.assign(url);
}

/** Ends a sign-in that came back from the issuer; false if none did. */
export async function completeSignIn() {
  const query = new URLSearchParams(location.search);
  if (!query.has('code') && !query.has('error')) {
    return false;
  }
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? 'null');
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, '', `/${pending?.hash || '#/'}`);
  if (!pending || query.get('state') !== pending.state) {
    throw new SignInError('The answer of the sign-in service does not belong to this tab. Sign in again.');
  }
  if (query.has('error')) {
    throw new SignInError('The sign-in was not completed. Try it again.');
  }
  const {token_endpoint: endpoint, issuer} = await discovered();
  if (query.has('iss') && query.get('iss') !== issuer) {
    throw new SignInError('The answer is of another sign-in service. Sign in again.');
  }
  const answer = await fetch(endpoint, {
    method: 'POST',
    credentials: 'omit',
    headers: {'content-type': 'application/x-www-form-urlencoded', accept: 'application/json'},
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: query.get('code'),
      redirect_uri: redirectUri(),
      client_id: config.clientId,
      code_verifier: pending.verifier,
    }),
  });
  if (!answer.ok) {
    throw new SignInError('The sign-in service gave no token. Sign in again.');
  }
  const {access_token: access, id_token: identity} = await answer.json();
  // The API takes a JWT. Where the access token is none, the other one is.
  const usable = [access, identity].find((each) => String(each ?? '').split('.').length === 3);
  if (!usable) {
    throw new SignInError('The sign-in service gave a token that the library cannot read.');
  }
  sessionStorage.setItem(TOKEN, usable);
  return true;
}
