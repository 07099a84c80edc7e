import type { OperatorService } from '@temporalio/client';
import { StackError } from './errors.ts';
import type { SearchAttributeKind, SearchAttributes } from './settings.ts';
import { until } from './wait.ts';

// temporal.api.enums.v1.IndexedValueType
const KIND_NUMBERS: Readonly<Record<SearchAttributeKind, number>> = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
};

/**
 * Makes sure that the namespace knows the attributes: one that is missing fails every workflow task for ever
 * (temporal.md trap 14), and `--search-attribute` does nothing on an existing database file (trap 22).
 *
 * @throws StackError SERVER_NOT_READY when one is missing and may not be created, or has another kind
 */
export async function ensureSearchAttributes(
  operator: OperatorService,
  namespace: string,
  wanted: SearchAttributes,
  { create }: { readonly create: boolean },
): Promise<void> {
  const missingNow = async () => missing((await operator.listSearchAttributes({ namespace })).customAttributes, wanted);
  const absent = await missingNow();
  if (absent.length === 0) return;
  if (!create) {
    throw new StackError(
      'SERVER_NOT_READY',
      `Namespace ${namespace} lacks search attributes: ${absent.join(', ')}.`,
      absent.map((name) => `temporal operator search-attribute create --name ${name} --type ${wanted[name] ?? ''}`),
    );
  }
  const searchAttributes = Object.fromEntries(
    Object.entries(wanted).flatMap(([name, kind]) => (absent.includes(name) ? [[name, KIND_NUMBERS[kind]]] : [])),
  );
  await operator.addSearchAttributes({ namespace, searchAttributes });
  await until('search attributes', async () => (await missingNow()).length === 0);
}

function missing(present: Readonly<Record<string, number>> | null | undefined, wanted: SearchAttributes): string[] {
  return Object.entries(wanted).flatMap(([name, kind]) => {
    const number = present?.[name];
    if (number === undefined) return [name];
    if (number === KIND_NUMBERS[kind]) return [];
    throw new StackError('SERVER_NOT_READY', `Search attribute ${name} exists, but is not a ${kind}.`, [
      `temporal operator search-attribute remove --name ${name}`,
    ]);
  });
}
