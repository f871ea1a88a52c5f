// One recording: what it is, its player, and for operators why it is as it is. And one public stream.

import * as api from './api.js';
import {announce, h, icon, lines, plain, replace, said} from './dom.js';
import {SOURCES, STATES, clock, count, length, moment, titleOf, views} from './format.js';
import {back, command, facts, heading, poster, problem, stateBadge} from './parts.js';
import {Player} from './player.js';
import * as session from './session.js';

// While a recording goes on its page asks how it is.
const POLL = 15_000;
// So does one of which a job is making a file.
const JOB_POLL = 3_000;
const JOBS = {mp4: 'MP4', remux: 'Seekable file', thumbnails: 'Images'};
const VISIBILITY = {'': 'As its stream', PUBLIC: 'Public', PRIVATE: 'Private'};

function player(place, options, signal) {
  const made = new Player(options);
  signal.addEventListener('abort', () => made.destroy());
  replace(place, made.element);
  made.start();
  return made;
}

/** The marks of a stitched playlist as buttons that play from there; the one that is played is marked. */
function chapterList(chapters, made) {
  const buttons = chapters.map(({kind, name, startMs, durationMs, gapMs}) => h('button', {
    className: kind === 'GAP' ? 'chapter gap' : 'chapter', type: 'button',
    onclick: () => made.playFrom(startMs / 1000),
  },
  h('span', {className: 'chapter-time'}, clock(startMs / 1000)), ' ',
  h('span', {className: 'chapter-name'},
    kind === 'GAP' ? `Gap: nothing was recorded for ${length(gapMs / 1000)}` : said(name)), ' ',
  kind === 'GAP' ? null : h('span', {className: 'chapter-length'}, length(durationMs / 1000))));
  const mark = () => {
    // A gap and the part behind it begin at the same place: the part is what is played.
    const played = chapters.findLastIndex(({kind, startMs}) =>
      kind === 'PART' && startMs / 1000 <= made.video.currentTime + 0.25);
    buttons.forEach((button, index) => {
      if (index === played) {
        button.setAttribute('aria-current', 'true');
      } else {
        button.removeAttribute('aria-current');
      }
    });
  };
  ['timeupdate', 'seeked', 'loadedmetadata'].forEach((name) => made.video.addEventListener(name, mark));
  mark();
  return h('nav', {className: 'panel chapters', 'aria-labelledby': 'chapters'},
    h('h2', {id: 'chapters'}, 'Chapters'),
    h('ol', {className: 'chapter-list'}, buttons.map((button) => h('li', {}, button))));
}

/**
 * Offers to play all recordings of the stream as one, where it has several. That is asked without a view;
 * where it cannot be answered there is no offer, and the recording itself can be played.
 *
 * @param play is called with the chapters, or with null for the recording alone
 */
async function offerStream(place, stream, play, signal) {
  let chapters;
  try {
    const {url} = await api.streamPlayback(stream, true, signal);
    chapters = await api.chapters(url, signal);
  } catch {
    return;
  }
  const parts = chapters.filter(({kind}) => kind === 'PART').length;
  if (parts < 2 || signal.aborted) {
    return;
  }
  let isWhole = false;
  const label = () => (isWhole ? 'Play this recording only' : `Play the whole stream: ${parts} recordings`);
  const button = h('button', {
    className: 'button', type: 'button',
    onclick: () => {
      isWhole = !isWhole;
      button.textContent = label();
      play(isWhole ? chapters : null);
      announce(isWhole ? 'The whole stream is played. Its chapters are listed below.' : 'This recording is played.');
    },
  }, label());
  replace(place, button);
}

function still(item) {
  return h('div', {className: 'stage still'},
    poster(item.thumbnailUrl, 'still-picture'),
    h('div', {className: 'still-text'},
      stateBadge(item.status),
      h('p', {}, item.error ? plain(item.error.message) : STATES[item.status].line)));
}

function details(item) {
  return facts([
    ['Started', item.startedAt && moment(item.startedAt)],
    ['Ended', item.endedAt && moment(item.endedAt)],
    ['Length', item.durationMs !== null && length(item.durationMs / 1000)],
    ['Source', SOURCES[item.source]],
    ['Visibility', VISIBILITY[item.visibility ?? '']],
    ['Profile', h('bdi', {}, item.profileId)],
    ['Stream', item.streamSessionId && h('bdi', {className: 'id'}, item.streamSessionId)],
    ['Recording', h('bdi', {className: 'id'}, item.recordingId)],
  ].filter(([, value]) => value !== false));
}

/** A form. It sends the fields that were changed in it, and takes the others from each newer state. */
function editor(state, onChanged) {
  const fields = {
    title: h('input', {name: 'title', type: 'text', maxlength: 200}),
    visibility: h('select', {name: 'visibility'}, Object.entries(VISIBILITY).map(([value, word]) => h('option', {value}, word))),
  };
  const filled = {};
  const isTouched = (name) => filled[name] !== undefined && fields[name].value.trim() !== filled[name];
  const fill = () => Object.entries(fields).forEach(([name, field]) => {
    const now = (state.item[name] ?? '').trim();
    if (!isTouched(name)) {
      field.value = now;
    }
    filled[name] = now;
  });
  fill();
  const message = h('p', {className: 'form-message', role: 'status'});
  const save = h('button', {className: 'button primary', type: 'submit'}, 'Save');
  const form = h('form', {
    className: 'form',
    onsubmit: async (event) => {
      event.preventDefault();
      const changes = Object.keys(fields).filter(isTouched).map((name) => [name, fields[name].value.trim() || null]);
      if (changes.length === 0) {
        message.textContent = 'Nothing was changed.';
        return;
      }
      save.disabled = true;
      try {
        await onChanged(Object.fromEntries(changes));
        message.textContent = 'Saved.';
      } catch (failed) {
        message.textContent = failed.status === 412
          ? 'The recording has changed meanwhile. Look at it as it is now, then save again.'
          : failed.message;
      } finally {
        save.disabled = false;
      }
    },
  },
  h('label', {className: 'field'}, h('span', {}, 'Title'), fields.title),
  h('label', {className: 'field'}, h('span', {}, 'Visibility'), fields.visibility),
  h('div', {className: 'form-end'}, save, message));
  return {fill, element: h('details', {className: 'panel'}, h('summary', {}, 'Edit'), form)};
}

async function explanation(place, id, signal) {
  try {
    const why = await api.explanation(id, signal);
    replace(place, h('section', {className: 'panel', 'aria-labelledby': 'why'},
      h('h2', {id: 'why'}, 'Explanation'),
      h('p', {}, plain(why.summary)),
      why.finding && h('p', {className: 'finding'}, h('strong', {}, why.finding.name), ' ', plain(why.finding.meaning)),
      why.steps.length > 0 && h('ol', {className: 'steps'}, why.steps.map((step) =>
        h('li', {}, h('p', {}, plain(step.words)), step.command && command(step.command))))));
  } catch (failed) {
    if (failed.name !== 'AbortError') {
      replace(place, h('section', {className: 'panel'}, h('h2', {}, 'Explanation'),
        problem('It could not be loaded', failed.message, 'Try again', () => explanation(place, id, signal))));
    }
  }
}

/** Whether there is a file, and it may be downloaded, is asked when it is wanted. */
function downloadButton(place, id) {
  const message = h('span', {role: 'status'});
  replace(place, h('button', {
    className: 'button', type: 'button',
    onclick: async () => {
      try {
        const {url} = await api.download(id);
        const link = h('a', {href: url, download: true, rel: 'noreferrer'});
        document.body.append(link);
        link.click();
        link.remove();
        message.textContent = '';
      } catch (failed) {
        message.textContent = failed.message;
      }
    },
  }, icon('download'), 'Download'), message);
}

function jobLine(job) {
  const name = JOBS[job.kind] ?? job.kind;
  return h('li', {}, h('span', {}, `${name}: `),
    ['QUEUED', 'RUNNING'].includes(job.state)
      ? h('progress', {max: 100, value: job.progress, 'aria-label': `${name}, ${job.progress} percent`})
      : h('span', {}, job.state === 'SUCCEEDED' ? 'made' : plain(job.error?.message ?? 'failed')));
}

/** The files that jobs make of a recording, and a button for its MP4. They are asked for while one is not done. */
function jobsPanel(place, id, signal) {
  const list = h('ul', {className: 'plain'});
  const message = h('p', {className: 'form-message', role: 'status'});
  let timer = 0;
  const read = async () => {
    clearTimeout(timer);
    try {
      const jobs = await api.jobs(id, signal);
      replace(list, jobs.map(jobLine));
      if (jobs.some((job) => ['QUEUED', 'RUNNING'].includes(job.state)) && !signal.aborted) {
        timer = setTimeout(read, JOB_POLL);
      }
    } catch (failed) {
      if (failed.name !== 'AbortError') {
        message.textContent = failed.message;
      }
    }
  };
  signal.addEventListener('abort', () => clearTimeout(timer));
  const make = h('button', {
    className: 'button', type: 'button',
    onclick: async () => {
      make.disabled = true;
      message.textContent = '';
      try {
        await api.exportMp4(id);
        await read();
      } catch (failed) {
        message.textContent = failed.message;
      } finally {
        make.disabled = false;
      }
    },
  }, 'Make an MP4');
  replace(place, h('details', {className: 'panel'}, h('summary', {}, 'Files'), list, make, message));
  read();
}

export async function recording({id, signal, changed}) {
  const state = {};
  ({body: state.item, tag: state.tag} = await api.recording(id, signal));
  const name = heading(said(titleOf(state.item)));
  const badge = h('div', {className: 'title-badge'});
  const stage = h('div', {});
  const facts_ = h('div', {});
  const edit = h('div', {});
  const downloads = h('div', {className: 'actions'});
  const whole = h('div', {className: 'actions'});
  const chapters = h('div', {className: 'chapter-place'});
  const files = h('div', {});
  const why = h('div', {});
  let form = null;
  let isPlayed = false;
  let made = null;
  let timer = 0;

  const play = (marks) => {
    made?.destroy();
    const {item} = state;
    const stream = item.streamSessionId;
    made = player(stage, {
      title: titleOf(item),
      poster: item.thumbnailUrl,
      source: marks
        ? {open: () => api.streamPlayback(stream, false), renew: () => api.streamPlayback(stream, true)}
        : {open: () => api.playback(id, false), renew: () => api.playback(id, true)},
    }, signal);
    replace(chapters, marks && chapterList(marks, made));
  };

  const show = () => {
    const {item} = state;
    replace(name, said(titleOf(item)));
    replace(badge, stateBadge(item.status, item.partial));
    replace(facts_, h('section', {className: 'panel', 'aria-labelledby': 'facts'},
      h('h2', {id: 'facts'}, 'Details'),
      item.partial && h('p', {className: 'finding'}, plain(item.error?.message ?? 'Only a part was stored.')),
      details(item)));
    if (item.status !== 'AVAILABLE') {
      replace(stage, still(item));
      replace(whole);
      replace(chapters);
      isPlayed = false;
    } else if (!isPlayed) {
      isPlayed = true;
      play(null);
      downloadButton(downloads, id);
      if (item.streamSessionId && item.source !== 'UPLOAD') {
        offerStream(whole, item.streamSessionId, play, signal);
      }
      jobsPanel(files, id, signal);
    }
    if (item.status === 'DELETED') {
      replace(edit);
    } else if (form) {
      form.fill();
    } else {
      form = editor(state, save);
      replace(edit, form.element);
    }
    poll();
  };

  const read = async () => {
    const before = state.item.status;
    ({body: state.item, tag: state.tag} = await api.recording(id, signal));
    if (state.item.status !== before) {
      announce(`The recording is now: ${STATES[state.item.status].word}`);
      changed();
    }
    show();
  };

  const poll = () => {
    clearTimeout(timer);
    if (['RECORDING', 'PROCESSING'].includes(state.item.status) && !signal.aborted) {
      timer = setTimeout(() => read().catch((failed) => {
        if (!api.isFinal(failed)) {
          poll();
        } else if (!signal.aborted) {
          replace(downloads, h('p', {className: 'plain', role: 'alert'},
            `${failed.message} This page is no longer kept up to date.`));
        }
      }), POLL);
    }
  };

  const save = async (changes) => {
    try {
      ({body: state.item, tag: state.tag} = await api.changeRecording(id, state.tag, changes));
    } catch (failed) {
      if (failed.status === 412) {
        await read();
      }
      throw failed;
    }
    changed();
    document.title = `${titleOf(state.item)} · Recordings`;
    show();
  };

  signal.addEventListener('abort', () => clearTimeout(timer));
  show();
  if (session.isOperator()) {
    explanation(why, id, signal);
  }
  return {
    title: titleOf(state.item),
    element: h('div', {className: 'page watch'},
      back(),
      h('div', {className: 'watch-main'}, stage, h('div', {className: 'watch-title'}, name, badge), downloads,
        whole, chapters),
      h('div', {className: 'watch-side'}, facts_, edit, files, why)),
  };
}

export async function stream({id, signal}) {
  const item = await api.publicStream(id, signal);
  const stage = h('div', {});
  if (item.playbackUrl) {
    player(stage, {title: titleOf(item), poster: item.thumbnail, source: {open: () => api.publicPlayback(id), renew: () => api.publicPlayback(id)}}, signal);
  } else {
    replace(stage, still({status: 'PROCESSING', thumbnailUrl: item.thumbnail,
      error: {message: 'The recording cannot be played here: playback is not set up.'}}));
  }
  const {username, channelName} = item.creatorId;
  return {
    title: titleOf(item),
    element: h('div', {className: 'page watch'},
      back(session.isSignedIn() ? '#/public' : '#/'),
      h('div', {className: 'watch-main'}, stage, h('div', {className: 'watch-title'}, heading(said(titleOf(item)))),
        item.description && h('p', {className: 'description'}, lines(item.description))),
      h('div', {className: 'watch-side'}, h('section', {className: 'panel', 'aria-labelledby': 'facts'},
        h('h2', {id: 'facts'}, 'Details'),
        facts([
          ['Channel', h('bdi', {}, channelName ?? username)],
          ['Category', item.categoryId?.name && said(item.categoryId.name)],
          ['Started', item.startedAt && moment(item.startedAt)],
          ['Length', item.durationSeconds > 0 ? length(item.durationSeconds) : null],
          ['Views', views(item.totalViews)],
          ['Likes', item.totalLikes > 0 ? count(item.totalLikes) : null],
        ])))),
  };
}
