/** The library's face. */
export * from './core/index';
