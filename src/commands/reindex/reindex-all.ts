import type { Reindex } from '../../notes/reindex';
import type { Sketcher } from '../../notes/search-structure/sketcher';

/** What the command works with, and where it says how far it is. */
interface Work {
  readonly reindex: Pick<Reindex, 'run'>;
  readonly sketcher: Pick<Sketcher, 'run'>;
  readonly provider: string;
  readonly out: Pick<Console, 'log' | 'error'>;
}

/**
 * Embeds all notes anew, then makes the sketches of their chunks. From the end of the first on, the new chunks are searched. So sketches
 * that fail are told and no error: the service makes them.
 * @throws {Error} no note is embedded anew, as far as searches see
 */
export async function reindexAll({ reindex, sketcher, provider, out }: Work): Promise<void> {
  const embedded = await reindex.run(({ done, total }) => {
    if (done % 100 === 0 || done === total) out.log(`${done} of ${total} notes embedded`);
  });
  out.log(`Reindexed ${embedded} notes with ${provider}.`);
  try {
    await sketcher.run(({ done, total }) => {
      if (done % 10_000 === 0 || done === total) out.log(`${done} of ${total} chunks have their sketch`);
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    out.error(
      `The new chunks are in place and searched, but their sketches could not be made. The service makes them; until then searches are slower. ${reason}`,
    );
  }
}
