import { documented } from '../../http/documented';
import { modelReply, modelsReply } from './models.schema';

export const ListCall = () =>
  documented({
    summary: 'The models of this server, as in OpenAI’s API',
    success: {
      description:
        'A name that never changes, for chats and vectors, then the model for chats and the one for vectors',
      schema: modelsReply,
    },
    errors: 'openai',
  });

export const RetrieveCall = () =>
  documented({
    summary: 'One model, as in OpenAI’s API',
    success: { description: 'The model', schema: modelReply },
    problems: [[404, 'model_not_found']],
    errors: 'openai',
  });
