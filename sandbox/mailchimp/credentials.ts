type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** `user` is whoever a Basic header names (Mailchimp takes any), else the key without its data centre. */
export interface Credentials {
  readonly user: string;
  readonly key: string;
}

/** null when there are none. Source: Marketing API, "Authentication": Basic any:key or Bearer key. */
export function credentials(headers: Headers): Credentials | null {
  const header = headers['authorization'];
  if (typeof header !== 'string') return null;
  const [, scheme = '', value = ''] = /^(basic|bearer|apikey|oauth)\s+(.+)$/i.exec(header) ?? [];
  if (scheme === '') return null;
  if (scheme.toLowerCase() !== 'basic') return { user: nameOf(value), key: value };
  const plain = Buffer.from(value, 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  if (colon < 0) return null;
  const user = plain.slice(0, colon);
  const key = plain.slice(colon + 1);
  return { user: user === '' ? nameOf(key) : user, key };
}

const nameOf = (key: string) => key.split('-', 1)[0] ?? key;
