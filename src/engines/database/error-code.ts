/** The `code` of an error from Node or `pg`; '' without one. Not by `instanceof`: Jest's realm has an Error of its own. */
export function codeOf(error: unknown): string {
  const named = typeof error === 'object' && error !== null && 'code' in error;
  return named && typeof error.code === 'string' ? error.code : '';
}
