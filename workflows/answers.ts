import { setHandler } from '@temporalio/workflow';
import { ask, begun, goesOn, mayRun, refusal } from './asking.js';
import { faultOf } from './faultOf.js';
import * as messages from './messages.js';
import { perform } from './proxies.js';
import type { Loop } from './receive.js';
import type { Memory } from './state.js';

/** Sets the handlers of what an operator says to held rows. */
export function receiveAnswers(memory: Memory, loop: Pick<Loop, 'wake'>): void {
  setHandler(
    messages.approve,
    async ({ hash }) => {
      await begun(memory);
      return ask(memory, loop, { mode: 'records', full: false, records: [], waiver: hash, evenPaused: false });
    },
    {
      description: 'Looks again at the changes held under {"hash": text} and writes those that still are as they were',
      validator: (wish) => {
        isHeld(memory, wish?.hash);
        mayRun(memory, false);
      },
    },
  );

  setHandler(
    messages.reject,
    async ({ hash }) => {
      try {
        const { rejected, inbox, held, holds } = await perform('reject', `what is held under ${hash}`, {
          connection: memory.connection,
          hash,
        });
        Object.assign(memory, { inbox, held, holds });
        loop.wake();
        return { rejected };
      } catch (error) {
        const { kind, message } = faultOf(error);
        throw refusal(`${kind}: ${message}`);
      }
    },
    {
      description: 'Writes nothing of the changes held under {"hash": text}, until the people they are about change',
      validator: (wish) => {
        isHeld(memory, wish?.hash);
        goesOn(memory);
      },
    },
  );
}

function isHeld(memory: Memory, hash: unknown): void {
  if (typeof hash !== 'string') throw refusal('it takes {"hash": text}');
  if (!memory.holds.includes(hash)) throw refusal('nothing is held under this hash, or not any more');
}
