import type { Config, OidcConfig } from '../../config.ts';

/**
 * The environment of worker, gateway and, in the demo, the command line: what this process has read, and nothing else. So a
 * variable that is exported somewhere never reaches one part and misses another.
 */
export function childEnvironment(config: Config): NodeJS.ProcessEnv {
  const wanted: NodeJS.ProcessEnv = {
    PATH: config.path,
    TEMPORAL_ADDRESS: config.temporalAddress,
    TEMPORAL_NAMESPACE: config.namespace,
    TEMPORAL_TASK_QUEUE: config.taskQueue,
    TEMPORAL_UI_URL: config.temporalUiUrl,
    MONGODB_URI: config.mongodbUri,
    MONGODB_DATABASE: config.database,
    COUNTERSIGN_HOME: config.home,
    COUNTERSIGN_PORT: String(config.port),
    COUNTERSIGN_ACCESS: config.accessFile,
    COUNTERSIGN_PROOF_KEYS: config.proofKeysFile,
    COUNTERSIGN_LOCALE: config.region.locale,
    COUNTERSIGN_ZONE: config.region.zone,
    COUNTERSIGN_PUBLIC_URL: config.publicUrl,
    COUNTERSIGN_SIGN_INS_PER_MINUTE: String(config.signInsPerMinute),
    ...oidcEnvironment(config.oidc),
    COUNTERSIGN_TEMPLATES: config.templatesDir,
    SMTP_URL: config.smtpUrl,
    MAIL_FROM: config.mailFrom,
    LOG_LEVEL: config.logLevel,
    NODE_ENV: config.production ? 'production' : undefined,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

function oidcEnvironment(oidc: OidcConfig | undefined): NodeJS.ProcessEnv {
  if (!oidc) return {};
  const { roles } = oidc;
  return {
    OIDC_ISSUER: oidc.issuer,
    OIDC_CLIENT_ID: oidc.clientId,
    OIDC_CLIENT_SECRET: oidc.clientSecret,
    OIDC_CLIENT_SECRET_FILE: oidc.clientSecretFile,
    OIDC_CLIENT_AUTH: oidc.clientAuth,
    OIDC_NAME: oidc.name,
    OIDC_SCOPE: oidc.scope,
    OIDC_PERSON_CLAIM: oidc.personClaim,
    ...(roles ? { OIDC_ROLES_CLAIM: roles.claim, OIDC_ROLES: JSON.stringify(roles.map) } : {}),
  };
}
