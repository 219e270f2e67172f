// Builds dist: tsc, then the workflow bundle. With --if-stale it does nothing when dist is newer than every source.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const stamp = path.join(dist, '.built');
const folders = ['src', 'workflows', 'activities', 'sandbox', 'test', 'bench'];

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    latest = Math.max(latest, statSync(path.join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return latest;
}

function isFresh() {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  const sources = [
    ...folders.map((folder) => newest(path.join(root, folder))),
    statSync(path.join(root, 'tsconfig.json')).mtimeMs,
  ];
  return sources.every((changed) => changed <= built);
}

if (!(process.argv.includes('--if-stale') && isFresh())) {
  const begun = new Date();
  rmSync(dist, { recursive: true, force: true });
  const tsc = createRequire(path.join(root, 'package.json')).resolve('typescript/package.json');
  const compiled = spawnSync(process.execPath, [path.join(path.dirname(tsc), 'bin', 'tsc'), '-p', root], {
    stdio: 'inherit',
  });
  if (compiled.status !== 0) process.exit(compiled.status ?? 1);
  const main = path.join(dist, 'src', 'cli', 'main.js');
  if (existsSync(main)) chmodSync(main, 0o755);
  if (existsSync(path.join(dist, 'workflows', 'index.js'))) {
    const { bundleWorkflowCode } = createRequire(path.join(root, 'package.json'))('@temporalio/worker');
    const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error };
    const { code } = await bundleWorkflowCode({
      workflowsPath: path.join(dist, 'workflows', 'index.js'),
      logger: quiet,
    });
    writeFileSync(path.join(dist, 'workflow-bundle.js'), code);
  }
  writeFileSync(stamp, `${begun.toISOString()}\n`);
}
