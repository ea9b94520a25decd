import type { ProgramTask } from '../../core';
import { answerAboutChat } from './about-chat';

const task = (more: Partial<ProgramTask>): ProgramTask => ({
  wants: 'title',
  json: null,
  first: 'When does the bakery open on Sundays?',
  last: 'And on Mondays?',
  ...more,
});
const inKey = (key: string, isList = false): Pick<ProgramTask, 'json'> => ({ json: { key, isList } });

describe('answerAboutChat', () => {
  it.each<readonly [what: string, asked: Partial<ProgramTask>, answer: string]>([
    ['a title', {}, 'When does the bakery open on Sundays?'],
    ['a title in JSON', inKey('title'), '{"title":"When does the bakery open on Sundays?"}'],
    ['tags', { wants: 'labels', ...inKey('tags', true) }, '{"tags":[]}'],
    ['next questions', { wants: 'labels', ...inKey('follow_ups', true) }, '{"follow_ups":[]}'],
    ['search queries', { wants: 'query', ...inKey('queries', true) }, '{"queries":[]}'],
    ['tags in text', { wants: 'labels' }, 'None'],
    ['a standalone question', { wants: 'query' }, 'And on Mondays?'],
    ['an emoji', { wants: 'emoji' }, '💬'],
    ['the rest of a text', { wants: 'continuation', ...inKey('text') }, '{"text":""}'],
    ['a summary', { wants: 'summary' }, 'When does the bakery open on Sundays?\nAnd on Mondays?'],
    ['a title of many lines', { first: ' How do I\n\n  bake  bread? ' }, 'How do I bake bread?'],
    ['a title of nothing', { first: '' }, 'New chat'],
  ])('answers %s', (_, asked, answer) => {
    expect(answerAboutChat(task(asked))).toBe(answer);
  });

  it.each([
    ['between words', `${'word '.repeat(30)}?`, `${'word '.repeat(12).trim()}…`],
    ['where there are none', '面'.repeat(80), `${'面'.repeat(60)}…`],
    ['between whole characters', '👩‍👩‍👧'.repeat(61), `${'👩‍👩‍👧'.repeat(60)}…`],
  ])('cuts a long title %s', (_, first, title) => {
    expect(answerAboutChat(task({ first }))).toBe(title);
  });
});
