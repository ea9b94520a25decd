import { catalogue } from '../../src/config/catalogue';
import { environment } from '../../src/config/environment';

/** A valid value for each secret, in place of the file that a deployment names. */
const SECRETS: Record<string, string> = {
  DATABASE_URL: 'postgresql://trivet:secret@postgres:5432/trivet',
  REDIS_URL: 'redis://redis:6379',
  JWT_SECRET: 'x'.repeat(32),
};

/**
 * What a start would say against variables that a deployment sets. It names unknown variables and refused values.
 *
 * @param told values as text, secrets as `NAME_FILE`
 */
export function refusedSettings(told: Readonly<Record<string, string>>): string[] {
  const secrets = catalogue.filter(({ secret }) => secret).map(({ name }) => name);
  const known = new Set([...catalogue.map(({ name }) => name), ...secrets.map((name) => `${name}_FILE`)]);
  const unknown = Object.keys(told).filter((name) => !known.has(name));
  const values = Object.entries(told).map(([name, value]) => {
    const secret = name.replace(/_FILE$/, '');
    return name === secret ? [name, value] : [secret, SECRETS[secret]];
  });
  const parsed = environment.safeParse(Object.fromEntries(values));
  const refused = parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
  return [...unknown.map((name) => `Nobody reads ${name}.`), ...refused];
}
