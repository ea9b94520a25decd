import { SetMetadata } from '@nestjs/common';

/** Metadata key under which the guard finds `@Public()`. */
export const PUBLIC = 'trivet:public';

/** Opens a route, or all routes of a controller, to everybody. No principal is resolved for them. */
export const Public = () => SetMetadata(PUBLIC, true);
