/** Looks again and again until there is something. Throws, naming what, when `withinMs` pass before. */
export async function until<T>(what: string, withinMs: number, look: () => Promise<T | null>): Promise<T> {
  for (const began = Date.now(); Date.now() - began < withinMs;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not within ${withinMs / 1000} s`);
}
