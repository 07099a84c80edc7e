import type { SlackSubject } from '../../domain/message-settings.ts';

/** How one setting is shown and changed. */
export interface SettingField {
  /** Where it stands: `cancel.paid`. */
  readonly path: string;
  readonly label: string;
  /** What it is about. */
  readonly meaning: string;
  readonly control: SettingControl;
}

export type SettingControl =
  /** One of several; the text says what then happens. */
  | { readonly kind: 'choice'; readonly choices: readonly (readonly [value: string, text: string])[] }
  | { readonly kind: 'switch'; readonly on: string; readonly off: string }
  /** A calendar day, or none. */
  | { readonly kind: 'day'; readonly none: string }
  | { readonly kind: 'text'; readonly none?: string }
  /** Several, with commas between them. */
  | { readonly kind: 'list'; readonly none: string };

export interface SettingGroup {
  readonly title: string;
  readonly fields: readonly SettingField[];
}

const choice = (path: string, label: string, meaning: string, choices: Readonly<Record<string, string>>): SettingField => ({
  path, label, meaning, control: { kind: 'choice', choices: Object.entries(choices) },
}); // prettier-ignore
const onOff = (path: string, label: string, meaning: string, [on, off]: readonly [on: string, off: string]): SettingField => ({
  path, label, meaning, control: { kind: 'switch', on, off },
}); // prettier-ignore
const typeCode = (path: string, label: string): SettingField => ({
  path, label, meaning: 'UNCL1001 code of the document type: 383 or 384 is a national choice.', control: { kind: 'text' },
}); // prettier-ignore

const slack = (subject: SlackSubject, label: string): SettingField => ({
  path: `messages.slack.${subject}`, label, meaning: 'Name of a channel of the access file.', control: { kind: 'text', none: 'not told in Slack' },
}); // prettier-ignore
const hours = Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [String(hour), `${hour}:00`]));

/** Every setting in words, in the order in which they are read; a new one is a line here. */
export const settingGroups: readonly SettingGroup[] = [
  {
    title: 'Ground',
    fields: [
      choice('preset', 'Preset', 'What every field that is not set by itself follows.', { strict: 'strict', juston: 'as JustOn' }),
      choice('directory.lint', 'Rules of the directory', 'What happens when people hold roles that should be apart, or too few can sign.', { block: 'refuse the change', warn: 'say it, and go ahead (tiny firms)' }),
    ],
  },
  {
    title: 'Cancel',
    fields: [
      choice('cancel.paid', 'A paid invoice', 'Whether an invoice with linked payments may be canceled.', { forbid: 'cannot be canceled', unlink: 'can: the money becomes free, and somebody always signs' }),
      choice('cancel.finalise', 'Finalising', 'How a cancellation becomes a document.', { auto: 'at once', manual: 'as a draft, with one more signature' }),
      choice('cancel.whenCreditNotesExist', 'An open credit note exists', 'A settled one always blocks.', { block: 'blocks the cancellation', allow: 'does not block it' }),
    ],
  },
  {
    title: 'Update, discount, refund',
    fields: [
      choice('update.finalisedFiscal', 'Fiscal fields of a finalised invoice', 'In place only while unpaid, in an open period and not transmitted.', { revise: 'by a new document', in_place: 'in place, where that is allowed' }),
      onOff('discount.allowUnpaid', 'Discount on an unpaid invoice', 'Otherwise something must be paid first.', ['allowed', 'refused']),
      choice('discount.document', 'A discount becomes', 'What is written for it.', { adjustment: 'an adjustment on the invoice', credit_note: 'a credit note that is cleared with it' }),
      choice('discount.tax', 'Tax of an adjustment', 'Whether it lowers the tax.', { reduce: 'lowered by rate group', gross_only: 'kept; booked to discounts in full' }),
      choice('refund.partiallyPaid', 'Refund on a partially paid invoice', 'Where the money goes first.', { payout: 'is paid out', offset_first: 'clears the open balance first' }),
    ],
  },
  {
    title: 'Books and documents',
    fields: [
      onOff('journal.enabled', 'Journal', 'Balances of documents are kept either way.', ['written', 'not written']),
      { path: 'periods.closedThrough', label: 'Books closed through', meaning: 'Nothing is posted on or before this day.', control: { kind: 'day', none: 'no period is closed' } },
      typeCode('typeCodes.correction', 'Type code of a correction'),
      typeCode('typeCodes.replacement', 'Type code of a replacement'),
      typeCode('typeCodes.creditCancellation', 'Type code of a canceled credit note'),
      choice('ubl.reversal', 'A reversal leaves as UBL', 'Amounts keep their meaning under both.', { credit_note: 'credit note 381, positive amounts', negative_invoice: 'invoice 380, negative amounts' }),
    ],
  },
  {
    title: 'Messages',
    fields: [
      { path: 'messages.language', label: 'Language', meaning: 'Of messages to those whose profile names none that there are templates in.', control: { kind: 'text' } },
      { path: 'messages.customerSuccess', label: 'Customer success', meaning: 'Addresses that get a note about every correction that is applied.', control: { kind: 'list', none: 'nobody' } },
      choice('messages.customer', 'The customer', 'At the address that the invoice names, when a correction is applied.', { off: 'is not told by us', on: 'is told' }),
      onOff('messages.digest.on', 'Daily digest', 'Once a day what waits, to each who may sign it.', ['sent', 'not sent']),
      choice('messages.digest.hour', 'Hour of the digest', 'In the zone of each person.', hours),
      slack('approvals', 'Slack: what waits for a signature'), slack('outcomes', 'Slack: how requests end'), slack('comments', 'Slack: comments'),
      slack('customerSuccess', 'Slack: notes for customer success'), slack('policy', 'Slack: versions of the policy'), slack('directory', 'Slack: the directory'),
    ],
  },
]; // prettier-ignore

/** The one that stands by itself: it is turned in a hurry. */
export const breakerField = onOff(
  'breaker.on',
  'Circuit breaker',
  'While it is on, nothing is applied without a signature of a person.',
  ['on', 'off'],
);

export const settingFields: readonly SettingField[] = [...settingGroups.flatMap(({ fields }) => fields), breakerField];

/** A value in words. */
export function settingText({ control }: SettingField, value: unknown): string {
  switch (control.kind) {
    case 'choice':
      return control.choices.find(([known]) => known === plainText(value))?.[1] ?? plainText(value);
    case 'switch':
      return value === true ? control.on : control.off;
    case 'day':
      return value === undefined ? control.none : plainText(value);
    case 'text':
      return value === undefined ? (control.none ?? '') : plainText(value);
    case 'list':
      return listText(plainText(value)) || control.none;
  }
}

/** A value as a control holds it; `null` where nothing is said. */
export const plainText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');

/** A list as people type it, and as it is kept. */
export const listText = (kept: string): string => (JSON.parse(kept) as readonly string[] | null)?.join(', ') ?? '';
export const listKept = (typed: string): string => JSON.stringify(typed.split(/[,;\s]+/).filter((one) => one !== ''));
