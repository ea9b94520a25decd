import { Controller, Get, Param } from '@nestjs/common';
import { ModelList } from './model-list';
import { ListCall, RetrieveCall } from './models.docs';
import type { ModelBody, ModelsBody } from './models.schema';

@Controller('v1/models')
export class ModelsController {
  constructor(private readonly models: ModelList) {}

  @Get()
  @ListCall()
  list(): ModelsBody {
    return { object: 'list', data: this.models.all() };
  }

  @Get(':id')
  @RetrieveCall()
  retrieve(@Param('id') id: string): ModelBody {
    return this.models.one(id);
  }
}
