// A grant to play: it ends, and is renewed before it does, without the player noticing. The address
// of a playlist carries a token (/play/{token}/…); each address of media carries a signed policy in
// its query, which says what it covers and until when. A renewed grant is a new token and new
// policies, and every address that the player still knows is rewritten to them.

const PLAY = /^(.*\/play\/)[^/]+(\/.*)$/u;
const SIGNED = ['Policy', 'Signature', 'Key-Pair-Id'];
const SHARE_OF_LIFE = 0.8;
const LONGEST_WAIT = 30_000;
const FIRST_RETRY = 2_000;
const LONGEST_ANSWER = 20_000;
// What is refused right after a renewal is not refused because of the grant.
const FRESH = 5_000;
// A grant that cannot be made longer, or a clock that is wrong, causes no more renewals than this.
const SOONEST = 60_000;
// Media is refused with 403, and a playlist whose token has ended is gone.
const ENDED = new Set([403, 410]);

// As text: other bytes of the same query would not be what was signed.
const parameters = (search) => search.slice(1).split('&').filter(Boolean);
const isSigned = (parameter) => SIGNED.includes(parameter.split('=')[0]);

/** What a policy covers and when it ends by the clock of the server; null where it cannot be read. */
function policyOf(url) {
  const {search, searchParams} = new URL(url, location.href);
  try {
    const word = searchParams.get('Policy').replace(/-/gu, '+').replace(/_/gu, '=').replace(/~/gu, '/');
    const statement = JSON.parse(atob(word)).Statement[0];
    return {
      resource: statement.Resource,
      expiresAt: statement.Condition.DateLessThan['AWS:EpochTime'] * 1000,
      query: parameters(search).filter(isSigned),
    };
  } catch {
    return null;
  }
}

function covers(policy, address) {
  return policy.resource.endsWith('*')
    ? address.startsWith(policy.resource.slice(0, -1))
    : address === policy.resource;
}

export class Grant {
  #source;
  #current = null;
  #policies = new Map();
  #renewAt = Infinity;
  #timer = 0;
  #retry = FIRST_RETRY;
  #renewing = null;
  #isEnded = false;
  #renewedAt = -Infinity;

  /**
   * @param source open() and renew(), which answer {url, type, expiresAt, ahead}; expiresAt may be unknown;
   *     ahead is how far the clock of the server is ahead of ours
   * @param isWanted whether a renewal is of use now; a player that rests asks again when it goes on
   * @param playlist the path of a media playlist below the token, once one is known
   * @param onRenewed is told the new url
   * @param onLost is told why there is no further grant
   */
  constructor({source, isWanted, playlist, onRenewed, onLost}) {
    this.#source = source;
    this.isWanted = isWanted;
    this.playlist = playlist;
    this.onRenewed = onRenewed;
    this.onLost = onLost;
  }

  async open() {
    // What is opened again, after a failure, is no second view.
    this.#current = await (this.#current ? this.#source.renew() : this.#source.open());
    this.#policies.clear();
    this.#schedule(this.#current.expiresAt, FRESH);
    return this.#current;
  }

  /** Where no answer said when the grant ends, its policies do. */
  learn(url) {
    const policy = policyOf(url);
    if (policy && this.#renewAt === Infinity) {
      this.#schedule(this.#ours(policy), FRESH);
    }
  }

  /** When a policy ends by our clock. */
  #ours(policy) {
    return policy.expiresAt - (this.#current?.ahead ?? 0);
  }

  /** The address as it is under the grant of now. */
  rewritten(address) {
    const url = new URL(address, location.href);
    const play = PLAY.exec(url.pathname);
    if (play && this.#current) {
      const token = /\/play\/([^/]+)\//u.exec(new URL(this.#current.url, location.href).pathname);
      url.pathname = token ? `${play[1]}${token[1]}${play[2]}` : url.pathname;
      return url.href;
    }
    const bare = `${url.origin}${url.pathname}`;
    for (const policy of this.#policies.values()) {
      if (covers(policy, bare)) {
        const others = parameters(url.search).filter((each) => !isSigned(each));
        return `${bare}?${[...others, ...policy.query].join('&')}`;
      }
    }
    return address;
  }

  /** Asks for the next grant; those who ask at the same time wait for the same one. */
  renew() {
    this.#renewing ??= this.#renewed().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  /** After a refusal: a new grant, unless this one is new. */
  refresh() {
    return Date.now() - this.#renewedAt < FRESH ? Promise.resolve() : this.renew();
  }

  /** Called when the player goes on: what fell due while it rested is done now. */
  resume() {
    if (Date.now() >= this.#renewAt) {
      this.renew().catch(() => {});
    }
  }

  end() {
    this.#isEnded = true;
    clearTimeout(this.#timer);
  }

  async #renewed() {
    try {
      const next = await this.#source.renew();
      const path = this.playlist();
      this.#current = next;
      if (path) {
        await this.#read(this.rewritten(path));
      }
      if (this.#isEnded) {
        return;
      }
      this.#retry = FIRST_RETRY;
      this.#renewedAt = Date.now();
      this.#renewAt = Infinity;
      const ends = [next.expiresAt, ...[...this.#policies.values()].map((policy) => this.#ours(policy))];
      this.#schedule(Math.min(...ends.filter((end) => Number.isFinite(end))), SOONEST);
      this.onRenewed(next.url);
    } catch (failed) {
      if (this.#isEnded) {
        return;
      }
      if (failed.status >= 400 && failed.status < 429) {
        this.#renewAt = Infinity;
        this.onLost(failed);
      } else {
        this.#renewAt = Date.now() + this.#retry;
        this.#retry = Math.min(LONGEST_WAIT, this.#retry * 2);
        this.#wait();
      }
      throw failed;
    }
  }

  /** The policies of the new grant stand in every media playlist of it. */
  async #read(address) {
    const answer = await fetch(address, {credentials: 'omit', signal: AbortSignal.timeout(LONGEST_ANSWER)});
    if (!answer.ok) {
      throw Object.assign(new Error('The playlist of the new grant cannot be read.'), {status: answer.status});
    }
    const found = new Map();
    for (const [url] of (await answer.text()).matchAll(/[^\s"]+[?&]Policy=[^\s"]+/gu)) {
      const policy = policyOf(new URL(url, address));
      if (policy) {
        found.set(policy.resource, policy);
      }
    }
    this.#policies = found;
  }

  #schedule(expiresAt, soonest) {
    if (Number.isFinite(expiresAt)) {
      this.#renewAt = Date.now() + Math.max(soonest, (expiresAt - Date.now()) * SHARE_OF_LIFE);
      this.#wait();
    }
  }

  /** In steps, because a machine that slept counts its timers from where it fell asleep. */
  #wait() {
    clearTimeout(this.#timer);
    if (this.#isEnded || this.#renewAt === Infinity) {
      return;
    }
    this.#timer = setTimeout(() => {
      if (Date.now() < this.#renewAt) {
        this.#wait();
      } else if (this.isWanted()) {
        this.renew().catch(() => {});
      }
    }, Math.max(500, Math.min(LONGEST_WAIT, this.#renewAt - Date.now())));
  }
}

/** A loader of hls.js that answers the end of a grant with a renewal and a second request, once. */
export function renewingLoader(Loader, grant) {
  return class {
    #options;
    #loader;
    #isOver = false;

    constructor(options) {
      this.#options = options;
      this.#loader = new Loader(options);
      this.stats = this.#loader.stats;
      this.context = null;
    }

    load(context, config, callbacks) {
      this.context = context;
      this.#loader.load(context, config, {
        ...callbacks,
        onError: (error, ...rest) => {
          if (!ENDED.has(error.code) || this.#isOver) {
            callbacks.onError(error, ...rest);
            return;
          }
          grant.refresh().then(
              () => this.#again(context, config, callbacks),
              () => this.#isOver || callbacks.onError(error, ...rest));
        },
      });
    }

    #again(context, config, callbacks) {
      if (this.#isOver) {
        return;
      }
      this.#loader.destroy();
      this.#loader = new Loader(this.#options);
      // hls.js keeps the numbers that it was given first.
      Object.assign(this.stats, {aborted: false, loaded: 0, total: 0, chunkCount: 0, retry: 0});
      Object.assign(this.stats.loading, {start: 0, first: 0, end: 0});
      this.#loader.stats = this.stats;
      this.#loader.load(context, config, callbacks);
    }

    abort() {
      this.#isOver = true;
      this.#loader.abort();
    }

    destroy() {
      this.#isOver = true;
      this.#loader.destroy();
    }

    getCacheAge() {
      return this.#loader.getCacheAge();
    }

    getResponseHeader(name) {
      return this.#loader.getResponseHeader(name);
    }
  };
}
