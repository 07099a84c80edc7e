import type { Settings } from '../domain/settings.ts';

/** The settings in force. */
export interface SettingsRecord {
  readonly _id: 'current';
  readonly version: number;
  readonly settings: Settings;
}

/** Settings that were put in force, and by whom: lines are only ever added. */
export interface SettingsVersionRecord {
  readonly _id: number;
  readonly settings: Settings;
  readonly actor: string;
  readonly at: Date;
}
