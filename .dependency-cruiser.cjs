/** The house as rules: which room may know which. `npm run lint` checks them; test/house sees that each one catches. */
module.exports = {
  forbidden: [
    {
      name: 'no-circle-of-files',
      comment: 'Move what both need into a file of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-has-one-door',
      comment:
        'Import from core/index.ts; what is missing there is exported there, or stays private to the core.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/core/|\\.spec\\.ts$' },
      to: { path: '^src/core/', pathNot: '^src/core/index\\.ts$' },
    },
    {
      name: 'core-knows-no-other-room',
      comment: 'What surrounds the core is given to it through ports and settings.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/', pathNot: '^src/core/' },
    },
    {
      name: 'core-knows-no-http',
      comment: 'The core runs in any Nest application, also in one without HTTP or configuration.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules/(fastify|@nestjs/(config|platform-|swagger))' },
    },
    {
      name: 'only-app-and-process-know-everybody',
      comment: 'A room that needs the application is a part of it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app|process|commands)/|^src/main\\.ts$|\\.spec\\.ts$' },
      to: { path: '^src/(app|process)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
    tsPreCompilationDeps: true,
  },
};
