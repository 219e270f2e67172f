import { closeSync, existsSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Clock, System } from './types.js';

/** Loads what a former run saved in the folder, system by system; nothing there is a fresh start. */
export async function loadAll(folder: string, systems: readonly System[], clock: Clock): Promise<void> {
  await mkdir(folder, { recursive: true });
  const kept = (await read(path.join(folder, 'clock.json'))) as { readonly aheadMs: number } | null;
  if (kept !== null) clock.advance(kept.aheadMs);
  for (const system of systems) {
    const lines = linesOf(folder, system);
    if (system.loadParts !== undefined && existsSync(lines)) system.loadParts(readParts(lines));
    if (system.load === undefined) continue;
    const state = await read(fileOf(folder, system));
    if (state !== null) system.load(state);
  }
}

/** Saves each system in a file of its own; a file is whole or as it was before. */
export async function saveAll(folder: string, systems: readonly System[], clock: Clock): Promise<void> {
  await write(path.join(folder, 'clock.json'), { aheadMs: Math.max(0, Math.round(clock.now() - Date.now())) });
  for (const system of systems) {
    if (system.save !== undefined) await write(fileOf(folder, system), system.save());
    if (system.saveParts !== undefined) await writeParts(linesOf(folder, system), system.saveParts());
  }
}

const fileOf = (folder: string, { name }: System) => path.join(folder, `${name}.json`);

const linesOf = (folder: string, { name }: System) => path.join(folder, `${name}.jsonl`);

const CHUNK = 1 << 20;

/** A JSON text a line, written a megabyte at a time. */
async function writeParts(file: string, parts: Iterable<unknown>): Promise<void> {
  const to = openSync(`${file}.new`, 'w', 0o600);
  try {
    let chunk = '';
    for (const part of parts) {
      chunk += `${JSON.stringify(part)}\n`;
      if (chunk.length < CHUNK) continue;
      writeSync(to, chunk);
      chunk = '';
    }
    writeSync(to, chunk);
  } finally {
    closeSync(to);
  }
  await rename(`${file}.new`, file);
}

function* readParts(file: string): Iterable<unknown> {
  const from = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(CHUNK);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (;;) {
      const count = readSync(from, buffer);
      rest += count === 0 ? decoder.end() : decoder.write(buffer.subarray(0, count));
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line);
      if (count === 0) return;
    }
  } finally {
    closeSync(from);
  }
}

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
