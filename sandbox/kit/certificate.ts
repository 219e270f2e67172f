import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SUBJECT = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
const ELLIPTIC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'];

/**
 * A self-signed certificate for loopback, made once per folder (certificate.pem beside certificate.key); without a folder it lives in memory only.
 * null where no `openssl` command can be run: Node itself makes keys but no certificates.
 */
export async function certificate(
  folder: string | null,
): Promise<{ readonly key: string; readonly cert: string } | null> {
  const place = folder ?? (await mkdtemp(path.join(tmpdir(), 'sandbox-tls-')));
  const keyFile = path.join(place, 'certificate.key');
  const certFile = path.join(place, 'certificate.pem');
  try {
    return (await pair(keyFile, certFile)) ?? (await made(keyFile, certFile));
  } finally {
    if (folder === null) await rm(place, { recursive: true, force: true });
  }
}

async function made(keyFile: string, certFile: string): Promise<{ key: string; cert: string } | null> {
  try {
    await run('openssl', ['req', '-x509', ...ELLIPTIC, ...SUBJECT, '-keyout', keyFile, '-out', certFile]);
  } catch {
    return null;
  }
  return pair(keyFile, certFile);
}

async function pair(keyFile: string, certFile: string): Promise<{ key: string; cert: string } | null> {
  try {
    return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
  } catch {
    return null;
  }
}
