/**
 * The bearer token that the command-line clients of a running server use, from `TRIVET_TOKEN`. No setting of the server, so it
 * is not among its variables.
 */
export function clientToken(env: NodeJS.ProcessEnv = process.env): string | null {
  const token = env['TRIVET_TOKEN']?.trim();
  return token === undefined || token === '' ? null : token;
}
