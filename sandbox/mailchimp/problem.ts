import { randomUUID } from 'node:crypto';

/** An error as Mailchimp words it. Source: Marketing API, "Errors"; texts as public clients report them. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  /** `error_code` when it is one row of a batch. */
  readonly rowCode?: string;
}

/** Thrown by routes; their error handler answers with the problem. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

export const CONTENT_TYPE = 'application/problem+json; charset=utf-8';

export function problemBody({ status, title, detail, errors }: Problem): string {
  return JSON.stringify({
    type: 'https://mailchimp.com/developer/marketing/docs/errors/',
    title,
    status,
    detail,
    instance: randomUUID(),
    ...(errors === undefined ? {} : { errors }),
  });
}

export const notFound: Problem = {
  status: 404,
  title: 'Resource Not Found',
  detail: 'The requested resource could not be found.',
};

export const invalid = (detail: string, ...errors: { field: string; message: string }[]): Problem => ({
  status: 400,
  title: 'Invalid Resource',
  detail,
  ...(errors.length === 0 ? {} : { errors }),
});

export const invalidField = (field: string, message: string): Problem =>
  invalid("The resource submitted could not be validated. For field-specific details, see the 'errors' array.", {
    field,
    message,
  });

export const memberExists = (email: string): Problem => ({
  status: 400,
  title: 'Member Exists',
  detail: `${email} is already a list member. Use PUT to insert or update list members.`,
  rowCode: 'ERROR_CONTACT_EXISTS',
});

export const complianceState = (email: string): Problem => ({
  status: 400,
  title: 'Member In Compliance State',
  detail: `${email} is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.`,
});

export const forgottenEmail = (email: string): Problem => ({
  status: 400,
  title: 'Forgotten Email Not Subscribed',
  detail: `${email} was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.`,
});

/** Titles of statuses that name no problem of their own. */
export const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'API Key Invalid',
  403: 'Forbidden',
  404: 'Resource Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
  414: 'Request URI Too Long',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** What stands in front of the API when too much comes: no JSON, no reason. */
export const BARE_FORBIDDEN =
  "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to access this server.</BODY></HTML>";
