/** What Slack may be told of, each to a channel of its own. */
export const slackSubjects = ['approvals', 'outcomes', 'comments', 'customerSuccess', 'policy', 'directory'] as const;
export type SlackSubject = (typeof slackSubjects)[number];

/** Who is told of what, and how (docs/messages.md). */
export interface MessageSettings {
  /** Of messages to those whose profile names no language that there are templates in: `en`, `es`. */
  readonly language: string;
  /** Addresses of those who look after customers: they get a note about every correction that is applied (R78, R79). */
  readonly customerSuccess: readonly string[];
  /** Whether the customer hears of a correction that is applied, at the address that the invoice names. */
  readonly customer: 'off' | 'on';
  /** The channel that hears of a subject, by its name in the access file; subjects without one are not told there. */
  readonly slack: Readonly<Partial<Record<SlackSubject, string>>>;
  /** Once a day what waits, to each who may sign it; the hour is that of the person's zone. */
  readonly digest: { readonly on: boolean; readonly hour: number };
}

export const defaultMessages: MessageSettings = {
  language: 'en',
  customerSuccess: [],
  customer: 'off',
  slack: {},
  digest: { on: true, hour: 7 },
};

/** So many addresses are named at most: a distribution list is one. */
export const customerSuccessMax = 20;

/** One plain address and nothing else: what a document brings along must not become a second recipient or a header. */
export const isAddress = (text: string | undefined): text is string =>
  text !== undefined && text.length <= 254 && /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u.test(text);

/** A name of a channel, as the access file and the settings spell it. */
export const isChannelName = (text: string): boolean => /^[a-z0-9][a-z0-9_-]{0,79}$/.test(text);

/** A language as templates are kept by: `en`, `es`. */
export const isLanguage = (text: string): boolean => /^[a-z]{2,3}$/.test(text);
