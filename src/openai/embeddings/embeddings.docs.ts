import { CACHE_CONTROL } from '../../telling/answer.docs';
import { documented } from '../../http/documented';
import { embeddingsReply } from './embeddings.schema';

export const EmbeddingsCall = () =>
  documented({
    summary: 'Vectors of texts, as in OpenAI’s API',
    description:
      'What the cache of vectors has is not embedded again. `no-store` leaves no trace of the texts.',
    headers: [CACHE_CONTROL],
    success: { description: 'One vector per text, in order', schema: embeddingsReply },
    takesBody: true,
    problems: [
      [400, 'unknown_parameter'],
      [400, 'unsupported_value'],
      [400, 'context_length_exceeded'],
      [404, 'model_not_found'],
      [503, 'embedding_model_unavailable'],
    ],
    errors: 'openai',
  });
