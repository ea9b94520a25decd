import { Injectable } from '@nestjs/common';
import { EmbeddingModel, LanguageModel } from '../../core';
import { Problem } from '../../http/problem';
import type { ModelBody } from './models.schema';

/** Names the models that this server answers with, for programs whose settings must not change with the operator's. */
const TRIVET = 'trivet';

/** The models of this server, by the names under which programs ask for them. */
@Injectable()
export class ModelList {
  /** The model that answers of chats name. */
  readonly chat: string;
  /** The model that vectors name. */
  readonly embedding: string;

  constructor(language: LanguageModel, embedding: EmbeddingModel) {
    this.chat = language.name;
    this.embedding = embedding.name;
  }

  /** Programs select the first by themselves, and offer all of them for chats. */
  all(): ModelBody[] {
    return [...new Set([TRIVET, this.chat, this.embedding])].map(modelBody);
  }

  /** @throws {Problem} 404 */
  one(id: string): ModelBody {
    const found = this.all().find((model) => model.id === id);
    if (found) return found;
    throw modelNotFound([TRIVET, this.chat, this.embedding]);
  }

  /** @throws {Problem} 404 when it is no model for chats */
  requireChat(id: string): void {
    if (id !== this.chat && id !== TRIVET) throw modelNotFound([TRIVET, this.chat]);
  }

  /** @throws {Problem} 404 when it is no model for vectors */
  requireEmbedding(id: string): void {
    if (id !== this.embedding && id !== TRIVET) throw modelNotFound([TRIVET, this.embedding]);
  }
}

/** When a model was made is not known here, and the shape asks for a number. */
function modelBody(id: string): ModelBody {
  return { id, object: 'model', created: 0, owned_by: 'trivet' };
}

function modelNotFound(names: readonly string[]): Problem {
  const known = names.map((name) => `"${name}"`).join(' or ');
  return new Problem({
    status: 404,
    code: 'model_not_found',
    title: 'Model not found',
    detail: 'This server has no such model for this call.',
    errors: [{ path: 'model', message: `This server has no such model for this call; use ${known}.` }],
  });
}
