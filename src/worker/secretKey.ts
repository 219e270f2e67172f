import { SyncError } from '../domain/faults.js';

/** Key of the stored secrets from TANDEM_SECRET_KEY: 32 bytes as 64 hex digits or base64. null: not given; then no secret can be kept. */
export function secretKey(env: NodeJS.ProcessEnv): Buffer | null {
  const given = env['TANDEM_SECRET_KEY'];
  if (given === undefined || given === '') return null;
  const key = /^[0-9a-f]{64}$/i.test(given) ? Buffer.from(given, 'hex') : Buffer.from(given, 'base64');
  if (key.length !== 32)
    throw new SyncError('misconfigured', 'TANDEM_SECRET_KEY must be 32 bytes, as 64 hex digits or base64', {
      system: 'tandem',
    });
  return key;
}
