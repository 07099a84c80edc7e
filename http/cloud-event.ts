import { encodeId, hashValue } from '../domain/canonical.ts';
import { Refused, type Refusal } from '../domain/errors.ts';
import { parseEventData, type BusinessEvent } from '../domain/event-rules.ts';
import { encodedIdMax } from './context.ts';
import { parseAs } from './parse.ts';
import { envelope } from './schemas/event.ts';

/** Names of extension attributes (CloudEvents 1.0, "Naming Conventions"); also keeps `data_base64` out. */
const extensionName = /^[a-z0-9]{1,40}$/;

/**
 * Reads a structured CloudEvent (CloudEvents 1.0, JSON format). What its data lacks by its type's rules is a refusal:
 * EVENT_TYPE_UNKNOWN, REASON_REQUIRED, UNKNOWN_FIELD, MALFORMED with the field's path. Throws MALFORMED, UNKNOWN_FIELD for
 * the envelope, and SIGNATURE_INVALID for a source that none of the signers may speak for.
 */
export function readCloudEvent(
  value: unknown,
  signers: readonly string[],
  receivedAtMs: number,
): BusinessEvent | Refusal {
  requireSource(value, signers);
  const { source, id, type, subject, time, data, ...others } = parseAs(envelope, value);
  const unknown = Object.keys(others).find((name) => !Object.hasOwn(envelope.shape, name) && !extensionName.test(name));
  if (unknown !== undefined) throw new Refused('UNKNOWN_FIELD', { param: unknown.slice(0, 80) });
  if (encodeId(source).length + encodeId(id).length > encodedIdMax)
    throw new Refused('MALFORMED', { param: 'id', detail: 'Source and id are too long together.' });
  const read = parseEventData(type, data);
  if ('code' in read) return read;
  const bodyHash = hashValue('countersign/event/v1', { source, id, type: read.type, subject, time, data: read.data });
  return { source, id, bodyHash, receivedAtMs, ...read };
}

/** A secret belongs to one source: with it nobody speaks for another. */
function requireSource(value: unknown, signers: readonly string[]): void {
  const source = typeof value === 'object' && value !== null && 'source' in value ? value.source : undefined;
  if (typeof source === 'string' && !signers.includes(source))
    throw new Refused('SIGNATURE_INVALID', { param: 'source', detail: 'This secret belongs to another source.' });
}
