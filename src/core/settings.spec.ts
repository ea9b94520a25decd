import { DEFAULT_SETTINGS, trivetSettings } from './settings';

describe('the settings of the core', () => {
  it('have defaults that nobody can change', () => {
    for (const part of [DEFAULT_SETTINGS, ...Object.values(DEFAULT_SETTINGS)])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('are the defaults where nothing is given', () => {
    expect(trivetSettings()).toEqual(DEFAULT_SETTINGS);
    expect(trivetSettings({}, { cache: {}, topK: undefined })).toEqual(DEFAULT_SETTINGS);
  });

  it('are what is given, value by value, and what is given last', () => {
    const first = { cache: { type: 'hybrid', maxBytes: 1 }, freshness: { maxAgeMs: 7 } } as const;
    const settings = trivetSettings(first, { cache: { maxBytes: 2 }, price: null, questionMaxChars: 9 });
    expect(settings).toEqual({
      ...DEFAULT_SETTINGS,
      cache: { ...DEFAULT_SETTINGS.cache, type: 'hybrid', maxBytes: 2 },
      freshness: { ...DEFAULT_SETTINGS.freshness, maxAgeMs: 7 },
      questionMaxChars: 9,
    });
  });
});
