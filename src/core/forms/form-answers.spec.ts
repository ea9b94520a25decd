import { formAnswers } from './form-answers';

describe('formAnswers', () => {
  it.each([
    ['{"hours":"nine"}', true],
    ['{"open":false}', true],
    ['{"count":0}', true],
    ['[3]', true],
    ['{"people":[{"name":"Ann","age":null}]}', true],
    ['{"hours":""}', false],
    ['{"hours":null,"days":[],"where":{}}', false],
    ['{"found":false,"text":" "}', false],
    ['{"people":[{"name":"","age":0}]}', false],
    ['{}', false],
    ['[]', false],
    ['null', false],
    ['no JSON', null],
  ])('%s says something: %s', (text, says) => {
    expect(formAnswers({ text })).toBe(says);
  });

  it('looks at all calls of functions instead of the text', () => {
    const calls = (...given: string[]) => given.map((json) => ({ name: 'f', arguments: json }));
    expect(formAnswers({ text: '', calls: calls('{"day":null}', '{"day":"Monday"}') })).toBe(true);
    expect(formAnswers({ text: '', calls: calls('{"day":null}', '{}') })).toBe(false);
    expect(formAnswers({ text: '', calls: calls('{"day":') })).toBeNull();
  });
});
