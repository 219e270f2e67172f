import { chmod, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/**
 * A fresh home in the temporary folder. The user running PostgreSQL can enter it, so that the database lies inside and goes with it: below
 * a folder that only root enters, as mkdtemp makes them, it would lie elsewhere and stay (postgresPlace.ts).
 */
export async function temporaryHome(purpose: string): Promise<string> {
  const home = await mkdtemp(path.join(os.tmpdir(), `tandem-${purpose}-`));
  await chmod(home, 0o755);
  return home;
}
