import type { JournalRow, RowState } from '../../domain/journal.js';
import type { Office } from '../../ports/office.js';

const PAGE = 1_000;

/** A run's journal rows in id order, page by page: a first plan may hold a row for everyone. */
export async function* rowsOf(
  store: Office,
  id: string,
  run: number,
  states: readonly RowState[],
): AsyncGenerator<JournalRow> {
  for (let after = 0; ;) {
    const page = await store.rows(id, run, states, after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}
