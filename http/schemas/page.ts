import { z } from 'zod';
import { idMax } from '../context.ts';

/** Rows of one page, at most. */
export const pageMax = 100;

/** How a caller pages through a list. */
export const pageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= pageMax, `At most ${pageMax}`)
    .default(50)
    .meta({ description: `Rows of a page, at most ${pageMax}.`, examples: ['100'] }),
  after: z.string().max(idMax).optional().meta({ description: 'The `next` of the page before.' }),
});

/** A page of a list; `next` is there while more may follow. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().optional() });
