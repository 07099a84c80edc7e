import { canonical } from '../domain/canonical.ts';
import { parseSettings, presets, type Settings } from '../domain/settings.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';

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

/** Puts settings in force as the next version; the same again changes nothing. Requests that wait keep theirs. */
export async function putSettings(store: Store, settings: Settings): Promise<CurrentSettings> {
  const current = await currentSettings(store);
  if (current.version > 0 && canonical(current.settings) === canonical(settings)) return current;
  const version = current.version + 1;
  await store.collections.settings.replaceOne(
    { _id: 'current' },
    { version: toStored(version), settings: toStored(settings) },
    { upsert: true },
  );
  return { settings, version };
}
