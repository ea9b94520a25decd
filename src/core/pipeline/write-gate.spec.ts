import type { Finish } from '../ports/language-model';
import { isShowable, writeGate } from './write-gate';

describe('the write gate', () => {
  it.each<[string, Finish, string]>([
    ['A whole answer.', 'stop', 'pass'],
    ['It was as an AI would do it. [1]', 'stop', 'pass'],
    ['The shop is sorry to be closed.', 'stop', 'pass'],
    ["I can't eat peanuts. [1]", 'stop', 'pass'],
    ['<html> is the first tag. [2]', 'stop', 'pass'],
    ['a < b and <b>bold</b>', 'stop', 'pass'],
    ['One broken \ufffd sign', 'stop', 'pass'],
    ['An answer cut', 'length', 'unfinished'],
    ['An answer cut', 'other', 'unfinished'],
    ['Anything', 'refused', 'refused'],
    ["I'm sorry, but no.", 'stop', 'refused'],
    ['I’m unable to help with that.', 'stop', 'refused'],
    ['I am not able to say.', 'stop', 'refused'],
    [' Sorry, no.', 'stop', 'refused'],
    ['I cannot answer that.', 'stop', 'refused'],
    ["I can't answer that.", 'stop', 'refused'],
    ['I won’t.', 'stop', 'refused'],
    ['As an AI language model, I have no notes.', 'stop', 'refused'],
    ["I can't, and it was cut", 'length', 'refused'],
    ['', 'stop', 'empty'],
    ['', 'refused', 'empty'],
    ['<html>cut', 'length', 'malformed'],
    [' \n\t ', 'stop', 'empty'],
    ['<!DOCTYPE html><title>502</title>', 'stop', 'malformed'],
    ['\n<html><body>busy', 'stop', 'malformed'],
    ['a\u0000b', 'stop', 'malformed'],
    ['a\u0000b [1]', 'stop', 'malformed'],
    ['\ufffd\ufffd\ufffd', 'stop', 'malformed'],
    ['half a pair \ud83d', 'stop', 'malformed'],
  ])('%j that ended by %s: %s', (text, finish, verdict) => {
    const given = writeGate({ text, answerable: true }, finish);
    expect(given.pass ? 'pass' : given.reason).toBe(verdict);
  });

  it.each<[string, Finish, string]>([
    ['Es tut mir leid, dazu steht nichts in den Notizen.', 'stop', 'pass'],
    ["I'm sorry, the notes do not say.", 'stop', 'pass'],
    ["I'm sorry, the notes do not", 'length', 'unfinished'],
    ["I'm sorry, the notes do not say.", 'refused', 'refused'],
  ])('%j by a model that says the notes do not answer, ended by %s: %s', (text, finish, verdict) => {
    const given = writeGate({ text, answerable: false }, finish);
    expect(given.pass ? 'pass' : given.reason).toBe(verdict);
  });

  it.each([
    ['unfinished', true],
    ['refused', true],
    ['empty', false],
    ['malformed', false],
  ] as const)('lets what is %s be shown: %s', (reason, shown) => {
    expect(isShowable({ pass: false, reason })).toBe(shown);
  });
});
