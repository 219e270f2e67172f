import { emailHash, type Audience } from './audience.js';
import type { Member, MergeField } from './shapes.js';

/** Whole seconds with a numeric zone, as Mailchimp writes them; '' for never. */
export const stamp = (at: number | null) =>
  at === null ? '' : new Date(at).toISOString().replace(/\.\d{3}Z$/, '+00:00');

/** A member as the API shows it. Source: Marketing API 3.0, "Members". */
export function presentMember(audience: Audience, member: Member): Readonly<Record<string, unknown>> {
  const first = member.values['FNAME'] ?? '';
  const last = member.values['LNAME'] ?? '';
  return {
    id: emailHash(member.email),
    email_address: member.email,
    unique_email_id: member.uniqueEmailId,
    contact_id: member.contactId,
    full_name: [first, last].filter((part) => part !== '').join(' '),
    web_id: member.webId,
    email_type: member.emailType,
    status: member.status,
    ...(member.status === 'unsubscribed' ? { unsubscribe_reason: member.unsubscribeReason ?? '' } : {}),
    consents_to_one_to_one_messaging: true,
    merge_fields: Object.fromEntries(audience.fields.map(({ tag }) => [tag, member.values[tag] ?? ''])),
    interests: {},
    stats: { avg_open_rate: 0, avg_click_rate: 0 },
    ip_signup: member.ipSignup ?? '',
    timestamp_signup: stamp(member.signupAt),
    ip_opt: member.ipOpt ?? '',
    timestamp_opt: stamp(member.optAt),
    member_rating: 2,
    last_changed: stamp(member.changedAt),
    language: member.language,
    vip: member.vip,
    email_client: '',
    location: { latitude: 0, longitude: 0, gmtoff: 0, dstoff: 0, country_code: '', timezone: '', region: '' },
    source: member.source,
    tags_count: member.tags.length,
    tags: member.tags,
    list_id: audience.id,
  };
}

export function presentField(audience: Audience, field: MergeField): Readonly<Record<string, unknown>> {
  return {
    merge_id: field.mergeId,
    tag: field.tag,
    name: field.name,
    type: field.type,
    required: field.required,
    default_value: field.defaultValue,
    public: field.public,
    display_order: field.displayOrder,
    options: {
      ...(field.type === 'text' || field.type === 'number' ? { size: 25 } : {}),
      ...(field.type === 'date' ? { date_format: 'MM/DD/YYYY' } : {}),
      ...(field.type === 'birthday' ? { date_format: 'MM/DD' } : {}),
      ...(field.type === 'phone' ? { phone_format: 'none' } : {}),
      ...(field.type === 'address' ? { default_country: 164 } : {}),
      ...(field.choices.length > 0 ? { choices: field.choices } : {}),
    },
    help_text: field.helpText,
    list_id: audience.id,
  };
}

export function presentList(audience: Audience): Readonly<Record<string, unknown>> {
  const counts = { subscribed: 0, unsubscribed: 0, cleaned: 0, pending: 0, transactional: 0, archived: 0 };
  for (const member of audience.timeline.all()) counts[member.status] += 1;
  return {
    id: audience.id,
    web_id: 1000,
    name: audience.name,
    permission_reminder: 'You asked for our news.',
    date_created: stamp(audience.createdAt),
    list_rating: 0,
    email_type_option: false,
    double_optin: false,
    visibility: 'prv',
    stats: {
      member_count: counts.subscribed,
      total_contacts: audience.size(),
      unsubscribe_count: counts.unsubscribed,
      cleaned_count: counts.cleaned,
      merge_field_count: audience.fields.length,
    },
  };
}
