import { refuse } from '../apiError.js';
import { header, type Call } from '../api/call.js';

/** Characters a multipart request may hold. Source: Bulk API 2.0 Developer Guide, Create a Job. */
const MOST = 100_000;

/** The two parts of a job created with its data: `job` (JSON) and `content` (CSV); null where the request is of one piece. */
export function multipart(call: Call): { readonly job: string; readonly content: string } | null {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(header(call, 'content-type'))?.[1];
  if (boundary === undefined) return null;
  if (call.body.length > MOST) throw refuse('INVALIDJOB', `a multipart request takes at most ${MOST} characters`);
  const parts = new Map<string, string>();
  for (const part of call.body.split(`--${boundary}`).slice(1, -1)) {
    const gap = /\r?\n\r?\n/.exec(part);
    if (gap === null) continue;
    const name = /name="?([^";\r\n]+)"?/i.exec(part.slice(0, gap.index))?.[1];
    if (name !== undefined) parts.set(name, part.slice(gap.index + gap[0].length).replace(/\r?\n$/, ''));
  }
  const [job, content] = [parts.get('job'), parts.get('content')];
  if (job === undefined || content === undefined)
    throw refuse('INVALIDJOB', 'a multipart request has a part named job and one named content');
  return { job, content };
}
