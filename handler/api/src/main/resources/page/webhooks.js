// The caller's webhooks, and the log of one.

import * as api from './api.js';
import {announce, h, plain, replace, said} from './dom.js';
import {SOURCES, ago, count, moment} from './format.js';
import {back, command, empty, facts, heading} from './parts.js';
import * as session from './session.js';

const WHY = {
  ENABLED: 'Enabled',
  DISABLED: 'Disabled',
  GONE: 'Disabled: it answered 410',
  FAILING: 'Disabled: it failed for 120 hours',
};

const TYPES = ['started', 'completed', 'failed', 'available', 'updated', 'deleted'].map((word) => `recording.${word}`);

const only = ({types, profiles, sources}) =>
  [...types, ...profiles, ...sources.map((source) => SOURCES[source] ?? source)].map(plain).join(', ') || 'everything';

const state = ({state: word, failingSince, waiting}) =>
  [WHY[word] ?? word, failingSince && `fails since ${ago(failingSince)}`, waiting && 'deliveries wait'].filter(Boolean).join('; ');

const button = (word, onclick, className = 'button') => h('button', {className, type: 'button', onclick}, word);

/** Where the outcome of what was asked for is said. It has the focus where the button is gone by then. */
const messagePlace = () => h('div', {className: 'form-message', tabindex: -1});

/** Runs what a button asks for, and says what came of it. */
async function run(pressed, message, work) {
  pressed.disabled = true;
  try {
    replace(message, await work());
  } catch (failed) {
    if (failed.name === 'AbortError') {
      return;
    }
    replace(message, failed.status === 412 ? 'It has changed meanwhile. Look again, then try once more.' : failed.message);
  } finally {
    pressed.disabled = false;
  }
  // A secret is neither read out nor left behind where announcements are.
  announce((message.querySelector('p') ?? message).textContent);
  if (!pressed.isConnected) {
    message.focus();
  }
}

const action = (message, work) => (event) => run(event.currentTarget, message, work);

/** A form whose last element is the button that sends it. */
const form = (message, word, work, ...fields) => h('form', {
  className: 'form',
  onsubmit: (event) => {
    event.preventDefault();
    run(event.submitter ?? event.currentTarget.querySelector('[type=submit]'), message, work);
  },
}, ...fields, h('div', {className: 'form-end'}, h('button', {className: 'button primary', type: 'submit'}, word)));

const secretOf = ({secret}, ...more) =>
  h('div', {}, h('p', {}, 'The secret, which is shown once:'), command(secret, 'the secret'), ...more);

/** A table. On a narrow screen each row is a block with the titles beside its cells; the roles stay. */
function table(name, titles, rows) {
  return h('table', {className: 'rows', role: 'table', 'aria-label': name},
    h('thead', {role: 'rowgroup'}, h('tr', {role: 'row'},
      titles.map((title) => h('th', {scope: 'col', role: 'columnheader'}, title)))),
    h('tbody', {role: 'rowgroup'}, rows.map((cells) => h('tr', {role: 'row'},
      cells.map((cell, index) => h('td', {role: 'cell', 'data-title': titles[index]}, cell))))));
}

/** Boxes of which none may be checked, which means all. */
function choice(legend, words) {
  const boxes = Object.entries(words).map(([value, word]) => ({word, box: h('input', {type: 'checkbox', value})}));
  return {
    element: h('fieldset', {className: 'choices'}, h('legend', {}, legend),
      boxes.map(({box, word}) => h('label', {}, box, ' ', word))),
    chosen: () => boxes.filter(({box}) => box.checked).map(({box}) => box.value),
    clear: () => boxes.forEach(({box}) => {
      box.checked = false;
    }),
  };
}

export async function webhooks({signal}) {
  const place = h('div', {});
  const message = messagePlace();
  const address = h('input', {type: 'url', name: 'url', required: true, maxlength: 2000, placeholder: 'https://hooks.example.com/recordings'});
  const types = choice('Types of event', Object.fromEntries(TYPES.map((type) => [type, type])));
  const sources = choice('Sources', SOURCES);
  const profiles = h('input', {type: 'text', name: 'profiles', maxlength: 2000, autocomplete: 'off', spellcheck: 'false'});
  const show = (items) => replace(place, items.length === 0
    ? empty('No webhooks', 'Name an address, and it is notified of each change of a recording.')
    : table('Webhooks', ['Address', 'Notified of', 'State'], items.map((one) => [
      h('a', {href: `#/webhooks/${encodeURIComponent(one.id)}`}, said(one.url)), only(one), state(one)])));
  const add = async () => {
    const added = await api.addWebhook({
      url: address.value.trim(),
      types: types.chosen(),
      sources: sources.chosen(),
      profiles: profiles.value.split(',').map((each) => each.trim()).filter(Boolean),
    });
    address.value = '';
    profiles.value = '';
    types.clear();
    sources.clear();
    // The secret is shown at once, and whatever becomes of the list: it cannot be asked for again.
    const secret = secretOf(added);
    replace(message, secret);
    try {
      show(await api.webhooks(signal));
    } catch (failed) {
      secret.append(h('p', {}, `The list could not be read again: ${failed.message}`));
    }
    return secret;
  };
  show(await api.webhooks(signal));
  return {
    title: 'Webhooks',
    element: h('div', {className: 'page'}, h('div', {className: 'page-head'}, heading('Webhooks')),
      h('div', {className: 'stack'}, place,
        h('section', {className: 'panel', 'aria-labelledby': 'add-webhook'},
          h('h2', {id: 'add-webhook'}, 'Add a webhook'),
          form(message, 'Add', add,
            h('label', {className: 'field'}, h('span', {}, 'Address'), address),
            h('details', {}, h('summary', {}, 'Only some events'),
              h('div', {className: 'form'},
                h('p', {className: 'plain'}, 'Where nothing is chosen, all are sent.'),
                types.element, sources.element,
                // An owner is notified of its own recordings only.
                session.isOperator() && h('label', {className: 'field'}, h('span', {}, 'Profiles, with commas between them'), profiles)))),
          message))),
  };
}

/** Asks once more before something cannot be taken back. */
function confirmation(title, text, word, work) {
  const dialog = h('dialog', {className: 'dialog', 'aria-labelledby': 'confirmation'},
    h('h2', {id: 'confirmation'}, title), h('p', {className: 'lead'}, text),
    h('form', {method: 'dialog', className: 'form-end'},
      h('button', {className: 'button', type: 'submit'}, 'Cancel'),
      button(word, (event) => {
        dialog.close();
        work(event);
      }, 'button danger')));
  return dialog;
}

const lastAttempt = ({attemptedAt, result, status, latencyMs}) => (attemptedAt
  ? `${moment(attemptedAt)}: ${[result, status, latencyMs !== undefined && `${count(latencyMs)} ms`].filter(Boolean).join(', ')}`
  : 'none yet');

function replayForm(message, id) {
  const since = h('input', {type: 'datetime-local', name: 'since', required: true});
  return h('details', {className: 'panel'}, h('summary', {}, 'Send all again from a time on'),
    form(message, 'Send all again', async () => {
      const time = new Date(since.value);
      await api.replayWebhook(id, time.toISOString());
      return `All from ${moment(time)} on is sent again.`;
    },
    h('p', {className: 'plain'}, 'Also what was delivered: receivers know it by its id.'),
    h('label', {className: 'field'}, h('span', {}, 'From'), since)));
}

export async function webhook({id, signal}) {
  const place = h('div', {className: 'stack'});
  const log = h('div', {});
  const message = messagePlace();
  const load = async () => {
    const [{body: one, tag}, first] = await Promise.all([api.webhook(id, signal), api.deliveries(id, '', signal)]);
    const change = (changes, word) => action(message, async () => {
      await api.changeWebhook(id, tag, changes);
      await load();
      return word;
    });
    const removal = confirmation('Remove this webhook?', 'Its address is notified no more, and its secret is deleted. Its log can no longer be read.',
      'Remove it', action(message, async () => {
        await api.removeWebhook(id, tag);
        location.hash = '#/webhooks';
        return 'It is removed.';
      }));
    replace(place,
      facts([['Address', said(one.url)], ['Notified of', only(one)], ['State', state(one)], ['Failures', `${count(one.failures)} in a row`],
        ['Id', h('bdi', {className: 'id'}, plain(one.id))]]),
      h('div', {className: 'form-end'},
        one.enabled && button('Send a test', action(message, async () => {
          await api.testWebhook(id);
          return 'A test is sent. Look at the log again in a moment.';
        })),
        button('Look again', action(message, async () => {
          await load();
          return 'The log is up to date.';
        })),
        one.enabled ? button('Disable', change({enabled: false}, 'It is disabled.')) : button('Enable', change({enabled: true}, 'It is enabled.')),
        button('New secret', action(message, async () => {
          const rotated = await api.rotateWebhook(id);
          return secretOf(rotated, h('p', {}, `Until ${moment(rotated.previousUntil)} the secret before signs too.`));
        })),
        button('Remove', () => removal.showModal())),
      removal, one.enabled && replayForm(message, id));
    const row = (each) => [
      plain(each.type), each.recordingId && said(each.recordingId), `${each.state}, ${each.attempts === 1 ? '1 attempt' : `${count(each.attempts)} attempts`}`,
      lastAttempt(each), each.answer && said(each.answer.slice(0, 120)),
      one.enabled && button('Send again', action(message, async () => {
        await api.resend(id, each.id);
        return 'It is sent again.';
      }), 'button quiet')];
    const show = ({items, nextCursor}, before) => {
      const all = [...before, ...items];
      replace(log, all.length === 0
        ? empty('Nothing was sent', 'The log holds the deliveries of the last 30 days.')
        : table('Deliveries', ['Event', 'Recording', 'State', 'Last attempt', 'Answer', 'Again'], all.map(row)),
      nextCursor && h('div', {className: 'foot'}, button('Older deliveries', action(message, async () => {
        show(await api.deliveries(id, nextCursor, signal), all);
        return 'Older deliveries are listed below.';
      }))));
    };
    show(first, []);
  };
  await load();
  return {
    title: 'Webhook',
    element: h('div', {className: 'page'}, back('#/webhooks', 'Back to the webhooks'),
      h('div', {className: 'page-head'}, heading('Webhook')), h('div', {className: 'stack'}, place, message, log)),
  };
}
