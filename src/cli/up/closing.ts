/** Things to be stopped, in the reverse order of their start. */
export interface Closing {
  add(name: string, stop: () => Promise<void>): void;
  /** Stops all, each whatever became of the others; throws the first fault. Again does nothing. */
  close(): Promise<void>;
}

export function closing(log: (message: string) => void): Closing {
  const open: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  return {
    add: (name, stop) => void open.push({ name, stop }),
    async close() {
      const faults: unknown[] = [];
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        log(`stopping ${last.name}`);
        await last.stop().catch((error: unknown) => faults.push(error));
      }
      if (faults.length > 0) throw faults[0];
    },
  };
}
