import type { PlanInShort } from './plan-short.ts';
import type { ReasonCode } from './request.ts';

/**
 * What messages are written from: kept with the row in the outbox, so that a message tells what was true when it was written,
 * whatever its language. Texts are as people and documents gave them; amounts are minor units; moments RFC 3339.
 */
export type MessageFacts = NoticeFacts | DirectoryFacts | PolicyNoticeFacts | DigestFacts;

/** About a request. */
export interface NoticeFacts {
  readonly requestId: string;
  readonly kind: string;
  readonly invoiceNumber: string;
  readonly currency: string;
  /** The document's gross, without its sign. */
  readonly amountMinor: number;
  /** As it was asked for, where the kind takes an amount. */
  readonly askedAmount?: string;
  readonly requester: string;
  /** Free words, or those of the code. */
  readonly reason: string;
  readonly reasonCode?: ReasonCode;
  readonly seller?: string;
  readonly buyer?: string;
  readonly plan?: PlanInShort;
  readonly dueAt?: string;
  readonly signedBy?: readonly string[];
  readonly by?: string;
  readonly comment?: string;
  readonly codes?: readonly string[];
  /** What the customer hears of it: a mail, nothing for want of an address, or nothing because that is the setting. */
  readonly customer?: CustomerHears;
}

export type CustomerHears = 'mail' | 'no-address' | 'off';

/** About a change of the directory that one admin has asked for alone. */
export interface DirectoryFacts {
  readonly changeId: string;
  readonly principal: string;
  readonly askedBy: string;
  /** Field by field. */
  readonly what: string;
  /** When it takes effect by itself. */
  readonly takesEffectAt: string;
}

/** About a proposed version of the policy. */
export interface PolicyNoticeFacts {
  readonly policyVersion: string;
  readonly author: string;
  readonly reason: string;
  readonly dueAt?: string;
  readonly by?: string;
  readonly comment?: string;
  readonly codes?: readonly string[];
}

/** What waits for one person, once a day (approvals.md section 9). */
export interface DigestFacts {
  readonly personId: string;
  /** The person's own calendar day. */
  readonly day: string;
  readonly count: number;
  /** Whether there are more than were counted. */
  readonly isMore: boolean;
  readonly overdue: number;
  /** The most urgent first. */
  readonly items: readonly DigestItem[];
  /** The newest head of the audit that the gateway has signed (section 5). */
  readonly checkpoint?: { readonly n: string; readonly at: string; readonly hash: string; readonly kid: string };
  /** Grants nothing but to end the digest. */
  readonly unsubscribeToken: string;
}

export interface DigestItem extends Pick<NoticeFacts, 'requestId' | 'kind' | 'invoiceNumber' | 'currency' | 'amountMinor' | 'requester'> {
  readonly dueAt?: string;
  readonly isOverdue: boolean;
} // prettier-ignore
