import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { policyText, type Policy } from '../../domain/policy.ts';
import { bodyMaxBytes } from '../context.ts';
import { stepUpMaxMs } from '../step-up.ts';
import type { Viewer } from '../console/viewer.ts';

/** Longest text that is kept for somebody who signs in again. */
const keptMax = 2_000;

/** What was written on a page when it asked to sign in again; nothing of a sign-in that is no longer fresh. */
export function keptFor({ session: { draft, authAt } }: Viewer, path: string, nowMs: number): string | undefined {
  return draft?.path === path && nowMs - authAt.getTime() <= stepUpMaxMs ? draft.text : undefined;
}

/** What a proposal says, small enough to be kept over a sign-in; undefined when it is too much for that. */
export function keptText(policy: Policy, reason: string): string | undefined {
  const text = deflateRawSync(JSON.stringify({ text: policyText(policy), reason })).toString('base64url');
  return text.length <= keptMax ? text : undefined;
}

const saidIn = z.object({ text: z.string(), reason: z.string() });

/** Reads it back; undefined for what was not made here. */
export function readKept(kept: string | undefined): z.output<typeof saidIn> | undefined {
  if (kept === undefined) return undefined;
  try {
    const text = inflateRawSync(Buffer.from(kept, 'base64url'), { maxOutputLength: bodyMaxBytes }).toString();
    return saidIn.parse(JSON.parse(text));
  } catch {
    return undefined; // a draft of something else: the page begins with the version in force, as without one
  }
}
