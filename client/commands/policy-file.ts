import { parsePolicy } from '../../domain/policy-read.ts';
import type { Policy } from '../../domain/policy.ts';
import { readJsonObject } from './json-file.ts';

const form = 'A policy is one JSON object; countersign policy show --default --json prints one to start from.';

/** Throws UsageError, POLICY_SHAPE, UNKNOWN_FIELD. */
export const policyIn = async (file: string): Promise<Policy> => parsePolicy(await readJsonObject(file, form));
