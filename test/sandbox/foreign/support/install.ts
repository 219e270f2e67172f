import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '../../../../src/runtime/checkout.js';
import { execute } from './execute.js';

/** What brings one client onto this machine. */
export interface Installation {
  /** Folder beside this one: the pins, and the scripts where they are compiled. */
  readonly folder: string;
  readonly program: string;
  /** @param into where it is to be installed; it holds a copy of the folder and is the working directory */
  readonly args: (into: string) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A closed line may never answer: the suite fails then, and says what it was waiting for. */
const LIMIT = 280_000;
const FOREIGN = path.join(checkout(), 'test', 'sandbox', 'foreign');

/**
 * The folder with the client, installed once for these pins and kept in the checkout, out of the product's own dependencies.
 * Whole or not at all: two runs may install at once, and either's folder is good.
 */
export async function install({ folder, program, args, env = {} }: Installation): Promise<string> {
  const pins = path.join(FOREIGN, folder);
  const home = path.join(checkout(), '.tandem', 'foreign');
  const target = path.join(home, `${folder}-${await digest(pins, [program, ...args('')])}`);
  if (existsSync(target)) return target;
  await mkdir(home, { recursive: true });
  const into = await mkdtemp(path.join(home, 'installing-'));
  try {
    await cp(pins, into, { recursive: true });
    const { code, stdout, stderr } = await execute(program, args(into), {
      cwd: into,
      env: { ...process.env, ...env },
      withinMs: LIMIT,
    });
    if (code !== 0)
      throw new Error(`${program} could not install ${folder} (${code ?? 'time limit'}): ${stdout}${stderr}`);
    await rename(into, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
    return target;
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}

async function digest(folder: string, command: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(command.join(' ')).update(process.platform).update(process.arch);
  for (const name of (await readdir(folder)).toSorted())
    hash.update(name).update(await readFile(path.join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}
