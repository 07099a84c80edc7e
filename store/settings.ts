import { canonical } from '../domain/canonical.ts';
import { Refused } from '../domain/errors.ts';
import type { MessageSettings } from '../domain/message-settings.ts';
import { parseSettings, presets, type Settings } from '../domain/settings.ts';
import { insertStored, operationMaxMs, toStored, type Store } from './database.ts';
import { isDuplicateKey } from './perform.ts';
import { listMax } from './queries.ts';
import type { SettingsVersionRecord } from './settings-records.ts';

export interface CurrentSettings {
  readonly settings: Settings;
  /** Named in every plan as its policy version. */
  readonly version: number;
}

/** The settings in force: the stored ones, or the preset `strict` before any were stored (version 0). */
export async function currentSettings({ collections }: Store): Promise<CurrentSettings> {
  const stored = await collections.settings.findOne({ _id: 'current' }, { maxTimeMS: operationMaxMs });
  return stored
    ? { settings: parseSettings(stored.settings), version: stored.version }
    : { settings: presets.strict, version: 0 };
}

export interface SettingsChange {
  /** Who changed them; the deployment itself unless said otherwise. */
  readonly actor?: string;
  readonly at?: Date;
  /** The version that was seen; whatever is in force unless said otherwise. */
  readonly expectedVersion?: number;
}

/**
 * Puts settings in force as the next version, and writes who did so; the same again changes nothing. Requests that wait keep
 * their plan. Throws STALE_VERSION when another version than the expected one is in force.
 */
export async function putSettings(
  store: Store,
  settings: Settings,
  { actor = 'countersign', at = new Date(), expectedVersion }: SettingsChange = {},
): Promise<CurrentSettings> {
  const current = await currentSettings(store);
  if (current.version > 0 && canonical(current.settings) === canonical(settings)) return current;
  if (expectedVersion !== undefined && expectedVersion !== current.version) throw stale(current.version);
  const version = current.version + 1;
  const { settings: inForce, settings_versions: trail } = store.collections;
  try {
    await store.transact(async (session) => {
      const next = { version: toStored(version), settings: toStored(settings) };
      if (current.version === 0) await inForce.insertOne({ _id: 'current', ...next }, { session });
      else await inForce.replaceOne({ _id: 'current', version: toStored(current.version) }, next, { session });
      // Of two changes at once, one finds its line written.
      await insertStored(trail, [{ _id: version, settings, actor, at }], session);
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const { version: now } = await currentSettings(store);
    throw stale(now);
  }
  return { settings, version };
}

const stale = (version: number): Refused =>
  new Refused('STALE_VERSION', { param: 'expectedVersion', detail: `Version ${version} of the settings is in force.` });

/** Versions that were put in force, newest first; `before` is the last one of the page before. */
export const settingsVersions = (
  { collections: { settings_versions: trail } }: Store,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
): Promise<SettingsVersionRecord[]> =>
  trail
    .find(before === undefined ? {} : { _id: { $lt: toStored(before) } }, {
      sort: { _id: -1 },
      limit: Math.min(limit, listMax),
      maxTimeMS: operationMaxMs,
    })
    .toArray();
/** Who is told of what, as it is set now. */
export const messageSettings = async (store: Store): Promise<MessageSettings> =>
  (await currentSettings(store)).settings.messages;
