import { databaseName, fiveAmongMany, planned, SCOPES, scopeOf, type Loaded, type Loading } from './corpora';
import { ensureCorpusIndex, exactLook, p50, p95, productLook, recall, type Look } from './looks';
import type { Space } from './spaces';

const QUESTIONS = 200;

/** So many chunks in 504 corpora, in the order of life. */
export const manyOf = (space: Space, chunks: number): Loading => ({
  name: databaseName(space, `${chunks}`),
  bases: space.bases,
  plan: () => planned(fiveAmongMany(chunks), space.bases.length),
});

/** Each question is asked of both, one after the other, so that a busy machine slows both. */
export async function printLooks({ product, sql }: Loaded, { questions }: Space): Promise<void> {
  await ensureCorpusIndex(sql);
  const step = Math.floor(questions.length / QUESTIONS);
  const asked = questions.filter((_, i) => i % step === 0).slice(0, QUESTIONS);
  for (const size of SCOPES) {
    const scope = scopeOf(size);
    const [found, exact]: [Look[], Look[]] = [[], []];
    for (const vector of [...asked.slice(0, 10), ...asked]) {
      exact.push(await exactLook(sql, scope, vector));
      found.push(await productLook(product, scope, vector));
    }
    const warm = { found: found.slice(10), exact: exact.slice(10) };
    console.log(
      `${size} in scope: recall@5 ${(100 * recall(warm.found, warm.exact)).toFixed(2)} %, ` +
        `p50 ${p50(warm.found).toFixed(1)} p95 ${p95(warm.found).toFixed(1)} ms; ` +
        `everything p50 ${p50(warm.exact).toFixed(1)} p95 ${p95(warm.exact).toFixed(1)} ms; ` +
        `ratio ${(p50(warm.found) / p50(warm.exact)).toFixed(3)}`,
    );
  }
}
