import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { type PersonSettings, Settings } from '../config/settings';
import { errorSchemas } from '../http/documented';

/** The scheme that `addBearerAuth` defines. */
const BEARER = 'bearer';

/** OpenAPI at /docs (page), /docs/json and /docs/yaml. */
export function mountOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'docs/json',
    yamlDocumentUrl: 'docs/yaml',
  });
}

/** Made of the handlers' schemas and of what `documented` says about each call. */
function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Trivet')
    .setDescription(
      'Answers questions over notes through three caches that never serve what the notes no longer support.',
    )
    .setVersion('1')
    .addBearerAuth();
  const { auth } = app.get(Settings);
  if (auth.mode !== 'none') builder.addSecurityRequirements(BEARER);
  if (auth.mode !== 'none') describePersons(builder, auth.persons);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory });
  const schemas = { ...document.components?.schemas, ...errorSchemas };
  return { ...document, components: { ...document.components, schemas } };
}

/** The headers by which a program says for whom it asks, beside its token. Only those that the operator turned on. */
function describePersons(builder: DocumentBuilder, { tokens, tokenHeader, ...plain }: PersonSettings): void {
  if (tokens) {
    const description =
      'A signed token of the person for whom a program asks. Its own token has the role "delegate".';
    builder.addApiKey({ type: 'apiKey', in: 'header', name: tokenHeader, description }, 'signed_person');
    builder.addSecurityRequirements({ [BEARER]: [], signed_person: [] });
  }
  if (plain.isIdBelieved) {
    const description =
      'The id of the person for whom a program asks. Its own token has the role "delegate".';
    builder.addApiKey({ type: 'apiKey', in: 'header', name: plain.idHeader, description }, 'plain_person');
    builder.addSecurityRequirements({ [BEARER]: [], plain_person: [] });
  }
}

/** Names the functions of generated clients, such as `notes_create`. */
function operationIdFactory(controller: string, method: string): string {
  return `${controller.replace(/Controller$/, '').toLowerCase()}_${method}`;
}
