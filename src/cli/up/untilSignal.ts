/**
 * Aborted at the first SIGINT or SIGTERM, which from now on ends nothing by itself; a second one changes nothing: stopping goes on in order.
 * SIGHUP counts too: whoever closes the terminal wants no orphans.
 */
export function untilSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort());
  return controller.signal;
}

/** Settles once the signal is aborted. A timer keeps the process alive meanwhile: listeners alone would not. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const alive = setInterval(() => undefined, 60_000);
    signal.addEventListener(
      'abort',
      () => {
        clearInterval(alive);
        resolve();
      },
      { once: true },
    );
  });
}
