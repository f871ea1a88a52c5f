// The caller's webhooks, and the log of one.

import * as api from './api.js';
import {announce, h, plain, replace, said} from './dom.js';
import {ago, count, moment} from './format.js';
import {back, command, empty, facts, heading} from './parts.js';

const WHY = {
  ENABLED: 'Enabled',
  DISABLED: 'Disabled',
  GONE: 'Disabled: it answered 410',
  FAILING: 'Disabled: it failed for 120 hours',
};

const only = ({types, profiles, sources}) => [...types, ...profiles, ...sources].map(plain).join(', ') || 'everything';

const button = (word, onclick, className = 'button') => h('button', {className, type: 'button', onclick}, word);

/** Runs what a button asks for, and says what came of it. */
function action(message, work) {
  return async (event) => {
    const pressed = event.currentTarget;
    pressed.disabled = true;
    try {
      const text = await work();
      replace(message, text);
      announce(message.textContent);
    } catch (failed) {
      replace(message, failed.message);
      announce(failed.message);
    } finally {
      pressed.disabled = false;
    }
  };
}

function table(name, titles, rows) {
  return h('div', {className: 'table-frame', tabindex: 0, role: 'region', 'aria-label': name},
    h('table', {className: 'rows'},
      h('thead', {}, h('tr', {}, titles.map((title) => h('th', {scope: 'col'}, title)))),
      h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell) => h('td', {}, cell)))))));
}

const state = ({state: word, failingSince, waiting}) =>
  [WHY[word] ?? word, failingSince && `fails since ${ago(failingSince)}`, waiting && 'deliveries wait'].filter(Boolean).join('; ');

export async function webhooks({signal}) {
  const place = h('div', {});
  const message = h('div', {className: 'form-message'});
  const address = h('input', {type: 'url', name: 'url', required: true, maxlength: 2000, placeholder: 'https://hooks.example.com/recordings'});
  const show = (items) => replace(place, items.length === 0
    ? empty('No webhooks', 'Name an address, and it is notified of each change of a recording.')
    : table('Webhooks', ['Address', 'Notified of', 'State'], items.map((one) => [
      h('a', {href: `#/webhooks/${encodeURIComponent(one.id)}`}, said(one.url)), only(one), state(one)])));
  const add = action(message, async () => {
    const {secret} = await api.addWebhook({url: address.value.trim()});
    address.value = '';
    show(await api.webhooks(signal));
    return h('div', {}, h('p', {}, 'The secret, which is shown once:'), command(secret));
  });
  show(await api.webhooks(signal));
  return {
    title: 'Webhooks',
    element: h('div', {className: 'page'}, h('div', {className: 'page-head'}, heading('Webhooks')), place,
      h('section', {className: 'panel', 'aria-labelledby': 'add-webhook'},
        h('h2', {id: 'add-webhook'}, 'Add a webhook'),
        h('label', {className: 'field'}, h('span', {}, 'Address'), address),
        h('div', {className: 'form-end'}, button('Add', add, 'button primary')), message)),
  };
}

export async function webhook({id, signal}) {
  const place = h('div', {});
  const log = h('div', {});
  const message = h('p', {className: 'form-message'});
  const load = async () => {
    const [{body: one, tag}, {items}] = await Promise.all([api.webhook(id, signal), api.deliveries(id, signal)]);
    const change = (changes, word) => action(message, async () => {
      await api.changeWebhook(id, tag, changes);
      await load();
      return word;
    });
    replace(place,
      facts([['Address', said(one.url)], ['Notified of', only(one)], ['State', state(one)], ['Failures in a row', count(one.failures)]]),
      h('div', {className: 'form-end'},
        one.enabled && button('Send a test', action(message, async () => {
          await api.testWebhook(id);
          return 'A test is sent. Look at the log again in a moment.';
        })),
        one.enabled ? button('Disable', change({enabled: false}, 'It is disabled.')) : button('Enable', change({enabled: true}, 'It is enabled.')),
        button('Look again', action(message, async () => {
          await load();
          return 'The log is up to date.';
        }))));
    replace(log, items.length === 0
      ? empty('Nothing was sent', 'The log holds the deliveries of the last 30 days.')
      : table('Deliveries', ['Event', 'Recording', 'State', 'Last attempt', 'Answer', ''], items.map((each) => [
        plain(each.type), said(each.recordingId ?? ''), `${each.state}, ${count(each.attempts)} attempts`,
        each.attemptedAt ? `${moment(each.attemptedAt)}: ${[each.result, each.status, each.latencyMs && `${count(each.latencyMs)} ms`].filter(Boolean).join(', ')}` : 'none yet',
        said((each.answer ?? '').slice(0, 120)),
        one.enabled && button('Send again', action(message, async () => {
          await api.resend(id, each.id);
          return 'It is sent again.';
        }), 'button quiet')])));
  };
  await load();
  return {
    title: 'Webhook',
    element: h('div', {className: 'page'}, back('#/webhooks', 'Back to the webhooks'), heading('Webhook'), place, message, log),
  };
}
