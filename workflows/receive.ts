import { condition, patched, setHandler } from '@temporalio/workflow';
import { receiveAnswers } from './answers.js';
import { ask, begun, goesOn, mayRun, refusal } from './asking.js';
import { enqueue, MOST_RECORDS, waitNoMore } from './enqueue.js';
import * as messages from './messages.js';
import type { UnknownField } from '../activities/contract.js';
import { carried, type Memory, stateOf } from './state.js';
import { takeEnd } from './takeEnd.js';

/** Longest reason shown; the rest of what someone typed is left out. */
const MOST_REASON = 200;

/** What the handlers need of the main loop. */
export interface Loop {
  /** Something changed: look again. */
  wake(): void;
  /** Asks for the schedule and looks at the credentials of the version in memory, and with `vet` at the fields it maps. */
  examine(vet: boolean): Promise<readonly UnknownField[]>;
}

/**
 * Sets the handlers of every message to a connection. Signals take whatever the Web UI sends them and never throw; updates are refused by validators,
 * with a sentence for the person who sent them.
 */
export function receive(memory: Memory, loop: Loop): void {
  setHandler(messages.status, () => carried(memory), { description: 'State, queue, last and next run' });

  setHandler(
    messages.pause,
    (wish) => {
      memory.paused = true;
      // A run asked for in spite of a pause is held by a later one only.
      if (memory.running && !memory.holding)
        Object.assign(memory, { holding: true, still: false, hold: memory.hold + 1 });
      memory.pauseReason =
        typeof wish?.reason === 'string' && wish.reason !== '' ? wish.reason.slice(0, MOST_REASON) : null;
      loop.wake();
    },
    { description: 'Stops after the batch in flight; {"reason": "text"} or nothing' },
  );

  setHandler(
    messages.resume,
    () => {
      memory.paused = false;
      memory.pauseReason = null;
      memory.holding = false;
      memory.still = false;
      // Whoever resumes says that it is mended: what it waited for is tried now.
      memory.closed = null;
      waitNoMore(memory, Date.now());
      loop.wake();
    },
    { description: 'Goes on after a pause, a wait or a block' },
  );

  setHandler(
    messages.syncNow,
    (wish) => {
      if (memory.removing) return;
      memory.closed = null;
      enqueue(memory, { mode: 'sync', full: wish?.full === true, records: [], evenPaused: false, asked: true });
      loop.wake();
    },
    { description: 'Queues a sync; {"full": true} reads everything again' },
  );

  setHandler(
    messages.runEnded,
    (ended) => {
      if (ended) takeEnd(memory, ended, Date.now());
      loop.wake();
    },
    { description: 'Sent by a run: its end' },
  );

  setHandler(
    messages.runPaused,
    (word) => {
      if (memory.running && memory.running.run === word?.run && word.hold === memory.hold)
        memory.still = word.paused ?? false;
      loop.wake();
    },
    { description: 'Sent by a run: it stands still or goes on' },
  );

  setHandler(
    messages.configure,
    async ({ version, hash, profile }) => {
      const changed = memory.version !== version || memory.hash !== hash;
      // A field that vanished since is drift, and parked; one that was never there is a mistake of the file.
      const vet = changed || !memory.ready;
      Object.assign(memory, { version, hash, profile });
      if (changed) {
        Object.assign(memory, { ready: false, lookAt: Date.now() });
        // It may have been given a larger share.
        waitNoMore(memory, Date.now());
        // The main loop looks at what this has changed whether it was at rest or about to be: the two must schedule the same (breath.ts).
        if (patched('configure')) loop.wake();
      }
      const unknown = await loop.examine(vet);
      loop.wake();
      return { version: memory.version, state: memory.closed?.state ?? stateOf(memory), unknown: [...unknown] };
    },
    {
      description: 'Takes a stored version of the connection file into use and checks the credentials',
      validator: (wish) => {
        goesOn(memory);
        if (
          !Number.isInteger(wish?.version) ||
          wish.version < 1 ||
          typeof wish.hash !== 'string' ||
          typeof wish.profile !== 'string'
        ) {
          throw refusal('configure takes {"version": number, "hash": text, "profile": text}');
        }
      },
    },
  );

  setHandler(
    messages.requestRun,
    async ({ mode, full, evenPaused }) => {
      await begun(memory);
      return ask(memory, loop, { mode, full, records: [], evenPaused });
    },
    {
      description: 'Queues a run and says its number',
      validator: (wish) => {
        if ((wish?.mode !== 'sync' && wish?.mode !== 'plan') || typeof wish.full !== 'boolean') {
          throw refusal(
            'requestRun takes {"mode": "sync" or "plan", "full": true or false, "evenPaused": true or false}',
          );
        }
        mayRun(memory, wish.evenPaused);
      },
    },
  );

  setHandler(
    messages.syncRecords,
    async ({ ids, evenPaused }) => {
      await begun(memory);
      return ask(memory, loop, { mode: 'records', full: false, records: [...new Set(ids)], evenPaused });
    },
    {
      description: 'Queues a run of just these Salesforce ids, before all others',
      validator: (wish) => {
        const ids: unknown = wish?.ids;
        if (
          !Array.isArray(ids) ||
          ids.length === 0 ||
          ids.length > MOST_RECORDS ||
          !ids.every((id) => typeof id === 'string' && /^[a-zA-Z0-9]{15,18}$/.test(id))
        ) {
          throw refusal(`syncRecords takes {"ids": 1 to ${MOST_RECORDS} Salesforce ids, "evenPaused": true or false}`);
        }
        mayRun(memory, wish.evenPaused);
      },
    },
  );

  receiveAnswers(memory, loop);

  setHandler(
    messages.remove,
    async () => {
      memory.removing = true;
      memory.wanted = [];
      loop.wake();
      await condition(() => memory.running === null);
      return { removed: true as const };
    },
    { description: 'Ends this connection for good; nobody is deleted in either system' },
  );
}
