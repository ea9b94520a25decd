import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from './catalogue';
import { envExample } from './env-example';
import { loadSettings } from './settings';

const file = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
const assignments = [...file.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(
  ([, name = '', value = '']) => [name, value] as const,
);

describe('.env.example', () => {
  it('is what the schema generates', () => {
    expect(file).toBe(envExample());
  });

  it('lists every variable of the schema, with its default', () => {
    expect(assignments.length).toBeGreaterThan(30);
    expect(assignments).toEqual(catalogue.map(({ name, fallback }) => [name, fallback]));
  });

  it('changes nothing when it is uncommented and copied as it is', () => {
    expect(loadSettings(Object.fromEntries<string>(assignments))).toEqual(loadSettings({}));
  });

  it('says a whole sentence about every variable', () => {
    const unsaid = catalogue.filter(({ description }) => !/^[A-Za-z].{15,}\.$/.test(description));
    expect(unsaid).toEqual([]);
  });
});
