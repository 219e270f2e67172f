/** What a caller may ask for. Archiving is a call of its own. Source: Marketing API 3.0, "Add list member". */
export const WRITABLE_STATUSES = ['subscribed', 'unsubscribed', 'cleaned', 'pending', 'transactional'] as const;
export const STATUSES = [...WRITABLE_STATUSES, 'archived'] as const;
export type Status = (typeof STATUSES)[number];

export const FIELD_TYPES = [
  'text',
  'number',
  'address',
  'phone',
  'date',
  'url',
  'imageurl',
  'radio',
  'dropdown',
  'birthday',
  'zip',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface MergeField {
  readonly mergeId: number;
  readonly tag: string;
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly defaultValue: string;
  readonly public: boolean;
  readonly displayOrder: number;
  readonly helpText: string;
  /** Of radio and dropdown. */
  readonly choices: readonly string[];
}

export interface Address {
  readonly addr1: string;
  readonly addr2: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly country: string;
}

export type MergeValue = string | number | Address;

/** One state of one person on one list; a change makes a new one. */
export interface Member {
  readonly contactId: string;
  readonly uniqueEmailId: string;
  readonly webId: number;
  readonly email: string;
  readonly emailType: 'html' | 'text';
  readonly status: Status;
  /** They left by themselves or bounced: nobody may subscribe them again by API. Outlives archiving. */
  readonly compliance: boolean;
  /** By tag; empty values are absent. */
  readonly values: Readonly<Record<string, MergeValue>>;
  readonly language: string;
  readonly vip: boolean;
  readonly tags: readonly { readonly id: number; readonly name: string }[];
  readonly unsubscribeReason: string | null;
  readonly source: string;
  /** Epoch ms in whole seconds, as all stamps here. */
  readonly signupAt: number | null;
  readonly optAt: number | null;
  /** Addresses the sign-up and the opt-in came from; absent: none is known. */
  readonly ipSignup?: string;
  readonly ipOpt?: string;
  readonly unsubscribedAt: number | null;
  readonly changedAt: number;
}
