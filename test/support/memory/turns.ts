import { clearImmediate, setImmediate } from 'node:timers';

/**
 * One at a time, in the order asked. What runs alone may wait for nothing but the store, so it is over before the event loop turns:
 * whoever still waits then was called from inside it, and is refused (a nested transaction would wait for itself for ever).
 */
export function turns(): <T>(work: () => T | Promise<T>) => Promise<T> {
  let busy = false;
  let waiting: { go(): void; refuse(error: Error): void }[] = [];
  let watch: NodeJS.Immediate | null = null;

  function refuseAll(): void {
    watch = null;
    const refused = waiting;
    waiting = [];
    for (const one of refused)
      one.refuse(new Error('The store was called from inside a transaction: only its tx may be used there.'));
  }

  function next(): void {
    const first = waiting.shift();
    if (first === undefined) {
      busy = false;
      if (watch !== null) clearImmediate(watch);
      watch = null;
    } else first.go();
  }

  return async (work) => {
    if (busy) {
      watch ??= setImmediate(refuseAll);
      await new Promise<void>((go, refuse) => waiting.push({ go, refuse }));
    }
    busy = true;
    try {
      return await work();
    } finally {
      next();
    }
  };
}
