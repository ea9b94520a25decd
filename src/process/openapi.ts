import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Settings } from '../config/settings';
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
  if (app.get(Settings).auth.mode !== 'none') builder.addSecurityRequirements(BEARER);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory });
  const schemas = { ...document.components?.schemas, ...errorSchemas };
  return { ...document, components: { ...document.components, schemas } };
}

/** Names the functions of generated clients, such as `notes_create`. */
function operationIdFactory(controller: string, method: string): string {
  return `${controller.replace(/Controller$/, '').toLowerCase()}_${method}`;
}
