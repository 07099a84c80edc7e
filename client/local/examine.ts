import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { examineSecrets, examineGateway, examineMail } from './doctor-edges.ts';
import { examineSignIn } from './doctor-sign-in.ts';
import { examineMongo, examineTemporal, resolutionOf } from './doctor-servers.ts';
import { note, ok, type DoctorReport, type Finding, type Section, type Whereabouts } from './findings.ts';
import { readRunning } from '../running.ts';

/** Looks at everything that Countersign stands on and changes nothing, apart from the probe's own rows, which it removes. */
export async function examine(config: Config): Promise<DoctorReport> {
  const { where, findings } = await whatRuns(config);
  const sections: readonly Section[] = await Promise.all([
    section('Temporal: what would be used', resolutionOf('temporal', config)),
    section('MongoDB: what would be used', resolutionOf('mongo', config)),
    section('What runs', Promise.resolve(findings)),
    section('Temporal', examineTemporal(where, config)),
    section('MongoDB', examineMongo(where, config)),
    section('Gateway', examineGateway(where, config)),
    section('Sign-in', examineSignIn(config)),
    section('Secrets', examineSecrets(config, where)),
    section('Mail', examineMail(config)),
  ]);
  const shown = sections.filter(({ findings: found }) => found.length > 0);
  return { ok: !shown.some(({ findings: found }) => found.some(({ level }) => level === 'wrong')), sections: shown };
}

const section = async (title: string, findings: Promise<readonly Finding[]>): Promise<Section> => ({
  title,
  findings: await findings,
});

async function whatRuns(
  config: Config,
): Promise<{ readonly where: Whereabouts; readonly findings: readonly Finding[] }> {
  const running = await readRunning(config.home);
  const where: Whereabouts = {
    temporalAddress: config.temporalAddress ?? running?.temporalAddress,
    temporalUiUrl: config.temporalUiUrl ?? (running?.temporalUiUrl || undefined),
    mongodbUri: config.mongodbUri ?? running?.mongodbUri,
    database: config.mongodbUri === undefined ? (running?.database ?? config.database) : config.database,
    gatewayUrl: config.gatewayUrl ?? running?.gatewayUrl ?? `http://127.0.0.1:${config.port}`,
    up: running !== undefined,
  };
  if (running) return { where, findings: [ok(`countersign up runs for ${config.home} (process ${running.pid})`)] };
  const leftOver = existsSync(join(config.home, 'running.json'));
  const text = leftOver
    ? `the countersign up of ${config.home} was killed; the next one ends what it left`
    : `no countersign up runs for ${config.home}`;
  return { where, findings: [note(text, 'countersign up')] };
}
