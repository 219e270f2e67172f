import type { ConflictPolicy, Direction, FieldType } from './mapping.js';

export type ProfileName = 'main-list' | 'address-books' | 'engagement' | 'gift-directory' | 'lead-gen';
export type PlatformKind = 'mailchimp' | 'dotdigital' | 'apollo' | 'sharpspring' | 'directory';

export type Schedule =
  | { readonly kind: 'every'; readonly ms: number; readonly quiet: QuietHours | null }
  | { readonly kind: 'cron'; readonly cron: string; readonly timezone: string; readonly quiet: QuietHours | null }
  | { readonly kind: 'manual' };

/** Wall-clock times `HH:MM` in an IANA zone; may span midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
}

/** Any of these strings may be a reference, `${env:NAME}` or `${file:PATH}`, until a worker resolves it. */
export type SalesforceAuth =
  | {
      readonly kind: 'jwt-bearer';
      readonly clientId: string;
      readonly username: string;
      readonly privateKey: string;
      readonly audience?: string;
    }
  | {
      readonly kind: 'refresh-token';
      readonly clientId: string;
      readonly clientSecret?: string;
      readonly refreshToken: string;
    }
  | { readonly kind: 'client-credentials'; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'access-token'; readonly accessToken: string; readonly instanceUrl: string };

export interface SalesforceSettings {
  readonly loginUrl: string;
  /** `62.0` */
  readonly apiVersion: string;
  readonly auth: SalesforceAuth;
  readonly externalIdField: string | null;
  /** A SOQL condition on the person. */
  readonly filter: string | null;
  /** Share of the org's daily calls, 0 to 1. */
  readonly apiShare: number;
  readonly bulkFrom: number;
  readonly assignmentRules: boolean;
  readonly duplicateRules: 'respect' | 'allow';
}

export interface PlatformSettings {
  readonly kind: PlatformKind;
  /** Origin only. */
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
}

/** A mapped field as the file gives it. */
export interface FieldMapping {
  readonly salesforce: string;
  readonly platform: string;
  readonly direction: Direction;
  readonly conflict: ConflictPolicy | null;
  readonly blank: 'keeps' | 'clears';
  readonly type: FieldType | null;
  readonly values: Readonly<Record<string, string>> | null;
  readonly zone: string | null;
}

export interface Limits {
  /** Shares of the links, 0 to 1; `atLeast` in records: above both, rows are held. */
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
  readonly blankings: number;
  readonly atLeast: number;
}

/** A connection file, parsed: defaults filled in, references unresolved. */
export interface Connection {
  readonly id: string;
  readonly profile: ProfileName;
  readonly schedule: Schedule;
  readonly allowLoopback: boolean;
  readonly salesforce: SalesforceSettings;
  readonly platform: PlatformSettings;
  readonly conflict: ConflictPolicy;
  /** By Salesforce object. */
  readonly fields: Readonly<Record<string, readonly FieldMapping[]>>;
  readonly limits: Limits;
  readonly deletions: {
    readonly salesforce: 'ignore' | 'unlink' | 'delete';
    readonly platform: 'ignore' | 'unlink' | 'archive' | 'delete';
    readonly holdMs: number;
  };
  readonly alerts: { readonly webhook: string | null; readonly inbox: number | null; readonly lagMs: number | null };
  /** Overrides the adapters' `landsWithin`, ms. */
  readonly unknownHoldMs: number | null;
  /** Profile `main-list`. */
  readonly mainList: {
    readonly object: 'Contact' | 'Lead';
    readonly list: string;
    readonly fieldMapping: boolean;
  } | null;
}
