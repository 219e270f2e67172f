import type { RunningServices } from './startServices.js';
import type { SandboxUrls } from './startSandbox.js';

/** The one line by which scripts know that everything is usable; its shape is part of the contract. */
export function readyText(services: RunningServices, sandbox: SandboxUrls | null, worker: number | null): string {
  const { temporal, ui, databaseUrl } = services;
  return `ready ${JSON.stringify({ temporal: temporal.address, ui, database: databaseUrl, sandbox, worker })}`;
}
