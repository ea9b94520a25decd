import {
  databaseName,
  fiveAmongMany,
  planned,
  RETRIEVAL,
  SCOPES,
  scopeOf,
  type Loaded,
  type Loading,
} from './corpora';
import { ensureCorpusIndex, look, p50, p95, productLook, recall, type Look } from './looks';
import { sampled, type Space } from './spaces';

const WARMING = 10;

/** So many chunks in 504 corpora, in the order of life. */
export const manyOf = (space: Space, chunks: number): Loading => ({
  name: databaseName(space, `${chunks}`),
  bases: space.bases,
  plan: () => planned(fiveAmongMany(chunks), space.bases.length),
});

/** Each question is asked in all ways, one after the other, so that a busy machine slows all. */
export async function printLooks(
  { product, sql }: Loaded,
  { questions }: Space,
  count: number,
): Promise<void> {
  await ensureCorpusIndex(sql);
  const asked = sampled(questions, count);
  for (const size of SCOPES) {
    const scope = scopeOf(size);
    const looks: Record<'exact' | 'product' | 'vector' | 'hybrid', Look[]> = {
      exact: [],
      product: [],
      vector: [],
      hybrid: [],
    };
    for (const question of [...asked.slice(0, WARMING), ...asked]) {
      const asking = { ...question, corpora: scope };
      looks.exact.push(await look(sql, 'exact', asking));
      looks.product.push(await productLook(product, scope, { ...question, text: '' }));
      looks.vector.push(await look(sql, 'vector', asking));
      if (RETRIEVAL === 'hybrid') looks.hybrid.push(await look(sql, 'hybrid', asking));
    }
    const [found, exact] = [looks.product.slice(WARMING), looks.exact.slice(WARMING)];
    const [vector, hybrid] = [p50(looks.vector.slice(WARMING)), p50(looks.hybrid.slice(WARMING))];
    console.log(
      `${size} in scope: recall@5 ${(100 * recall(found, exact)).toFixed(2)} %, ` +
        `p50 ${p50(found).toFixed(1)} p95 ${p95(found).toFixed(1)} ms; everything p50 ${p50(exact).toFixed(1)} p95 ${p95(exact).toFixed(1)} ms; ` +
        `ratio ${(p50(found) / p50(exact)).toFixed(3)}; statements alone: vector ${vector.toFixed(1)} ms, hybrid ${hybrid.toFixed(1)} ms, ` +
        `ratio ${(hybrid / vector).toFixed(2)}`,
    );
  }
}
