import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { connectionDetails } from './details.js';
import { faultOf } from './faultOf.js';
import { attributes } from './messages.js';
import { perform } from './proxies.js';
import { dueAt, type Memory, reasonOf, type Shown, stateOf, waitingOf } from './state.js';

/** Search attributes and the store, each on change only. False: the store did not take it. */
export async function show(memory: Memory): Promise<boolean> {
  const state = stateOf(memory);
  if (memory.shown?.state !== state) memory.since = Date.now();
  showAttributes(memory, {
    state,
    profile: memory.profile,
    inbox: memory.inbox,
    held: memory.held,
    lastChange: memory.lastChange,
  });
  setCurrentDetails(connectionDetails(memory));
  const word = wordOf(memory);
  if (memory.published === word) return true;
  try {
    await perform('publish', state, {
      connection: memory.connection,
      state,
      since: memory.since,
      reason: reasonOf(memory),
      fault: memory.closed?.fault ?? (state === 'waiting' ? waitingOf(memory)?.fault : null) ?? null,
      nextRunAt: dueAt(memory),
    });
    memory.published = word;
    return true;
  } catch (error) {
    faultOf(error);
    return false;
  }
}

function showAttributes(memory: Memory, now: Shown): void {
  const { shown } = memory;
  const pairs: SearchAttributeUpdatePair[] = [];
  if (shown?.state !== now.state) pairs.push({ key: attributes.state, value: now.state });
  if (shown?.profile !== now.profile) pairs.push({ key: attributes.profile, value: now.profile });
  if (shown?.inbox !== now.inbox) pairs.push({ key: attributes.inbox, value: now.inbox });
  if (shown?.held !== now.held) pairs.push({ key: attributes.held, value: now.held });
  if (now.lastChange !== null && shown?.lastChange !== now.lastChange)
    pairs.push({ key: attributes.lastChange, value: new Date(now.lastChange) });
  if (pairs.length > 0) upsertSearchAttributes(pairs);
  memory.shown = now;
}

/** What the store is told, to see whether it was. */
export function wordOf(memory: Memory): string {
  return JSON.stringify([stateOf(memory), reasonOf(memory), dueAt(memory)]);
}
