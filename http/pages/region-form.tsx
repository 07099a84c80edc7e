import type { PersonRecord } from '../../store/directory-records.ts';
import { formatsOf, isRegion, type Region } from '../console/formats.ts';
import { Csrf } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';

/** Locales that are offered: how days and amounts are written. */
const locales = [
  'en-GB', 'en-US', 'en-IE', 'de-DE', 'de-AT', 'de-CH', 'es-ES', 'es-MX', 'fr-FR', 'it-IT', 'nl-NL', 'nb-NO', 'da-DK', 'sv-SE',
  'fi-FI', 'pl-PL', 'pt-PT', 'pt-BR',
] as const; // prettier-ignore
const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
const languages = new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' });

export const isLocale = (text: string): boolean => locales.some((one) => one === text);
/** Names of the IANA, also those that are not offered because they stand for another one; an offset is no zone. */
export const isZone = (text: string): boolean => /^[A-Z]/i.test(text) && isRegion({ zone: text, locale: 'en-GB' });

interface Form {
  readonly record: PersonRecord;
  readonly viewer: Viewer;
  /** The deployment's. */
  readonly region: Region;
}

/** How somebody reads times and amounts: his own to say, and nobody else's. */
export const RegionForm = ({ record, viewer, region }: Form) => (
  <form method="post" action="/me/region" class="sheet" aria-labelledby="region">
    <Csrf viewer={viewer} />
    <h2 id="region">How I read times and amounts</h2>
    <label>
      Time zone
      <select name="zone">
        <option value="">{`not said: ${viewer.session.zone ?? region.zone}`}</option>
        {record.zone !== undefined && !zones.includes(record.zone) && (
          <option value={record.zone} selected>
            {record.zone}
          </option>
        )}
        {areas.map(([area, names]) => (
          <optgroup label={area}>
            {names.map((zone) => (
              <option value={zone} selected={zone === record.zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
    <label>
      Days and amounts
      <select name="locale">
        <option value="">{`not said: ${viewer.session.locale ?? region.locale}`}</option>
        {locales.map((locale) => (
          <option value={locale} selected={locale === record.locale}>
            {`${languages.of(locale) ?? locale}: ${exampleOf(locale)}`}
          </option>
        ))}
      </select>
    </label>
    <p class="hint">The zone stands beside every time of day. It changes nothing about what is due when.</p>
    <button>Keep this</button>
  </form>
);

const exampleOf = (locale: string): string => {
  const formats = formatsOf({ locale, zone: 'UTC' });
  return `${formats.day('2026-01-31')}, ${formats.amount(125_050, 'EUR')}`;
};

/** Zones by their first word, as the IANA names them. */
const areaOf = (zone: string): string => zone.split('/')[0] ?? zone;
const areas = [...new Set(zones.map(areaOf))].map(
  (area) => [area, zones.filter((zone) => areaOf(zone) === area)] as const,
);
