/** One complaint: `errorCode` in single calls, `statusCode` in collections. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly fields?: readonly string[];
  /** The word of a query it is about: answered with where that word stands. */
  readonly at?: string;
}

/** HTTP status per code; everything else is 400. Source: REST API Developer Guide, errorcodes. */
const STATUS: Readonly<Record<string, number>> = {
  INVALID_SESSION_ID: 401,
  REQUEST_LIMIT_EXCEEDED: 403,
  API_DISABLED_FOR_ORG: 403,
  INSUFFICIENT_ACCESS_OR_READONLY: 403,
  NOT_FOUND: 404,
  ENTITY_IS_DELETED: 404,
  METHOD_NOT_ALLOWED: 405,
  URI_TOO_LONG: 414,
  UNSUPPORTED_MEDIA_TYPE: 415,
  REQUEST_HEADER_FIELDS_TOO_LARGE: 431,
  UNKNOWN_EXCEPTION: 500,
  SERVER_UNAVAILABLE: 503,
};

/** A whole request refused. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly complaints: readonly Complaint[];

  constructor(first: Complaint, ...others: readonly Complaint[]) {
    super(first.message);
    this.complaints = [first, ...others];
  }

  get status(): number {
    return STATUS[this.complaints[0]?.code ?? ''] ?? 400;
  }
}

/** @param at the word of a query it is about */
export const refuse = (code: string, message: string, fields?: readonly string[], at?: string): ApiError =>
  new ApiError({
    code,
    message,
    ...(fields === undefined ? {} : { fields }),
    ...(at === undefined ? {} : { at }),
  });

export function statusOf(code: string): number {
  return STATUS[code] ?? 400;
}

/** The vendor's body of a refused single call. */
export function errorText(complaints: readonly Complaint[]): string {
  return JSON.stringify(
    complaints.map(({ code, message, fields }) => ({
      message,
      errorCode: code,
      ...(fields === undefined ? {} : { fields }),
    })),
  );
}
