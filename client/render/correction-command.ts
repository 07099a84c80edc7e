import type { Alternative } from '../../domain/errors.ts';
import { kinds, type CorrectionInput, type Kind } from '../../domain/input.ts';
import { commandLine } from './wording.ts';

/**
 * The command line that asks for exactly this correction: what client/commands/correction-options.ts reads. Undefined for an
 * input that only a file can say (added lines, words and tax of lines).
 */
export function correctionCommand(
  verb: 'plan' | 'request',
  kind: Kind,
  id: string,
  input: CorrectionInput = {},
): string | undefined {
  const { payout, lines = [], amount, unused, set = {}, clear = [], change = [], add, disposition, method, counters, currency, postingDate } = input; // prettier-ignore
  if (add || change.some((one) => one.description ?? one.taxCategory ?? one.taxRate)) return undefined;
  const words = [
    ...(payout ? ['--payout'] : []),
    ...lines.flatMap(({ lineId, quantity, net }) => quantity === undefined ? ['--line-net', `${lineId}=${net}`] : ['--line', `${lineId}=${quantity}`]),
    ...named('--amount', amount),
    ...(unused ? ['--unused', `${unused.days}/${unused.of}`] : []),
    ...assignments(set).flatMap((text) => ['--set', text]),
    ...clear.flatMap((field) => ['--clear', field]),
    ...change.flatMap(({ lineId, quantity, unitPrice, remove }) => [
      ...(quantity === undefined ? [] : ['--quantity', `${lineId}=${quantity}`]),
      ...(unitPrice === undefined ? [] : ['--price', `${lineId}=${unitPrice}`]),
      ...(remove ? ['--remove-line', lineId] : []),
    ]),
    ...named('--disposition', disposition),
    ...named('--method', method),
    ...named('--counters', counters),
    ...named('--posting-date', postingDate),
    ...named('--currency', currency),
  ]; // prettier-ignore
  return commandLine(verb, kind, id, ...words);
}

const named = (flag: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [flag, value];

/** `field=value` for each leaf, as `--set` takes it. */
function assignments(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'string') return [`${path.replace(/^billingAddress\b/, 'address')}=${value}`];
  if (Array.isArray(value)) return value.flatMap((entry) => assignments(entry, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => assignments(field, path === '' ? name : `${path}.${name}`));
}

/** What to type to take a way that stays open; undefined where no command does it. `all` are the ways of the same refusal. */
export function commandFor(way: Alternative, all: readonly Alternative[] = []): string | undefined {
  const { kind, documentId, text } = way;
  const [, day] = kind === 'repeat' ? (/dated after (\d{4}-\d{2}-\d{2})/.exec(text) ?? []) : [];
  if (day !== undefined) return `add --posting-date ${dayAfter(day)}`;
  if (documentId === undefined) return undefined;
  if (kind === 'see') return commandLine('invoice', documentId);
  if (kind === 'update') return updateFor(documentId, text, all);
  if (kind === 'discount') return correctionCommand('plan', kind, documentId, { amount: amountIn(text) ?? 'AMOUNT' });
  return isKind(kind) ? commandLine('plan', kind, documentId) : undefined;
}

const isKind = (text: string): text is Kind => kinds.some((kind) => kind === text);

/** An update is asked for in as many ways as there are reasons for it; the text of the way says which. */
function updateFor(id: string, text: string, all: readonly Alternative[]): string | undefined {
  if (text.includes('--counter')) {
    // Documents that a request made are named after it; one that was imported is not.
    const made = all.map((way) => /^(r_[a-z2-7]+)\.\d+$/.exec(way.documentId ?? '')?.[1]).find((found) => found);
    return made === undefined ? undefined : commandLine('plan', '--counter', made);
  }
  if (text.includes('finalise')) return `${commandLine('finalise', id)} or ${commandLine('discard', id)}`;
  if (text.includes('revise')) return 'add --method revise';
  if (text.startsWith('notes')) return commandLine('plan', 'update', id, '--set', 'notes=TEXT');
  return commandLine('plan', 'update', id, '--price', 'LINE=PRICE');
}

const amountIn = (text: string): string | undefined =>
  /\b[A-Z]{3} ([\d,]+(?:\.\d+)?)$/.exec(text)?.[1]?.replaceAll(',', '');

const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
