import { codeOf } from '../database/error-code';

/** OpenSSL's names for a chain that ends with nobody known, https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const FROM_NOBODY_KNOWN = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

/**
 * What to do about a server whose certificate is not believed; undefined when that is not what is wrong.
 *
 * @param setting that names an authority
 */
export function certificateRemedy(error: unknown, setting: string): string | undefined {
  const code = codeOf(error);
  if (FROM_NOBODY_KNOWN.has(code)) return `Name the authority that signed its certificate: ${setting}.`;
  if (code === 'CERT_HAS_EXPIRED') return 'Its certificate must be renewed.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'Connect to it by a name that its certificate holds.';
  return undefined;
}
