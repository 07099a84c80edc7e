import { encodeId } from '../../domain/canonical.ts';

/** Pages of the console that messages link to. A link opens a page and decides nothing; it carries no right. */
export const pages = {
  request: (publicUrl: string, requestId: string): string => `${publicUrl}/corrections/${encodeId(requestId)}`,
  inbox: (publicUrl: string): string => `${publicUrl}/inbox`,
  policy: (publicUrl: string, version: string): string => `${publicUrl}/policy/${encodeId(version)}`,
  people: (publicUrl: string): string => `${publicUrl}/people`,
  profile: (publicUrl: string): string => `${publicUrl}/me`,
  /** Opens a page with a button; the token ends the digest of one person and nothing else. */
  unsubscribe: (publicUrl: string, token: string): string => `${publicUrl}/messages/unsubscribe/${encodeId(token)}`,
} as const;
