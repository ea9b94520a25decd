import { documented } from '../../http/documented';
import { modelReply, modelsReply } from './models.schema';

export const ListCall = () =>
  documented({
    summary: 'The models of this server, as in OpenAI’s API',
    success: {
      description: 'For chats, for vectors, and a name for both that never changes',
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
