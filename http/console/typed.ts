import { z } from 'zod';
import { Refused, type Refusal } from '../../domain/errors.ts';
import type { Ctx } from '../context.ts';
import { Problem, statusOf } from '../problems.ts';
import type { Shown } from './page.tsx';

/** A form as it was typed. What it means is read where a "no" can be shown beside it, with everything that was typed. */
export const typedForm = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
export type Typed = z.output<typeof typedForm>;

/** What was typed into a field that stands once; undefined for nothing. */
export const textIn = (typed: Typed, name: string): string | undefined => {
  const value = typed[name];
  return typeof value === 'string' ? value.trim() : value?.[0]?.trim();
};

/** What was chosen of several. */
export const listIn = (typed: Typed, name: string): readonly string[] => {
  const value = typed[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
};

/** A field that takes part only when something was typed. */
export const fieldOf = <N extends string, T>(name: N, value: T | undefined): { readonly [K in N]?: T } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [K in N]?: T };

/** Does what a form asks for; a form that is refused is shown again, with its refusal and its status. */
export async function orShownAgain(
  c: Ctx,
  deed: () => Promise<Shown>,
  again: (refused: Refusal) => Promise<Shown>,
): Promise<Shown> {
  try {
    return await deed();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Problem)) throw error;
    const { refusal } = error;
    c.set('code', refusal.code);
    return { ...(await again(refusal)), status: statusOf(refusal.code) };
  }
}
