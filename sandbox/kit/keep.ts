import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock, System } from './types.js';

/** Loads what a former run saved in the folder, system by system; nothing there is a fresh start. */
export async function loadAll(folder: string, systems: readonly System[], clock: Clock): Promise<void> {
  await mkdir(folder, { recursive: true });
  const kept = (await read(path.join(folder, 'clock.json'))) as { readonly aheadMs: number } | null;
  if (kept !== null) clock.advance(kept.aheadMs);
  for (const system of systems) {
    const state = await read(fileOf(folder, system));
    if (state !== null) system.load?.(state);
  }
}

/** Saves each system in a file of its own; a file is whole or as it was before. */
export async function saveAll(folder: string, systems: readonly System[], clock: Clock): Promise<void> {
  await write(path.join(folder, 'clock.json'), { aheadMs: Math.max(0, Math.round(clock.now() - Date.now())) });
  for (const system of systems) if (system.save !== undefined) await write(fileOf(folder, system), system.save());
}

const fileOf = (folder: string, { name }: System) => path.join(folder, `${name}.json`);

async function read(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : JSON.parse(text);
}

async function write(file: string, state: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
