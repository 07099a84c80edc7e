import type { Document } from 'mongodb';
import type { Collections } from './collections.ts';

const long = { bsonType: 'long' } as const;
const string = { bsonType: 'string' } as const;
const date = { bsonType: 'date' } as const;
const strings = { bsonType: 'array', minItems: 1, items: string } as const;
const notNegative = { bsonType: 'long', minimum: 0 } as const;
/** Its fields are read by domain/settings.ts; here stands what no stored one is without. */
const settings = { bsonType: 'object', required: ['preset', 'cancel', 'update', 'journal'] } as const;
const balanceRow = {
  bsonType: 'object',
  required: ['kind', 'amountMinor'],
  properties: { kind: string, amountMinor: long },
};

/** Validators of the collections that hold money (amounts are 64-bit integers, whoever writes) and keys (never a secret). */
export const validators: Partial<Record<keyof Collections, Document>> = {
  invoices: {
    bsonType: 'object',
    required: [
      '_id',
      'sellerId',
      'number',
      'class',
      'type',
      'status',
      'currency',
      'rows',
      'balanceMinor',
      'version',
      'totals',
    ],
    properties: {
      class: { enum: ['invoice', 'credit'] },
      type: { enum: ['standard', 'credit_note', 'cancellation', 'correction', 'replacement'] },
      status: { enum: ['draft', 'open', 'paid', 'canceled', 'settled', 'discarded'] },
      balanceMinor: long,
      version: long,
      rows: { bsonType: 'array', items: balanceRow },
      totals: {
        bsonType: 'object',
        required: ['grossMinor', 'taxMinor', 'netMinor'],
        properties: { grossMinor: long, taxMinor: long, netMinor: long },
      },
    },
  },
  journal: {
    bsonType: 'object',
    required: ['kind', 'currency', 'postings', 'postedOn'],
    properties: {
      postings: {
        bsonType: 'array',
        minItems: 2,
        items: {
          bsonType: 'object',
          required: ['account', 'side', 'amountMinor'],
          properties: {
            account: string,
            side: { enum: ['debit', 'credit'] },
            amountMinor: { bsonType: 'long', minimum: 1 },
          },
        },
      },
    },
  },
  customers: {
    bsonType: 'object',
    required: ['customerId', 'currency', 'creditMinor', 'freeMinor'],
    properties: { creditMinor: notNegative, freeMinor: notNegative, payableMinor: notNegative, version: long },
  },
  api_keys: {
    bsonType: 'object',
    additionalProperties: false,
    required: ['_id', 'principalId', 'hash', 'roles', 'createdAt', 'createdBy', 'expiresAt'],
    properties: {
      _id: string,
      principalId: string,
      name: string,
      hash: { bsonType: 'string', minLength: 64, maxLength: 64 },
      roles: strings,
      createdAt: date,
      createdBy: string,
      expiresAt: date,
      revokedAt: date,
      revokedBy: string,
      lastUsedAt: date,
    },
  },
  directory_log: {
    bsonType: 'object',
    required: ['_id', 'at', 'actor', 'deed', 'principalId'],
    properties: {
      at: date,
      actor: string,
      deed: string,
      keyId: string,
      principalId: string,
      roles: { bsonType: 'array', items: string }, // one without a role is an entry, too
      detail: string,
    },
  },
  payments: {
    bsonType: 'object',
    required: ['documentId', 'customerId', 'currency', 'amountMinor', 'state', 'source'],
    properties: {
      amountMinor: { bsonType: 'long', minimum: 1 },
      state: { enum: ['in_flight', 'linked', 'free', 'reversed'] },
      source: { enum: ['recorded', 'imported', 'free_balance'] },
    },
  },
  payouts: {
    bsonType: 'object',
    required: ['documentId', 'customerId', 'currency', 'amountMinor', 'state'],
    properties: {
      amountMinor: { bsonType: 'long', minimum: 1 },
      state: { enum: ['requested', 'confirmed', 'failed'] },
    },
  },
  settings: {
    bsonType: 'object',
    required: ['version', 'settings'],
    properties: { version: { bsonType: ['int', 'long'], minimum: 1 }, settings },
  },
  settings_versions: {
    bsonType: 'object',
    additionalProperties: false,
    required: ['_id', 'settings', 'actor', 'at'],
    properties: { _id: { bsonType: 'long', minimum: 1 }, settings, actor: string, at: date },
  },
  number_series: { bsonType: 'object', required: ['last'], properties: { last: { bsonType: 'long', minimum: 1 } } },
};
