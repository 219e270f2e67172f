import { SyncError } from '../../domain/faults.js';
import type { SandboxUrls } from '../up/startSandbox.js';
import { SAMPLE_KEYS, SAMPLE_LIST } from './sampleFile.js';

/** Share of the platform's members who are contacts too: enough that linking, creating here and creating there are all to be seen. */
const OVERLAP = 0.5;
/** A slow machine takes a while for a hundred thousand. */
const WITHIN = 300_000;

/** Fills an empty sandbox with `people` made-up people, none of them ambiguous; one that holds people is left alone. Returns whether it was filled. */
export async function seedOnce(urls: Pick<SandboxUrls, 'control' | 'mailchimp'>, people: number): Promise<boolean> {
  if (await holdsMembers(urls.mailchimp)) return false;
  const contacts = Math.round((people * 2) / 3);
  // Half of the members are contacts too: as many again are known to the platform alone, and there are `people` in all.
  const members = 2 * (people - contacts);
  await ask(`${urls.control}/seed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ contacts, members: { mailchimp: members }, overlap: OVERLAP, oddities: 0, seed: 1 }),
  });
  return true;
}

/** Asked by the vendor's own call, as every client would. */
async function holdsMembers(mailchimp: string): Promise<boolean> {
  const basic = Buffer.from(`demo:${SAMPLE_KEYS['mailchimp.key']}`).toString('base64');
  const answer = (await ask(`${mailchimp}/3.0/lists/${SAMPLE_LIST}/members?count=1&fields=total_items`, {
    headers: { authorization: `Basic ${basic}` },
  })) as {
    readonly total_items?: number;
  };
  return (answer.total_items ?? 0) > 0;
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(WITHIN) });
  } catch (cause) {
    throw new SyncError('unreachable', `the sandbox does not answer at ${new URL(url).origin}`, {
      system: 'the sandbox',
      cause,
    });
  }
  if (!response.ok)
    throw new SyncError('broken', `the sandbox answered ${response.status} to ${new URL(url).pathname}`, {
      system: 'the sandbox',
      code: String(response.status),
    });
  return response.json();
}
