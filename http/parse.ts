import type { z } from 'zod';
import { isErrorCode, Refused, type ErrorCode } from '../domain/errors.ts';

/** The message of a schema whose refusal has a code of its own instead of MALFORMED. */
export const refusedAs = (code: ErrorCode, detail = ''): string => `${code}: ${detail}`;

/** Throws MALFORMED, UNKNOWN_FIELD or the schema's own code; the first thing that is wrong is named by its path. */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown?.code === 'unrecognized_keys')
    throw new Refused('UNKNOWN_FIELD', { param: pathOf([...unknown.path, unknown.keys[0] ?? '']) });
  const [issue] = issues;
  const { path = [], message = '' } = issue ?? {};
  const param = pathOf(path);
  const [, code = '', detail] = /^([A-Z_]+): (.*)$/s.exec(message) ?? [];
  if (isErrorCode(code)) throw new Refused(code, { param, ...(detail ? { detail } : {}) });
  throw new Refused('MALFORMED', { param, detail: `${message}.` });
}

/** `change[0].unitPrice`, as the domain and the JSON import write it. */
function pathOf(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>(
    (before, part) => (typeof part === 'number' ? `${before}[${part}]` : `${before}${before && '.'}${String(part)}`),
    '',
  );
  return text.slice(0, 80) || '(root)';
}
