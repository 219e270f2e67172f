/** Calls of one batch in flight at once; the client's own limit holds over all batches. */
const LANES = 8;

/** Runs `work` over the items, several at a time, results in order. After a failure no further one is begun; it is thrown once those begun have ended. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const left = items.entries();
  let failed: { readonly error: unknown } | null = null;
  const lane = async () => {
    for (const [at, item] of left) {
      if (failed !== null) return;
      try {
        results[at] = await work(item);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, items.length) }, lane));
  // Assigned in the lanes, which the compiler does not see.
  const first = failed as { readonly error: unknown } | null;
  if (first !== null) throw first.error;
  return results;
}
